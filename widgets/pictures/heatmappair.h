// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <array>
#include <optional>
#include <vector>

#include "widgets/pictures/heatmapview.h"

namespace headscope {

class ColourBar;

/// A picture with its heatmap, and if wished another one beside it. Both share one colour scale and its legend, unless
/// a person asks for another scale, and then the legends say which.
class HeatmapPair : public QWidget
{
    Q_OBJECT

public:
    enum class Scaling {
        Shared, ///< one for what is shown
        Own,    ///< each its own
        Seen    ///< one for all that has been shown of the same subject
    };

    struct Side
    {
        QImage picture;
        QString accessibleDescription;
        HeatGrid heat; ///< of a diverging quantity; empty: the picture alone
        QString name;
        QString detail;
        QString explanation; ///< of the detail
    };

    explicit HeatmapPair(const NumberFormat &format, QWidget *parent = nullptr);

    /// What else is shown of the same heads shares the scale of what is shown, and `note` says so; empty: nothing. To
    /// be set before the sides.
    void setCompanions(std::vector<HeatGrid> heats, const QString &note);
    /// `context`: whose heatmaps they are, for the legends. `subject`: what they are of, in whichever picture; the
    /// scale of all that has been seen begins anew with another one.
    void setSides(const Side &first, const std::optional<Side> &second, const QString &context, const QString &subject);
    bool showsTwo() const { return m_sides.size() == 2; }
    void setScaling(Scaling scaling);
    /// 0 … 1.
    void setHeatOpacity(double opacity);
    void setBare(bool bare);
    /// In the place of the first picture.
    void setEmptyText(const QString &text);
    void setErrorText(const QString &text);

    Scaling scaling() const { return m_scaling; }
    /// What colours both; none if each has its own.
    std::optional<ColourScale> sharedScale() const;

private:
    double extent() const;
    /// Brings views and legends up to date.
    void refresh();

    NumberFormat m_format;
    Scaling m_scaling = Scaling::Shared;
    std::vector<Side> m_sides; ///< one, or two
    std::vector<HeatGrid> m_companions;
    QString m_companionsNote;
    QString m_context;
    QString m_subject;
    double m_seen = 0.0; ///< the largest value of the subject
    bool m_failed = false;
    std::array<HeatmapView *, 2> m_views;
    ColourBar *m_legend;
};

}
