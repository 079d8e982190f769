// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/metricspanel.h"

#include <QComboBox>
#include <QVBoxLayout>

#include "widgets/metrictableview.h"

namespace headscope {

MetricsPanel::MetricsPanel(Document &document, Analysis &analysis, QWidget *parent)
    : Panel("metrics panel", tr("Accuracy and bias"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_metrics(new MetricTableModel(this))
    , m_view(new MetricTableView)
    , m_attribute(new QComboBox)
{
    m_attribute->setObjectName("attribute");
    m_attribute->setToolTip(tr("The attribute that bias is measured by"));
    m_attribute->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    addControl(tr("Bias &by"), m_attribute);
    m_view->setObjectName("metrics");
    m_view->setMetrics(m_metrics);
    m_view->setAccessibleName(tr("Metrics"));
    m_view->setMinimumSize(m_view->sizeHint());
    body().addWidget(m_view, 1);
    setTabOrder(m_attribute, m_view);
    showMetrics();

    connect(m_attribute, &QComboBox::activated, this, [this] { m_document.setAttribute(m_attribute->currentText()); });
    connect(&document, &Document::attributeChanged, this,
            [this] { m_attribute->setCurrentText(m_document.attribute()); });
    connect(&document, &Document::studyChanged, this, &MetricsPanel::showStudy);
    connect(&analysis, &Analysis::metricsChanged, this, &MetricsPanel::showMetrics);
}

void MetricsPanel::setErrorText(const QString &text) { m_view->setErrorText(text); }

void MetricsPanel::showStudy()
{
    m_attribute->clear();
    for (const std::string &name : m_document.study()->attributes)
        m_attribute->addItem(QString::fromStdString(name));
    m_attribute->setCurrentText(m_document.attribute());
    m_attribute->setEnabled(m_attribute->count() > 0);
    showMetrics();
}

void MetricsPanel::showMetrics()
{
    m_view->setEmptyText(m_document.study()
                             ? tr("These pictures have no labels. Put them into a folder for each class, "
                                  "or open a manifest with a column “label”.")
                             : tr("Open a model and pictures to weigh its heads"));
    m_metrics->setRows(m_analysis.metricRows());
}

}
