// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "app/gui/analysis/analysis.h"
#include "app/gui/analysis/resampling.h"
#include "core/fairness/controls.h"

namespace headscope {

/// How far the figures can be trusted: their intervals, and what random heads of the same layers would have done.
/// Both take longer than the figures and arrive after them.
class Significance : public QObject
{
    Q_OBJECT

public:
    /// Random heads, ablated by direct effect in place of the chosen ones.
    struct Controls
    {
        Metrics chosen; ///< the ablation's own, so that nothing else is ever compared with them
        std::vector<Metrics> sets;
        bool all = false; ///< there are no other sets of as many heads in the same layers
    };

    Significance(Document &document, Analysis &analysis, Jobs &jobs, QObject *parent = nullptr);

    /// By bootstrap: of the baseline's figures, or of the difference of another outcome's from them, paired. Null as
    /// long as they are being computed for this very outcome, attribute and k.
    const StateIntervals *intervals(const std::optional<Outcome> &outcome) const;
    /// Of what is ablated; empty as long as they are being computed.
    const std::optional<Controls> &controls() const { return m_controls; }
    /// Set if they aren't coming: empty if a person has cancelled them, or else what went wrong.
    const std::optional<QString> &intervalsStopped() const { return m_intervalsStopped; }
    const std::optional<QString> &controlsStopped() const { return m_controlsStopped; }
    /// Computes what was stopped after all.
    void resumeIntervals();
    void resumeControls();
    /// Whether the controls leave the attribute's association as low or lower; empty as long as that isn't known, and
    /// where the ablation leaves none.
    std::optional<ControlTest> controlTest() const;

Q_SIGNALS:
    void intervalsChanged();
    void controlsChanged();

private:
    struct Intervals
    {
        using Logits = std::shared_ptr<const FloatArray>;
        SkewRequest asked;                   ///< whose attribute and k they are of
        Logits baseline;                     ///< what the others' differences are from
        std::map<Logits, StateIntervals> of; ///< a state is known by its logits
    };

    void start();
    void forget();
    void forgetIntervals();
    void computeIntervals();
    void computeControls();

    Document &m_document;
    Analysis &m_analysis;
    Jobs &m_jobs;
    QTimer m_rest; ///< runs while the ablation may still be changing
    std::shared_ptr<DirectLane> m_lane;
    std::optional<Intervals> m_intervals;
    std::optional<Controls> m_controls;
    std::optional<Ablation> m_controlled; ///< what m_controls are, or were to be, drawn for
    std::optional<QString> m_intervalsStopped;
    std::optional<QString> m_controlsStopped;
};

}
