// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/metricspanel.h"

#include <QComboBox>
#include <QSpinBox>
#include <QVBoxLayout>

#include "app/gui/panels/explanations.h"
#include "widgets/tables/metrictableview.h"

namespace headscope {

MetricsPanel::MetricsPanel(Document &document, Analysis &analysis, Significance &significance, QWidget *parent)
    : Panel("metrics panel", tr("Accuracy and bias"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_significance(significance)
    , m_metrics(new MetricTableModel(this))
    , m_view(new MetricTableView)
    , m_attribute(new QComboBox)
    , m_top(new QSpinBox)
{
    m_attribute->setObjectName("attribute");
    m_attribute->setToolTip(tr("The attribute that bias is measured by"));
    m_attribute->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    addControl(tr("Bias &by"), m_attribute);
    m_top->setObjectName("top");
    m_top->setAccessibleName(tr("k of MaxSkew@k"));
    m_top->setToolTip(tr("k of MaxSkew@k: how many of the pictures that fit a class best are looked at"));
    m_top->setKeyboardTracking(false);
    addControl(tr("k"), m_top);
    m_view->setObjectName("metrics");
    m_view->setMetrics(m_metrics);
    m_view->setAccessibleName(tr("Metrics"));
    body().addWidget(m_view, 1);
    setTabOrder(m_attribute, m_top);
    setTabOrder(m_top, m_view);
    showTop();
    showMetrics();

    connect(m_attribute, &QComboBox::activated, this, [this] { m_document.setAttribute(m_attribute->currentText()); });
    connect(m_top, &QSpinBox::valueChanged, &document, &Document::setTopCount);
    connect(m_view, &MetricTableView::intervalsRequested, &significance, &Significance::resumeIntervals);
    connect(&document, &Document::attributeChanged, this, [this] {
        m_attribute->setCurrentText(m_document.attribute());
        showTop();
    });
    connect(&document, &Document::topCountChanged, this, &MetricsPanel::showTop);
    connect(&document, &Document::studyChanged, this, &MetricsPanel::showStudy);
    connect(&analysis, &Analysis::metricsChanged, this, &MetricsPanel::showMetrics);
    connect(&significance, &Significance::intervalsChanged, this, &MetricsPanel::showMetrics);
}

void MetricsPanel::showStudy()
{
    m_attribute->clear();
    for (const std::string &name : m_document.study()->attributes)
        m_attribute->addItem(QString::fromStdString(name));
    m_attribute->setCurrentText(m_document.attribute());
    m_attribute->setEnabled(m_attribute->count() > 0);
    showTop();
    showMetrics();
}

void MetricsPanel::showTop()
{
    const SkewRequest request = m_analysis.skewRequest();
    const QSignalBlocker blocker(m_top); // fewer pictures to rank are no wish for a smaller k
    const bool isAsked = !request.attribute.empty();
    m_top->setRange(1, isAsked ? std::max(request.k, rankedPictures(*m_document.study(), request.attribute)) : 1);
    m_top->setValue(request.k);
    m_top->setEnabled(isAsked);
}

void MetricsPanel::showMetrics()
{
    m_view->setEmptyText(
        m_document.study()
            ? tr("These pictures have neither labels nor a classes.txt. Put them into a folder for each class, "
                 "open a manifest with a column “label”, or list the classes in a classes.txt.")
            : tr("Open a model and pictures to weigh its heads"));
    m_metrics->setRows(rows());
}

MetricsPanel::Reading MetricsPanel::reading(MetricFigure figure, Statistic statistic) const
{
    return {[figure, attribute = m_document.attribute()](const Outcome &outcome) {
                return figure(*outcome.metrics, attribute);
            },
            [statistic](const StateIntervals &intervals) { return intervals.metrics[statistic]; }};
}

MetricsPanel::Reading MetricsPanel::skewReading() const
{
    Reading reading;
    reading.figure = [request = m_analysis.skewRequest(), attribute = m_document.attribute()](const Outcome &outcome) {
        return outcome.skewRequest == request ? skewFigure(outcome.skew, attribute) : Figure();
    };
    reading.interval = [](const StateIntervals &intervals) { return intervals.skew; };
    reading.place = [this, request = m_analysis.skewRequest()](const Outcome &outcome) {
        if (outcome.skewRequest != request || !outcome.skew.largest)
            return QString();
        const Evaluator &evaluator = *m_document.study()->evaluator;
        const auto &values = evaluator.attribute(request.attribute)->column.values;
        return tr("largest: %1, %2")
            .arg(QString::fromStdString(evaluator.classes()[std::size_t(outcome.skew.largest->query)]),
                 QString::fromStdString(values[std::size_t(outcome.skew.largest->group)]));
    };
    return reading;
}

void MetricsPanel::fill(MetricRow &row, const Reading &reading) const
{
    const auto figure = [&](const std::optional<Outcome> &outcome) {
        const Figure shown = outcome ? reading.figure(*outcome) : Figure();
        const bool comes = shown.state != Figure::State::Pending || m_analysis.stopped().isEmpty();
        return comes ? shown : Figure::undefined(m_analysis.stopped());
    };
    const auto place = [&](const std::optional<Outcome> &outcome) {
        return outcome && reading.place ? reading.place(*outcome) : QString();
    };
    const auto interval = [&](const std::optional<Outcome> &outcome) -> FigureInterval {
        using State = FigureInterval::State;
        if (const auto &stopped = m_significance.intervalsStopped())
            return {stopped->isEmpty() ? State::Cancelled : State::Failed, 0, 0, *stopped};
        const StateIntervals *intervals = m_significance.intervals(outcome);
        if (!intervals)
            return {outcome || m_analysis.stopped().isEmpty() ? State::Pending : State::None};
        const auto known = reading.interval(*intervals);
        return known ? FigureInterval{State::Known, known->low, known->high} : FigureInterval{State::Undefined};
    };
    row.baseline = figure(m_analysis.baseline());
    row.baselinePlace = place(m_analysis.baseline());
    row.baselineInterval = interval(m_analysis.baseline());
    if (m_document.ablation().empty()) {
        row.direct = row.forward = Figure::undefined(tr("No head is ablated"), row.baseline.images);
        return;
    }
    row.directChangeInterval = interval(m_analysis.direct());
    row.forwardChangeInterval = interval(m_analysis.forward());
    row.direct = figure(m_analysis.direct());
    row.directPlace = place(m_analysis.direct());
    row.forward = figure(m_analysis.forward());
    row.forwardPlace = place(m_analysis.forward());
}

MetricRow MetricsPanel::skewRow() const
{
    const SkewRequest request = m_analysis.skewRequest();
    MetricRow row = {tr("MaxSkew@%1").arg(request.k),
                     tr("How much the value of %1 that is most above its share is over-represented among the %2 "
                        "pictures that fit a class best; the mean over the classes, as a natural logarithm: 0 not at "
                        "all, 0.69 twice its share. Beneath it the class and value with the largest.")
                         .arg(m_document.attribute(), countText(request.k)),
                     explanationOf(Topic::MaxSkew), Better::Lower};
    if (!m_document.topCount())
        row.explanation += tr(" As long as nobody has chosen k, it is a round number: 100, or at most an eighth of the "
                              "pictures.");
    fill(row, skewReading());
    return row;
}

QList<MetricRow> MetricsPanel::rows() const
{
    const std::shared_ptr<const Study> &study = m_document.study();
    if (!study || !study->evaluator)
        return {};
    const QString attribute = m_document.attribute();
    QList<MetricRow> rows;
    const auto add = [&](const QString &name, const QString &explanation, Better better, const Reading &reading,
                         const Explanation &help = {}) {
        rows.append({name, explanation, help, better});
        fill(rows.back(), reading);
    };
    add(tr("Accuracy"), tr("Share of the pictures whose class is predicted right."), Better::Higher,
        reading(&accuracyFigure, Statistic::Accuracy));
    Reading worst = reading(&worstGroupFigure, Statistic::WorstGroup);
    worst.place = [attribute](const Outcome &outcome) { return worstGroupName(*outcome.metrics, attribute); };
    add(tr("Worst group"),
        tr("Accuracy of the class, among pictures of one %1, that is predicted worst; groups under ten pictures "
           "don't count.")
            .arg(attribute.isEmpty() ? tr("kind") : attribute),
        Better::Higher, worst);
    add(tr("Gap"), tr("Accuracy less that of the worst group."), Better::Lower, reading(&gapFigure, Statistic::Gap));
    if (attribute.isEmpty())
        return rows;
    Reading association = reading(&associationFigure, Statistic::Association);
    association.place = [attribute](const Outcome &outcome) {
        const AttributeMetrics *found = metricsOf(*outcome.metrics, attribute);
        QStringList parts;
        if (const auto beyond = found ? found->biasAssociation.v : std::nullopt)
            parts.append(tr("V_b: %1").arg(NumberFormat().text(*beyond)));
        if (const auto carried = found ? found->labelAssociation.corrected : std::nullopt)
            parts.append(tr("true classes: %1").arg(NumberFormat().text(*carried)));
        return parts.join(tr(", "));
    };
    const std::optional<Outcome> &baseline = m_analysis.baseline();
    add(tr("Cramér's V"),
        tr("How strongly predictions go with %1, corrected for chance (Bergsma): 0 not at all, 1 fully. Beneath it how "
           "strongly they do within the true classes (V_b), and how strongly these do themselves.")
            .arg(attribute),
        baseline && baseline->metrics ? betterAssociation(*baseline->metrics, attribute) : Better::Lower, association,
        explanationOf(Topic::Association));
    add(tr("Opportunity gap"),
        tr("The largest difference between values of %1 in how often a class is recognised, averaged over the classes "
           "(equal opportunity); groups under ten pictures don't count.")
            .arg(attribute),
        Better::Lower, reading(&equalOpportunityFigure, Statistic::EqualOpportunity));
    add(tr("Twin flips"),
        tr("Share of the pairs of pictures that differ in %1 alone and are given different classes.").arg(attribute),
        Better::Lower, reading(&twinFlipFigure, Statistic::TwinFlips));
    rows.append(skewRow());
    return rows;
}

}
