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
    connect(&document, &Document::keptAblationsChanged, this, &Trail::changed);
    connect(&analysis, &Analysis::metricsChanged, this, &Trail::record);
}

void Trail::start()
{
    m_steps.clear();
    m_undoIndex = -1;
    m_jobs.drop(Jobs::Lane::Kept);
    Q_EMIT changed();
}

void Trail::tryKept()
{
    std::vector<Ablation> untried;
    for (const NamedAblation &kept : m_document.keptAblations()) {
        if (find(kept.ablation) < 0)
            untried.push_back(kept.ablation);
    }
    if (untried.empty())
        return;
    for (const Ablation &ablation : untried)
        m_steps.push_back({ablation, {}, {}});
    m_jobs.run(
        Jobs::Lane::Kept, tr("Trying the kept ablations"),
        [study = m_document.study(), untried](const Jobs::Task &task) {
            DirectLane lane(study);
            std::vector<std::optional<Metrics>> metrics;
            for (const Ablation &ablation : untried) {
                metrics.push_back(lane.run(ablation).metrics);
                task.job.report(int(metrics.size()), int(untried.size()));
            }
            return metrics;
        },
        [this, untried](const std::vector<std::optional<Metrics>> &metrics) {
            for (std::size_t index = 0; index < untried.size(); ++index) {
                if (const int step = find(untried[index]); step >= 0)
                    m_steps[std::size_t(step)].direct = metrics[index];
            }
            Q_EMIT changed();
        },
        [](const QString &) {}); // figures stay open until the ablation is tried
}

int Trail::find(const Ablation &ablation) const
{
    const auto found =
        std::find_if(m_steps.begin(), m_steps.end(), [&](const Step &step) { return step.ablation == ablation; });
    return found == m_steps.end() ? -1 : int(found - m_steps.begin());
}

int Trail::current() const { return find(m_document.ablation()); }

void Trail::record()
{
    const std::optional<Outcome> &direct = m_analysis.direct();
    if (!m_analysis.baseline() || !direct || !direct->metrics)
        return;
    if (m_steps.empty()) {
        const std::optional<Metrics> &baseline = m_analysis.baseline()->metrics;
        Ablation none;
        none.mode = m_document.ablation().mode;
        m_steps.push_back({none, baseline, baseline});
        tryKept();
    }
    const Ablation &ablation = m_document.ablation();
    // Nothing is ablated to whatever mode: one step.
    const int known = ablation.empty() ? 0 : find(ablation);
    if (known >= 0)
        m_undoIndex = -1; // whatever comes next is another step
    if (known > 0) {
        m_steps[std::size_t(known)].direct = direct->metrics;
    } else if (known < 0) {
        // A gain that is dragged is one step, not one for each pixel.
        const int undoIndex = m_document.undoStack().index();
        const auto isKept = [this](const NamedAblation &kept) { return kept.ablation == m_steps.back().ablation; };
        const auto &kept = m_document.keptAblations();
        if (undoIndex == m_undoIndex && m_steps.size() > 1 && std::none_of(kept.begin(), kept.end(), isKept))
            m_steps.pop_back();
        m_undoIndex = undoIndex;
        m_steps.push_back({ablation, direct->metrics, {}});
    } else {
        m_steps.front().ablation.mode = ablation.mode;
    }
    if (const int place = current(); place > 0 && m_analysis.forward())
        m_steps[std::size_t(place)].forward = m_analysis.forward()->metrics;
    Q_EMIT changed();
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
        return tr("every head as it is");
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
    m_document.setAblation(m_steps[std::size_t(step)].ablation, tr("go back to %1").arg(name(step)));
}

}
