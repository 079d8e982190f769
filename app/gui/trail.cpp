// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/trail.h"

#include <algorithm>

namespace headscope {

namespace {

constexpr std::size_t kMostNamed = 4;

}

Trail::Trail(Document &document, Analysis &analysis, Jobs &jobs, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_jobs(jobs)
{
    connect(&document, &Document::studyChanged, this, &Trail::start);
    // The undo stack, which tells steps apart, has not moved on yet when a command is done.
    connect(&document, &Document::ablationChanged, this, &Trail::note, Qt::QueuedConnection);
    connect(&document, &Document::keptAblationsChanged, this, [this] {
        tryKept();
        Q_EMIT changed();
    });
    connect(&analysis, &Analysis::metricsChanged, this, &Trail::fill);
}

void Trail::start()
{
    m_steps.assign(1, {});
    m_undoIndex = -1;
    m_jobs.drop(Jobs::Lane::Kept);
    tryKept();
    note();
    Q_EMIT changed();
}

void Trail::add(const Step &step)
{
    m_steps.push_back(step);
    Q_EMIT changed();
}

void Trail::tryKept()
{
    if (m_steps.empty())
        return;
    std::vector<Ablation> untried;
    for (const NamedAblation &kept : m_document.keptAblations()) {
        if (find(kept.ablation) < 0)
            m_steps.push_back({kept.ablation, {}, {}});
        const std::optional<Result> &direct = m_steps[std::size_t(find(kept.ablation))].direct;
        if ((!direct || !direct->logits) && kept.ablation != m_document.ablation())
            untried.push_back(kept.ablation);
    }
    if (untried.empty() || !m_document.study()->evaluator)
        return;
    m_jobs.run(
        Jobs::Lane::Kept, tr("Trying the kept ablations"),
        [study = m_document.study(), untried](const Jobs::Task &task) {
            DirectLane lane(study);
            std::vector<Outcome> outcomes;
            for (const Ablation &ablation : untried) {
                outcomes.push_back(lane.run(ablation));
                task.job.report(int(outcomes.size()), int(untried.size()));
            }
            return outcomes;
        },
        [this](const std::vector<Outcome> &outcomes) {
            for (const Outcome &outcome : outcomes) {
                if (const int step = find(outcome.ablation); step >= 0)
                    m_steps[std::size_t(step)].direct = Result{outcome.metrics, outcome.logits};
            }
            Q_EMIT changed();
        },
        [this](const Failure &) { Q_EMIT changed(); }); // they can still be gone to
}

int Trail::find(const Ablation &ablation) const
{
    // Nothing is ablated to whatever mode: one step.
    const auto isIt = [&](const Step &step) {
        return ablation.empty() ? step.ablation.empty() : step.ablation == ablation;
    };
    const auto found = std::find_if(m_steps.begin(), m_steps.end(), isIt);
    return found == m_steps.end() ? -1 : int(found - m_steps.begin());
}

int Trail::current() const { return find(m_document.ablation()); }

bool Trail::isKept(const Step &step) const
{
    const auto &kept = m_document.keptAblations();
    return std::any_of(kept.begin(), kept.end(),
                       [&](const NamedAblation &ablation) { return ablation.ablation == step.ablation; });
}

void Trail::note()
{
    if (m_steps.empty())
        return;
    const int undoIndex = m_document.undoStack().index();
    if (current() >= 0) {
        m_undoIndex = -1; // whatever comes next is another step
    } else {
        // A gain that is dragged is one step, not one for each pixel; what went by too fast to be measured is none.
        const Step &last = m_steps.back();
        if (m_steps.size() > 1 && !isKept(last) && (undoIndex == m_undoIndex || !last.direct))
            m_steps.pop_back();
        m_undoIndex = undoIndex;
        m_steps.push_back({m_document.ablation(), {}, {}});
    }
    if (!m_document.study()->evaluator) // else its figures are soon there, and tell of it
        Q_EMIT changed();
}

void Trail::fill()
{
    if (m_steps.empty())
        return;
    const auto take = [this](int step, const std::optional<Outcome> &outcome, std::optional<Result> Step::*where) {
        if (outcome && step >= 0)
            m_steps[std::size_t(step)].*where = Result{outcome->metrics, outcome->logits};
    };
    const auto takeAblated = [&](const std::optional<Outcome> &outcome, std::optional<Result> Step::*where) {
        if (outcome && !outcome->ablation.empty())
            take(find(outcome->ablation), outcome, where);
    };
    take(0, m_analysis.baseline(), &Step::direct);
    take(0, m_analysis.baseline(), &Step::forward);
    takeAblated(m_analysis.direct(), &Step::direct);
    takeAblated(m_analysis.forward(), &Step::forward);
    slim();
    Q_EMIT changed();
}

void Trail::slim()
{
    for (std::size_t step = 1; step < m_steps.size(); ++step) {
        if (int(step) == current() || isKept(m_steps[step]))
            continue;
        for (std::optional<Result> *result : {&m_steps[step].direct, &m_steps[step].forward}) {
            if (*result)
                (*result)->logits.reset();
        }
    }
}

Figure Trail::missing(const Step &step, bool isDirect) const
{
    if (!m_document.study()->evaluator)
        return Figure::undefined(tr("The pictures have no labels"));
    if (find(step.ablation) == current())
        return m_analysis.stopped().isEmpty() ? Figure() : Figure::undefined(m_analysis.stopped());
    if (isDirect && m_jobs.isRunning(Jobs::Lane::Kept))
        return {};
    return Figure::undefined(isDirect ? tr("It wasn't tried yet; Enter goes to it")
                                      : tr("The model wasn't run with it yet; Enter goes to it"));
}

QString Trail::name(int step) const
{
    const Ablation &ablation = m_steps[std::size_t(step)].ablation;
    for (const NamedAblation &kept : m_document.keptAblations()) {
        if (kept.ablation == ablation)
            return kept.name;
    }
    return describe(ablation);
}

QString Trail::describe(const Ablation &ablation)
{
    if (ablation.empty())
        return tr("baseline");
    QStringList heads;
    for (const auto &[head, gain] : ablation.heads) {
        const QString id = QString::fromStdString(toString(head));
        heads.append(gain == 0 ? id : tr("%1 × %2").arg(id).arg(gain, 0, 'g', 2));
    }
    const QString which = ablation.heads.size() <= kMostNamed ? heads.join(tr(", "))
                                                              : tr("%Ln heads", nullptr, int(ablation.heads.size()));
    return ablation.mode == Ablation::Mode::Zero ? tr("%1, to zero").arg(which) : which;
}

void Trail::goTo(int step)
{
    Ablation ablation = m_steps[std::size_t(step)].ablation;
    if (ablation.empty())
        ablation.mode = m_document.ablation().mode;
    m_document.setAblation(ablation, tr("go back to %1").arg(name(step)));
}

}
