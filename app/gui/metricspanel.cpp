// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/metricspanel.h"

#include <QComboBox>
#include <QVBoxLayout>

#include "widgets/metrictableview.h"

namespace headscope {

namespace {

constexpr int kLeastHeight = 150;

}

MetricsPanel::MetricsPanel(Document &document, Analysis &analysis, Significance &significance, QWidget *parent)
    : Panel("metrics panel", tr("Accuracy and bias"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_significance(significance)
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
    m_view->setMinimumSize(m_view->sizeHint().width(), kLeastHeight);
    body().addWidget(m_view, 1);
    setTabOrder(m_attribute, m_view);
    showMetrics();

    connect(m_attribute, &QComboBox::activated, this, [this] { m_document.setAttribute(m_attribute->currentText()); });
    connect(&document, &Document::attributeChanged, this,
            [this] { m_attribute->setCurrentText(m_document.attribute()); });
    connect(&document, &Document::studyChanged, this, &MetricsPanel::showStudy);
    connect(&analysis, &Analysis::metricsChanged, this, &MetricsPanel::showMetrics);
    connect(&significance, &Significance::intervalsChanged, this, &MetricsPanel::showMetrics);
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
    m_metrics->setRows(rows());
}

MetricRow MetricsPanel::row(const QString &name, const QString &explanation, MetricRow::Better better,
                            MetricFigure figure, Statistic statistic) const
{
    const auto of = [&](const std::optional<Outcome> &outcome) {
        return outcome ? figure(*outcome->metrics, m_document.attribute()) : Figure();
    };
    const auto interval = [&](PerStatistic<Interval> Significance::Intervals::*which) {
        FigureInterval shown;
        if (!m_significance.intervals())
            shown.state = FigureInterval::State::Pending;
        else if (const auto &known = ((*m_significance.intervals()).*which)[statistic])
            shown = {FigureInterval::State::Known, known->low, known->high};
        return shown;
    };
    MetricRow row = {name, explanation, better};
    row.baseline = of(m_analysis.baseline());
    row.baselineInterval = interval(&Significance::Intervals::baseline);
    const bool unchanged = m_document.ablation().empty();
    const Figure nothing = Figure::undefined(tr("No head is ablated"), row.baseline.images);
    row.direct = unchanged ? nothing : of(m_analysis.direct());
    row.directChangeInterval = interval(&Significance::Intervals::directChange);
    row.forward = unchanged ? nothing : of(m_analysis.forward());
    row.forwardChangeInterval = interval(&Significance::Intervals::forwardChange);
    return row;
}

QList<MetricRow> MetricsPanel::rows() const
{
    const std::shared_ptr<const Study> &study = m_document.study();
    if (!study || !study->evaluator)
        return {};
    using Better = MetricRow::Better;
    const QString attribute = m_document.attribute();
    QList<MetricRow> rows = {
        row(tr("Accuracy"), tr("Share of the pictures whose class is predicted right."), Better::Higher,
            &accuracyFigure, Statistic::Accuracy),
        row(tr("Worst group"),
            tr("Accuracy of the class, among pictures of one %1, that is predicted worst; groups under ten pictures "
               "don't count.")
                .arg(attribute.isEmpty() ? tr("kind") : attribute),
            Better::Higher, &worstGroupFigure, Statistic::WorstGroup),
    };
    if (attribute.isEmpty())
        return rows;
    rows.append(row(tr("Cramér's V"),
                    tr("How strongly predictions go with %1, corrected for chance (Bergsma): 0 not at all, 1 fully.")
                        .arg(attribute),
                    Better::Lower, &associationFigure, Statistic::Association));
    rows.append(row(tr("Opportunity gap"),
                    tr("The largest difference between values of %1 in how often a class is recognised, averaged over "
                       "the classes (equal opportunity).")
                        .arg(attribute),
                    Better::Lower, &equalOpportunityFigure, Statistic::EqualOpportunity));
    rows.append(row(
        tr("Twin flips"),
        tr("Share of the pairs of pictures that differ in %1 alone and are given different classes.").arg(attribute),
        Better::Lower, &twinFlipFigure, Statistic::TwinFlips));
    return rows;
}

}
