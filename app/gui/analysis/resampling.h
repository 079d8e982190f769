// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <vector>

#include "app/gui/analysis/analyses.h"
#include "core/fairness/bootstrap.h"

namespace headscope {

/// Where the figures of a state lie when pictures are drawn anew, or how they differ from another's.
struct StateIntervals
{
    PerStatistic<Interval> metrics;
    std::optional<Interval> skew; ///< of mean MaxSkew
};

/// Draws a study's pictures anew for a state and others that are compared with it. The same pictures for all: the
/// differences are paired. The study must have an evaluator, and outlive this.
class Resampling
{
public:
    /// asked: whose attribute, one of the evaluator's or empty, all is about; logits: [K, C]. Throws Cancelled.
    Resampling(const Study &study, const SkewRequest &asked, const FloatArray &logits, const Job &job);

    StateIntervals intervals() const;
    /// Of another state's figures − this one's. Throws Cancelled.
    StateIntervals differences(const FloatArray &logits) const;

private:
    Bootstrap m_bootstrap;
    QueryRanking m_ranking;
    int m_k;
    Job m_job;
    std::vector<int> m_predicted;
    std::vector<double> m_skews; ///< one for each draw
};

}
