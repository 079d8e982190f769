// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/significance.h"

#include "core/error.h"

namespace headscope {

namespace {

using Lane = Jobs::Lane;

constexpr int kRest = 120; // ms
constexpr int kControls = 200;
constexpr std::uint64_t kSeed = 1;

std::vector<HeadId> headsOf(const Ablation &ablation)
{
    std::vector<HeadId> heads;
    for (const auto &[head, gain] : ablation.heads)
        heads.push_back(head);
    return heads;
}

/// The same gains, layer by layer, on other heads.
Ablation moved(const Ablation &ablation, const std::vector<HeadId> &heads)
{
    Ablation result = ablation;
    result.heads.clear();
    auto from = ablation.heads.begin();
    for (const HeadId head : heads)
        result.heads[head] = (from++)->second;
    return result;
}

}

Significance::Significance(Document &document, Analysis &analysis, Jobs &jobs, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_jobs(jobs)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, [this] {
        if (!m_intervalsStopped) // what a person has cancelled isn't begun again unasked
            computeIntervals();
    });
    connect(&m_rest, &QTimer::timeout, this, &Significance::computeControls);
    connect(&document, &Document::studyChanged, this, &Significance::start);
    connect(&document, &Document::attributeChanged, this, &Significance::forget);
    connect(&document, &Document::ablationChanged, this, &Significance::forget);
    connect(&document, &Document::topCountChanged, this, &Significance::forgetIntervals);
    connect(&analysis, &Analysis::metricsChanged, &m_rest, qOverload<>(&QTimer::start));
}

void Significance::start()
{
    const auto &study = m_document.study();
    m_lane = study->evaluator ? std::make_shared<DirectLane>(study) : nullptr;
    m_controls.reset();
    m_controlled.reset();
    forget();
}

void Significance::forgetIntervals()
{
    m_intervals.reset();
    m_intervalsStopped.reset();
    m_jobs.drop(Lane::Intervals);
    Q_EMIT intervalsChanged();
}

void Significance::forget()
{
    forgetIntervals();
    if (m_controlled == m_document.ablation())
        return;
    m_controls.reset();
    m_controlled.reset();
    m_controlsStopped.reset();
    m_jobs.drop(Lane::Controls);
    Q_EMIT controlsChanged();
}

const StateIntervals *Significance::intervals(const std::optional<Outcome> &outcome) const
{
    const std::optional<Outcome> &baseline = m_analysis.baseline();
    if (!m_intervals || !outcome || !baseline || m_intervals->baseline != baseline->logits ||
        m_intervals->asked != m_analysis.skewRequest())
        return nullptr;
    const auto found = m_intervals->of.find(outcome->logits);
    return found == m_intervals->of.end() ? nullptr : &found->second;
}

void Significance::computeIntervals()
{
    const auto &baseline = m_analysis.baseline();
    if (!m_lane || !baseline)
        return;
    std::vector<Intervals::Logits> changed;
    for (const std::optional<Outcome> *outcome : {&m_analysis.direct(), &m_analysis.forward()}) {
        if (*outcome && !(*outcome)->ablation.empty() && (*outcome)->ablation == m_document.ablation())
            changed.push_back((*outcome)->logits);
    }
    m_intervalsStopped.reset();
    m_jobs.run(
        Lane::Intervals, tr("Drawing pictures anew for the intervals"),
        [study = m_document.study(), asked = m_analysis.skewRequest(), before = baseline->logits,
         changed](const Jobs::Task &task) {
            const Resampling resampling(*study, asked, *before, task.job);
            Intervals intervals = {asked, before, {{before, resampling.intervals()}}};
            for (const Intervals::Logits &after : changed)
                intervals.of[after] = resampling.differences(*after);
            return intervals;
        },
        [this](Intervals intervals) {
            m_intervals = std::move(intervals);
            Q_EMIT intervalsChanged();
        },
        [this](const Failure &failure) { // figures stand without their intervals
            m_intervals.reset();
            m_intervalsStopped = failure.text();
            Q_EMIT intervalsChanged();
        });
}

void Significance::resumeIntervals()
{
    if (!m_intervalsStopped)
        return;
    computeIntervals();
    Q_EMIT intervalsChanged();
}

void Significance::resumeControls()
{
    if (!m_controlsStopped)
        return;
    m_controlsStopped.reset();
    m_controlled.reset();
    computeControls();
    Q_EMIT controlsChanged();
}

void Significance::computeControls()
{
    const Ablation &ablation = m_document.ablation();
    if (!m_lane || ablation.heads.empty() || m_controlled == ablation)
        return;
    m_controlled = ablation;
    m_jobs.run(
        Lane::Controls, tr("Ablating random heads to compare with"),
        [study = m_document.study(), lane = m_lane, ablation](const Jobs::Task &task) {
            const std::vector<HeadId> heads = headsOf(ablation);
            const MatchedControls matched =
                matchedControls(heads, study->store.layers(), study->store.heads(), kControls, kSeed);
            Controls controls;
            controls.all = matched.all;
            controls.chosen = *lane->run(ablation).metrics;
            for (const std::vector<HeadId> &set : matched.sets) {
                if (task.job.stop.stop_requested())
                    throw Cancelled();
                controls.sets.push_back(*lane->run(moved(ablation, set)).metrics);
                task.job.report(std::int64_t(controls.sets.size()), std::int64_t(matched.sets.size()));
            }
            return controls;
        },
        [this](Controls controls) {
            m_controls = std::move(controls);
            Q_EMIT controlsChanged();
        },
        [this](const Failure &failure) {
            m_controlsStopped = failure.text();
            Q_EMIT controlsChanged();
        });
}

std::optional<ControlTest> Significance::controlTest() const
{
    if (!m_controls || m_controlled != m_document.ablation())
        return std::nullopt;
    const QString attribute = m_document.attribute();
    const Figure own = associationFigure(m_controls->chosen, attribute);
    if (!own.isKnown())
        return std::nullopt;
    std::vector<std::optional<double>> others;
    for (const Metrics &metrics : m_controls->sets) {
        const Figure other = associationFigure(metrics, attribute);
        others.push_back(other.isKnown() ? std::optional(other.value) : std::nullopt);
    }
    return compareWithControls(own.value, others);
}

}
