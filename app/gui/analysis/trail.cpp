// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/trail.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

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
    // Which tells steps apart: it has not moved on yet when the ablation changes.
    connect(&document.undoStack(), &QUndoStack::indexChanged, this, &Trail::note);
    connect(&document, &Document::keptAblationsChanged, this, [this] {
        tryKept();
        Q_EMIT changed();
    });
    connect(&analysis, &Analysis::metricsChanged, this, &Trail::fill);
}

void Trail::start()
{
    m_study = m_document.study();
    m_steps.assign(1, {});
    m_steps.front().isTried = true;
    m_noted = {};
    m_undoIndex = m_document.undoStack().index();
    m_dragged = -1;
    m_jobs.drop(Jobs::Lane::Kept);
    tryKept();
    note();
    m_dragged = -1;
    Q_EMIT changed();
}

void Trail::add(const Step &step)
{
    m_steps.push_back(step);
    m_steps.back().isTried = true;
    Q_EMIT changed();
}

void Trail::tryKept()
{
    if (m_steps.empty())
        return;
    std::vector<Ablation> untried;
    for (const NamedAblation &kept : m_document.keptAblations()) {
        if (find(kept.ablation) < 0)
            m_steps.push_back({kept.ablation, {}, {}, false});
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
                if (task.job.stop.stop_requested())
                    throw Cancelled();
                outcomes.push_back(lane.run(ablation));
                task.job.report(int(outcomes.size()), int(untried.size()));
            }
            return outcomes;
        },
        [this](const std::vector<Outcome> &outcomes) {
            for (const Outcome &outcome : outcomes) {
                const int step = find(outcome.ablation);
                if (step < 0)
                    continue;
                m_steps[std::size_t(step)].direct = Result{outcome.metrics, outcome.logits};
                m_steps[std::size_t(step)].isTried = true;
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
    const Ablation &ablation = m_document.ablation();
    if (m_steps.empty() || m_document.study() != m_study || ablation == m_noted)
        return;
    const bool sameMode = std::exchange(m_noted, ablation).mode == ablation.mode;
    // A gain that is dragged is one step, not one for each pixel; another mode is always another.
    const QUndoStack &stack = m_document.undoStack();
    const int undoIndex = stack.index();
    const bool isDraggedBack = undoIndex == m_undoIndex - 1 && !stack.canRedo(); // the merged command is none
    if (sameMode && (undoIndex == m_undoIndex || isDraggedBack) && m_dragged >= 0 &&
        !isKept(m_steps[std::size_t(m_dragged)]))
        m_steps.erase(m_steps.begin() + m_dragged);
    m_undoIndex = undoIndex;
    m_dragged = -1;
    if (current() < 0) {
        m_dragged = int(m_steps.size());
        m_steps.push_back({ablation, {}, {}, false});
    }
    m_steps[std::size_t(current())].isTried = true;
    Q_EMIT changed();
}

int Trail::tried() const
{
    const auto tried = std::count_if(m_steps.begin(), m_steps.end(), [](const Step &step) { return step.isTried; });
    return m_steps.empty() ? 0 : int(tried) - 1;
}

void Trail::fill()
{
    if (m_steps.empty() || m_document.study() != m_study)
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
        return Figure::undefined(tr("The pictures have neither labels nor a classes.txt"));
    if (find(step.ablation) == current())
        return m_analysis.stopped().isEmpty() ? Figure() : Figure::undefined(m_analysis.stopped());
    if (isDirect && m_jobs.isRunning(Jobs::Lane::Kept))
        return {};
    return Figure::undefined(isDirect && step.isTried ? tr("It was left before it was measured; Enter goes to it")
                             : isDirect               ? tr("It wasn't tried yet; Enter goes to it")
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
