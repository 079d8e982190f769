// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/panel.h"
#include "app/gui/significance.h"
#include "widgets/metrictablemodel.h"

class QComboBox;

namespace headscope {

class MetricTableView;

/// What the ablation does to accuracy and bias.
class MetricsPanel : public Panel
{
    Q_OBJECT

public:
    MetricsPanel(Document &document, Analysis &analysis, Significance &significance, QWidget *parent = nullptr);

    void setErrorText(const QString &text);

private:
    void showStudy();
    void showMetrics();
    MetricRow row(const QString &name, const QString &explanation, MetricRow::Better better, MetricFigure figure,
                  Statistic statistic) const;
    QList<MetricRow> rows() const;

    Document &m_document;
    Analysis &m_analysis;
    Significance &m_significance;
    MetricTableModel *m_metrics;
    MetricTableView *m_view;
    QComboBox *m_attribute;
};

}
