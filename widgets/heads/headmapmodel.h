// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include <optional>
#include <vector>

#include "widgets/base/palette.h"
#include "widgets/figures/figure.h"

namespace headscope {

/// What the head map is coloured by.
struct Measure
{
    QString name;
    ColourScale::Kind kind = ColourScale::Kind::Sequential; ///< Diverging: a difference, written with its sign.
    NumberFormat format;
    QString definition = {};         ///< one sentence or two, for a tooltip
    std::optional<double> most = {}; ///< the largest value there can be: the scale ends there, whatever has been seen

    QString text(double value) const;
};

/// Layers (rows) × heads (columns): one measure's value for each head, its gain (0 = ablated, 1 = as is) and the first
/// description. Lists run over the heads of layer 0, then of layer 1, and so on.
class HeadMapModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        ValueRole = Qt::UserRole, ///< double, invalid if undefined or not computed yet
        FigureStateRole,          ///< Figure::State as int
        StateRole,                ///< HeadState as int
        GainRole,                 ///< double
        FirstDescriptionRole,     ///< QString
        RankRole,                 ///< int from 1, by size; invalid without a value
        ColourScaleRole,          ///< ColourScale, the same for every head
        LongestTextRole           ///< QString, the same for every head: the number that needs the most room
    };
    enum class HeadState { AsIs, Ablated, ChangedGain };

    explicit HeadMapModel(QObject *parent = nullptr);

    /// A new model's heads: nothing computed, every gain 1, no descriptions.
    void setShape(int layers, int heads);
    int layers() const { return m_layers; }
    int heads() const { return m_heads; }

    /// The scale spans what the measure can be, or else these values: from zero, or symmetrically round it.
    void setFigures(const Measure &measure, std::vector<Figure> figures);
    void setGains(std::vector<double> gains);
    void setFirstDescriptions(QStringList descriptions);
    /// A few words for each head, such as "CCS 4", told with it whatever the measure; empty: nothing to tell.
    void setRemarks(QStringList remarks);

    const Measure &measure() const { return m_measure; }
    const ColourScale &scale() const { return m_scale; }
    HeadState state(int layer, int head) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// The measure or its scale is another: the colour bar must follow.
    void measureChanged();

private:
    std::size_t place(int layer, int head) const
    {
        return std::size_t(layer) * std::size_t(m_heads) + std::size_t(head);
    }
    std::size_t place(const QModelIndex &index) const { return place(index.row(), index.column()); }
    void allChanged(const QList<int> &roles);
    QString valueText(const Figure &figure) const;
    /// The measure and its value, then the remark if it says something else.
    QStringList factTexts(const QModelIndex &index) const;
    QString stateText(const QModelIndex &index) const;
    QString accessibleText(const QModelIndex &index) const;
    QString toolTip(const QModelIndex &index) const;

    int m_layers = 0;
    int m_heads = 0;
    Measure m_measure;
    ColourScale m_scale;
    QString m_longestText;
    std::vector<Figure> m_figures;
    std::vector<int> m_ranks; ///< 0: no value
    int m_known = 0;
    std::vector<double> m_gains;
    QStringList m_firstDescriptions;
    QStringList m_remarks;
};

}

Q_DECLARE_METATYPE(headscope::ColourScale)
