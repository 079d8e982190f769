// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "widgets/base/explanation.h"
#include "widgets/figures/figureinterval.h"

namespace headscope {

/// One metric: at the baseline, with the heads' direct effect taken out, and after forward ablation.
struct MetricRow
{
    QString name = {};
    QString explanation = {}; ///< One sentence for the tooltip.
    Explanation help = {};    ///< Behind a "?"; may be empty.
    Better better = Better::Neither;
    NumberFormat format = {};
    Figure baseline = {};
    Figure direct = {};
    Figure forward = {};
    FigureInterval baselineInterval = {};
    FigureInterval directChangeInterval = {}; ///< of the difference, paired
    FigureInterval forwardChangeInterval = {};
    /// Which group, or class and group, each figure is of; empty if it is of all.
    QString baselinePlace = {};
    QString directPlace = {};
    QString forwardPlace = {};
};

/// Metrics in rows; columns grouped as baseline, direct effect and forward ablation, which are never mixed.
/// Differences are against the baseline.
class MetricTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        NameColumn,
        BaselineColumn,
        DirectColumn,
        DirectChangeColumn,
        ForwardColumn,
        ForwardChangeColumn,
        ColumnCount
    };
    enum Role {
        FigureStateRole = Qt::UserRole, ///< Figure::State as int
        ValueRole,                      ///< double, invalid if there is none
        ArrowRole,                      ///< "▲", "▼" or empty; only of differences
        JudgementRole,                  ///< "better", "worse", "unclear" or empty; only of differences
        IntervalRole,                   ///< QString: as FigureInterval::text() has it
        IsStoppedRole,                  ///< bool: the interval can be asked for again
        PlaceRole,  ///< QString: which group the metric is of, or why it is undefined; only of the name
        ImagesRole, ///< QString: "n = 1,920"; only of the name
        HasHelpRole ///< bool
    };

    using QAbstractTableModel::QAbstractTableModel;

    /// As many rows as before keep their places: only what they show is announced as changed.
    void setRows(QList<MetricRow> rows);
    const Explanation &help(int row) const { return m_rows[row].help; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    static bool isChange(int column) { return column == DirectChangeColumn || column == ForwardChangeColumn; }
    /// Below this many images a figure is marked.
    static constexpr int kFewImages = 10;

private:
    static Figure figure(const MetricRow &row, int column);
    static FigureInterval interval(const MetricRow &row, int column);
    static QString intervalText(const MetricRow &row, int column);
    QString placeText(const MetricRow &row) const;
    QStringList nameToolTip(const MetricRow &row) const;
    QString numberText(const MetricRow &row, int column) const;
    QString imagesText(const MetricRow &row) const;
    QString judgement(const MetricRow &row, int column) const;
    QString toolTip(const MetricRow &row, int column) const;
    QString accessibleText(const MetricRow &row, int column) const;

    QList<MetricRow> m_rows;
};

}
