// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fairness/interval.h"
#include "core/progress.h"

#include <optional>
#include <span>
#include <vector>

namespace headscope {

/// skew@k of a text query (mathematics.md §7) for each group g: ln(p_top(g)/p(g)), p_top the group's share of the k
/// best images and p its share of all. Published LTC code takes 1/k for the share of a group that is absent from the
/// top; by definition it is 0, and the skew −∞.
struct Skew
{
    enum class AbsentShare { Zero, OneOverK };

    int k = 0;
    int images = 0;                            ///< ranked: those whose group is known
    std::vector<std::optional<double>> groups; ///< undefined for a group without images
    std::optional<double> max;                 ///< MaxSkew@k, never negative by definition
    std::optional<int> largest;                ///< the group that has it, the first of equals
};

/// The skews of groups of which `top` images are among the k best, and `all` among all; k and the images are their
/// sums.
Skew skewOf(std::span<const int> top, std::span<const int> all, Skew::AbsentShare absent = Skew::AbsentShare::Zero);

/// Images in the order of a query, best first.
class Ranking
{
public:
    /// scores: one for each image, equal ones keep the images' order; groups: a code below `groupCount` for each image,
    /// −1 (unknown) leaves the image out, and so does a score that is no number.
    Ranking(std::span<const float> scores, std::span<const int> groups, int groupCount);

    int images() const { return static_cast<int>(m_groups.size()); }

    /// Undefined (no group has a skew) unless k is 1…images(). With k = images() it is 0, whatever the order.
    Skew skewAt(int k, Skew::AbsentShare absent = Skew::AbsentShare::Zero) const;

    /// The 95 % interval of MaxSkew@k, drawing images anew, recentred (interval.h). Undefined where
    /// MaxSkew is. Throws Cancelled.
    std::optional<Interval> maxSkewInterval(int k, Skew::AbsentShare absent = Skew::AbsentShare::Zero,
                                            const Draws &draws = {}, const Job &job = {}) const;

private:
    Skew skew(int k, std::span<const int> times, Skew::AbsentShare absent) const;

    std::vector<int> m_groups; ///< of each image, best first
    std::size_t m_groupCount;
};

}
