// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <optional>
#include <vector>

#include "app/gui/analysis.h"
#include "app/gui/resampling.h"
#include "core/fairness/controls.h"

namespace headscope {

/// How far the figures can be trusted: their intervals, and what random heads of the same layers would have done.
/// Both take longer than the figures and arrive after them.
class Significance : public QObject
{
    Q_OBJECT

public:
    /// By bootstrap; differences are paired, against the baseline.
    struct Intervals
    {
        StateIntervals baseline;
        StateIntervals directChange;
        StateIntervals forwardChange;
    };

    /// Random heads, ablated by direct effect in place of the chosen ones.
    struct Controls
    {
        std::vector<Metrics> sets;
        bool all = false; ///< there are no other sets of as many heads in the same layers
    };

    Significance(Document &document, Analysis &analysis, Jobs &jobs, QObject *parent = nullptr);

    /// Empty as long as they are being computed.
    const std::optional<Intervals> &intervals() const { return m_intervals; }
    const std::optional<Controls> &controls() const { return m_controls; }
    /// Set if they aren't coming: empty if a person has cancelled them, or else what went wrong.
    const std::optional<QString> &intervalsStopped() const { return m_intervalsStopped; }
    const std::optional<QString> &controlsStopped() const { return m_controlsStopped; }
    /// Computes what was stopped after all.
    void resumeIntervals();
    void resumeControls();
    /// How many of the controls leave the attribute's association as low or lower; empty as long as it isn't known.
    std::optional<int> controlsAsLow() const;

Q_SIGNALS:
    void intervalsChanged();
    void controlsChanged();

private:
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
