// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/comparison.h"

#include <algorithm>
#include <utility>

#include "core/error.h"

namespace headscope {

namespace {

using Lane = Jobs::Lane;

constexpr int kRest = 120; // ms

}

Comparison::Comparison(Jobs &jobs, QObject *parent)
    : QObject(parent)
    , m_jobs(jobs)
{
    m_rest.setSingleShot(true);
    m_rest.setInterval(kRest);
    connect(&m_rest, &QTimer::timeout, this, &Comparison::compute);
}

const Comparison::State *Comparison::of(const Logits &state) const
{
    const auto found = m_known.find(state);
    return found == m_known.end() ? nullptr : &found->second;
}

void Comparison::weigh(std::shared_ptr<const Study> study, const SkewRequest &asked, const Logits &reference,
                       std::vector<Logits> states)
{
    const bool isAnother = study != m_study || !(asked == m_asked) || reference != m_reference;
    if (isAnother)
        m_known.clear();
    m_study = std::move(study);
    m_asked = asked;
    m_reference = reference;
    std::erase_if(m_known, [&](const auto &known) {
        return std::find(states.begin(), states.end(), known.first) == states.end();
    });
    std::erase_if(states, [&](const Logits &state) { return m_known.count(state) > 0; });
    if (!isAnother && states == m_missing) // it is under way, or was stopped
        return;
    m_missing = std::move(states);
    m_stopped.reset();
    m_jobs.drop(Lane::Comparison);
    computeSoon();
}

void Comparison::clear()
{
    m_rest.stop();
    m_jobs.drop(Lane::Comparison);
    m_study.reset();
    m_reference.reset();
    m_missing.clear();
    m_known.clear();
    m_stopped.reset();
}

void Comparison::setWatched(bool isWatched)
{
    m_isWatched = isWatched;
    if (!m_stopped && !m_jobs.isRunning(Lane::Comparison))
        computeSoon();
}

void Comparison::computeSoon()
{
    if (m_isWatched && !m_missing.empty())
        m_rest.start();
    else
        m_rest.stop();
}

void Comparison::compute()
{
    m_stopped.reset();
    m_jobs.run(
        Lane::Comparison, tr("Weighing ablations against each other"),
        [study = m_study, asked = m_asked, reference = m_reference, states = m_missing](const Jobs::Task &task) {
            const Job quiet = {{}, task.job.stop}; // progress is counted in states
            std::optional<Resampling> resampling;
            if (reference)
                resampling.emplace(*study, asked, *reference, quiet);
            std::vector<std::pair<Logits, State>> known;
            for (const Logits &logits : states) {
                if (task.job.stop.stop_requested())
                    throw Cancelled();
                State state;
                if (!asked.attribute.empty())
                    state.skew = rankPictures(*study, *logits, asked);
                state.isCompared = resampling && logits != reference;
                if (state.isCompared)
                    state.change = resampling->differences(*logits);
                known.emplace_back(logits, std::move(state));
                task.job.report(std::int64_t(known.size()), std::int64_t(states.size()));
            }
            return known;
        },
        [this](std::vector<std::pair<Logits, State>> known) {
            for (auto &[logits, state] : known)
                m_known[logits] = std::move(state);
            m_missing.clear();
            Q_EMIT changed();
        },
        [this](const Failure &failure) {
            m_stopped = failure.text();
            Q_EMIT changed();
        });
}

void Comparison::resume()
{
    if (!m_stopped)
        return;
    compute();
    Q_EMIT changed();
}

}
