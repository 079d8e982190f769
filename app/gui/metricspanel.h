// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis.h"
#include "app/gui/panel.h"

class QComboBox;

namespace headscope {

class MetricTableView;

/// What the ablation does to accuracy and bias.
class MetricsPanel : public Panel
{
    Q_OBJECT

public:
    MetricsPanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

    void setErrorText(const QString &text);

private:
    void showStudy();
    void showMetrics();

    Document &m_document;
    Analysis &m_analysis;
    MetricTableModel *m_metrics;
    MetricTableView *m_view;
    QComboBox *m_attribute;
};

}
