// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/comparepanel.h"

#include <QLabel>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "app/gui/panels/scopebox.h"
#include "app/gui/session/names.h"
#include "widgets/base/palette.h"
#include "widgets/tables/comparetablemodel.h"
#include "widgets/tables/comparetableview.h"

namespace headscope {

namespace {

struct Metric
{
    CompareColumn column;
    MetricFigure figure;
    Statistic statistic;
};

QList<Metric> metricsToCompare(const QString &attribute)
{
    QList<Metric> metrics = {
        {{ComparePanel::tr("Accuracy"), ComparePanel::tr("Higher is better"), Better::Higher},
         &accuracyFigure,
         Statistic::Accuracy},
        {{ComparePanel::tr("Worst"), ComparePanel::tr("Accuracy of the worst group; higher is better"), Better::Higher},
         &worstGroupFigure,
         Statistic::WorstGroup},
    };
    if (attribute.isEmpty())
        return metrics;
    metrics.append(
        {{ComparePanel::tr("Cramér's V"),
          ComparePanel::tr("Of predictions with %1, bias-corrected; lower is better").arg(attribute), Better::Lower},
         &associationFigure,
         Statistic::Association});
    metrics.append({{ComparePanel::tr("Opp. gap"),
                     ComparePanel::tr("Equal-opportunity gap between values of %1; lower is better").arg(attribute),
                     Better::Lower},
                    &equalOpportunityFigure,
                    Statistic::EqualOpportunity});
    metrics.append(
        {{ComparePanel::tr("Flips"),
          ComparePanel::tr("Share of twins that differ in %1 and in prediction; lower is better").arg(attribute),
          Better::Lower},
         &twinFlipFigure,
         Statistic::TwinFlips});
    return metrics;
}

}

ComparePanel::ComparePanel(Document &document, const Analysis &analysis, Jobs &jobs, Trail &trail, Reference &reference,
                           const Names &names, QWidget *parent)
    : Panel("compare panel", tr("Compare"), parent)
    , m_document(document)
    , m_trail(trail)
    , m_reference(reference)
    , m_names(names)
    , m_analysis(analysis)
    , m_comparison(jobs)
    , m_states(new CompareTableModel(this))
    , m_view(new CompareTableView)
    , m_scope(new ScopeBox("compare scope"))
    , m_note(new QLabel)
    , m_keep(new QToolButton)
    , m_pin(new QToolButton)
    , m_forget(new QToolButton)
{
    makeControls();
    m_view->setObjectName("compare");
    m_view->setModel(m_states);
    m_view->setEmptyText(tr("Ablate heads and keep the ablation: it stands here beside the others"));
    m_note->setObjectName("compare note");
    m_note->setTextFormat(Qt::RichText);
    m_note->setWordWrap(true);
    m_note->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::LinksAccessibleByMouse |
                                    Qt::LinksAccessibleByKeyboard);
    body().addWidget(m_view, 1);
    body().addWidget(m_note);

    connect(m_view, &CompareTableView::stateActivated, this, &ComparePanel::goTo);
    connect(m_view, &CompareTableView::referenceWished, this, &ComparePanel::pin);
    connect(m_view, &CompareTableView::removalWished, this, &ComparePanel::forget);
    connect(m_states, &CompareTableModel::nameWished, this, &ComparePanel::rename);
    connect(m_view->selectionModel(), &QItemSelectionModel::currentChanged, this, &ComparePanel::showControls);
    connect(&trail, &Trail::changed, this, &ComparePanel::showStates);
    connect(&reference, &Reference::changed, this, &ComparePanel::showStates);
    connect(&document, &Document::attributeChanged, this, &ComparePanel::showStates);
    connect(&document, &Document::topCountChanged, this, &ComparePanel::showStates);
    connect(&m_comparison, &Comparison::changed, this, &ComparePanel::showStates);
    connect(this, &QDockWidget::visibilityChanged, &m_comparison, &Comparison::setWatched);
    connect(m_note, &QLabel::linkActivated, &m_comparison, &Comparison::resume);
    showStates();
}

void ComparePanel::makeControls()
{
    connect(m_scope, &QComboBox::currentIndexChanged, this, &ComparePanel::showStates);
    addControl(tr("Compare b&y"), m_scope);
    m_keep->setObjectName("keep");
    m_keep->setText(tr("Keep"));
    m_keep->setToolTip(tr("Give the present ablation a name, so that it can be found again (Ctrl+D)"));
    connect(m_keep, &QToolButton::clicked, this, &ComparePanel::keep);
    m_pin->setObjectName("pin ablation");
    connect(m_pin, &QToolButton::clicked, this, [this] { pin(m_view->currentIndex().row()); });
    m_forget->setObjectName("forget");
    m_forget->setText(tr("Forget"));
    m_forget->setToolTip(tr("Forget the kept ablation (Delete)"));
    connect(m_forget, &QToolButton::clicked, this, [this] { forget(m_view->currentIndex().row()); });
    for (QToolButton *button : {m_keep, m_pin, m_forget}) {
        button->setFocusPolicy(Qt::StrongFocus);
        addControl(button);
    }
}

QList<int> ComparePanel::shownSteps() const
{
    QList<int> steps;
    const auto add = [&steps](int step) {
        if (step >= 0 && !steps.contains(step))
            steps.append(step);
    };
    if (m_trail.steps().empty())
        return steps;
    add(0);
    for (const NamedAblation &kept : m_document.keptAblations())
        add(m_trail.find(kept.ablation));
    add(m_trail.current());
    if (m_reference.isOfStudy())
        add(m_trail.find(m_reference.state()->step.ablation));
    return steps;
}

const Trail::Step &ComparePanel::stepOf(int step) const
{
    const Trail::Step &tried = m_trail.steps()[std::size_t(step)];
    const bool isPinned = m_reference.isOfStudy() && tried.ablation == m_reference.state()->step.ablation;
    return isPinned ? m_reference.state()->step : tried; // which keeps what the trail lets go of
}

const Trail::Step &ComparePanel::referenceStep() const
{
    return m_reference.isComparable() ? m_reference.state()->step : m_trail.steps().front();
}

const std::optional<Trail::Result> &ComparePanel::result(const Trail::Step &step) const
{
    return m_scope->isDirect() ? step.direct : step.forward;
}

void ComparePanel::fill(CompareRow &row, const Trail::Step &step, const Figure &missing) const
{
    using State = FigureInterval::State;
    const std::optional<Trail::Result> &shown = result(step);
    const Comparison::State *weighed = shown ? m_comparison.of(shown->logits) : nullptr;
    const auto &stopped = m_comparison.stopped();
    const bool isComing = shown && shown->metrics && shown->logits;
    const auto intervalOf = [&](const auto &interval) -> FigureInterval {
        if (weighed && weighed->isCompared) {
            const std::optional<Interval> known = interval(weighed->change);
            return known ? FigureInterval{State::Known, known->low, known->high} : FigureInterval{State::Undefined};
        }
        if (weighed || !isComing)
            return {};
        if (stopped)
            return {stopped->isEmpty() ? State::Cancelled : State::Failed, 0, 0, *stopped};
        return {State::Pending};
    };
    const auto add = [&](const Figure &figure, const auto &interval) {
        row.figures.append(figure);
        row.changes.append(intervalOf(interval));
    };
    const QString attribute = m_document.attribute();
    for (const Metric &metric : metricsToCompare(attribute))
        add(shown && shown->metrics ? metric.figure(*shown->metrics, attribute) : missing,
            [&](const StateIntervals &change) { return change.metrics[metric.statistic]; });
    if (attribute.isEmpty())
        return;
    Figure skew = missing;
    if (weighed)
        skew = skewFigure(weighed->skew, attribute);
    else if (isComing)
        skew = stopped ? Figure::undefined(tr("Comparing was stopped")) : Figure();
    else if (shown)
        skew = Figure::undefined(tr("What it takes was let go of; Enter goes to it"));
    add(skew, [](const StateIntervals &change) { return change.skew; });
}

CompareRow ComparePanel::row(int step) const
{
    const Trail::Step &tried = stepOf(step);
    CompareRow row = {m_trail.name(step)};
    if (const QString heads = Trail::describe(tried.ablation); heads != row.name)
        row.detail = heads;
    row.hasOwnName = !row.detail.isEmpty();
    row.isCurrent = step == m_trail.current();
    fill(row, tried, m_trail.missing(tried, m_scope->isDirect()));
    return row;
}

CompareRow ComparePanel::pinnedRow() const
{
    const Reference::State &state = *m_reference.state();
    CompareRow row = {state.model, state.ablation};
    row.isReference = true;
    fill(row, state.step, Figure::undefined(tr("It wasn't measured when it was pinned")));
    return row;
}

const Metrics *ComparePanel::baselineMetrics() const
{
    const auto &steps = m_trail.steps();
    const bool isMeasured = !steps.empty() && steps.front().direct && steps.front().direct->metrics;
    return isMeasured ? &*steps.front().direct->metrics : nullptr;
}

void ComparePanel::showStates()
{
    weigh();
    const int pinned = m_reference.isOfStudy() ? m_trail.find(m_reference.state()->step.ablation) : -1;
    const Metrics *baseline = baselineMetrics();
    QList<CompareColumn> columns;
    for (const Metric &metric : metricsToCompare(m_document.attribute())) {
        columns.append(metric.column);
        CompareColumn &column = columns.back();
        if (metric.statistic == Statistic::Association && baseline)
            column.better = betterAssociation(*baseline, m_document.attribute());
        if (metric.column.better != column.better)
            column.explanation = tr("Of predictions with %1, bias-corrected; the true classes go with it too, so that "
                                    "lower need not be better")
                                     .arg(m_document.attribute());
    }
    if (!m_document.attribute().isEmpty())
        columns.append({tr("MaxSkew@%1").arg(m_analysis.skewRequest().k),
                        tr("How much the value of %1 that is most above its share is over-represented among the "
                           "pictures that fit a class best, mean over the classes; lower is better")
                            .arg(m_document.attribute()),
                        Better::Lower});
    QList<CompareRow> rows;
    for (const int step : m_steps) {
        rows.append(row(step));
        rows.last().isReference = m_reference.isComparable() ? step == pinned : step == 0;
    }
    if (m_reference.standsApart() && !rows.isEmpty())
        rows.append(pinnedRow());
    m_states->setStates(std::move(columns), std::move(rows));
    m_note->setText(noteText());
    m_note->setVisible(!m_note->text().isEmpty());
    showControls();
}

/// Asks how sure the differences are.
void ComparePanel::weigh()
{
    m_steps = shownSteps();
    if (m_steps.isEmpty() || !m_document.study()->evaluator)
        return m_comparison.clear();
    std::vector<std::shared_ptr<const FloatArray>> states;
    const auto add = [&](const Trail::Step &step) {
        if (const std::optional<Trail::Result> &shown = result(step); shown && shown->logits)
            states.push_back(shown->logits);
    };
    for (const int step : m_steps)
        add(stepOf(step));
    if (m_reference.standsApart())
        add(m_reference.state()->step);
    const std::optional<Trail::Result> &reference = result(referenceStep());
    m_comparison.weigh(m_document.study(), m_analysis.skewRequest(), reference ? reference->logits : nullptr,
                       std::move(states));
}

QString ComparePanel::noteText() const
{
    QStringList notes;
    if (const Metrics *baseline = baselineMetrics())
        notes.append(baseline->labelled > 0 ? tr("On %Ln labelled images.", nullptr, baseline->labelled)
                                            : tr("On %Ln images without labels.", nullptr, baseline->images));
    if (m_reference.state() && m_document.study() && !m_reference.isComparable())
        notes.append(tr("The pinned state, %1, is of %2: figures of other pictures are not compared.")
                         .arg(m_reference.state()->model, Names::pictures(m_reference.state()->pictures)));
    std::size_t others = 0;
    for (const auto &[model, kept] : m_document.allKeptAblations())
        others += kept.size();
    others -= m_document.keptAblations().size();
    if (others > 0)
        notes.append(tr("Kept for other models: %1.").arg(countText(int(others))));
    for (QString &note : notes)
        note = note.toHtmlEscaped();
    if (const auto &stopped = m_comparison.stopped()) {
        const QString why =
            stopped->isEmpty() ? tr("Comparing was cancelled.") : tr("Comparing failed: %1").arg(*stopped);
        notes.append(QStringLiteral("%1 <a href=\"again\" style=\"color: %3\">%2</a>")
                         .arg(why.toHtmlEscaped(), tr("Compare after all"), Theme(palette()).accent().name()));
    }
    return notes.join(QStringLiteral("<br>"));
}

void ComparePanel::showControls()
{
    const int row = m_view->currentIndex().row();
    m_keep->setEnabled(!m_document.ablation().empty());
    m_forget->setEnabled(keptAt(row) >= 0);
    const bool isPinned =
        m_reference.isComparable() && m_states->index(row, 0).data(CompareTableModel::ReferenceRole).toBool();
    m_pin->setText(isPinned ? tr("Unpin") : tr("Pin"));
    m_pin->setToolTip(isPinned ? tr("Compare with the baseline again (P)")
                               : tr("Compare the others with this one, and with other models too (P)"));
    m_pin->setEnabled(row >= 0);
}

int ComparePanel::keptAt(int row) const
{
    const int step = stepAt(row);
    if (step < 0)
        return -1;
    const auto &kept = m_document.keptAblations();
    const auto found = std::find_if(kept.begin(), kept.end(), [&](const NamedAblation &ablation) {
        return ablation.ablation == m_trail.steps()[std::size_t(step)].ablation;
    });
    return found == kept.end() ? -1 : int(found - kept.begin());
}

void ComparePanel::keep()
{
    const Ablation &ablation = m_document.ablation();
    std::vector<NamedAblation> kept = m_document.keptAblations();
    const auto isThis = [&](const NamedAblation &other) { return other.ablation == ablation; };
    if (m_document.study() && !ablation.empty() && std::none_of(kept.begin(), kept.end(), isThis)) {
        const auto isTaken = [&](const QString &name) {
            return std::any_of(kept.begin(), kept.end(),
                               [&](const NamedAblation &other) { return other.name == name; });
        };
        int number = int(kept.size()) + 1;
        while (isTaken(tr("Set %1").arg(number)))
            ++number;
        const QString name = tr("Set %1").arg(number);
        kept.push_back({name, ablation});
        m_document.setKeptAblations(std::move(kept), tr("keep %1").arg(name));
    }
    // A better name is a few keys away.
    for (int row = 0; row < m_steps.size(); ++row) {
        if (stepAt(row) == m_trail.current() && keptAt(row) >= 0) {
            m_view->setCurrentIndex(m_states->index(row, 0));
            m_view->edit(m_view->currentIndex());
        }
    }
}

void ComparePanel::goTo(int row)
{
    if (stepAt(row) >= 0)
        m_trail.goTo(stepAt(row));
}

void ComparePanel::pin(int row)
{
    if (m_reference.isComparable() && m_states->index(row, 0).data(CompareTableModel::ReferenceRole).toBool())
        m_reference.unpin();
    else if (stepAt(row) >= 0)
        m_reference.pin(stepAt(row), m_names.model(m_document.study()->request.model));
}

void ComparePanel::rename(int row, const QString &name)
{
    const int place = keptAt(row);
    if (place < 0)
        return;
    std::vector<NamedAblation> kept = m_document.keptAblations();
    kept[std::size_t(place)].name = name;
    m_document.setKeptAblations(std::move(kept), tr("name %1").arg(name));
}

void ComparePanel::forget(int row)
{
    const int place = keptAt(row);
    if (place < 0)
        return;
    std::vector<NamedAblation> kept = m_document.keptAblations();
    const QString name = kept[std::size_t(place)].name;
    kept.erase(kept.begin() + place);
    m_document.setKeptAblations(std::move(kept), tr("forget %1").arg(name));
}

}
