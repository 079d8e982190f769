// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>

#include "app/gui/analysis/significance.h"
#include "app/gui/panels/panel.h"
#include "widgets/tables/metrictablemodel.h"

class QComboBox;
class QSpinBox;

namespace headscope {

class MetricTableView;

/// What the ablation does to accuracy and bias.
class MetricsPanel : public Panel
{
    Q_OBJECT

public:
    MetricsPanel(Document &document, Analysis &analysis, Significance &significance, QWidget *parent = nullptr);

private:
    void showStudy();
    void showMetrics();
    /// How a row reads its figure, its place and its interval from what has been computed.
    struct Reading
    {
        std::function<Figure(const Outcome &)> figure;
        std::function<std::optional<Interval>(const StateIntervals &)> interval;
        std::function<QString(const Outcome &)> place = {};
    };

    void showTop();
    Reading reading(MetricFigure figure, Statistic statistic) const;
    Reading skewReading() const;
    void fill(MetricRow &row, const Reading &reading) const;
    MetricRow skewRow() const;
    QList<MetricRow> rows() const;

    Document &m_document;
    Analysis &m_analysis;
    Significance &m_significance;
    MetricTableModel *m_metrics;
    MetricTableView *m_view;
    QComboBox *m_attribute;
    QSpinBox *m_top;
};

}
