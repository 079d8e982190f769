// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/ranking.h"

#include "core/error.h"
#include "core/random.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <numeric>

namespace headscope {

Skew skewOf(std::span<const int> top, std::span<const int> all, Skew::AbsentShare absent)
{
    assert(top.size() == all.size());
    Skew result;
    result.k = std::accumulate(top.begin(), top.end(), 0);
    result.images = std::accumulate(all.begin(), all.end(), 0);
    result.groups.resize(all.size());
    for (std::size_t group = 0; group < all.size(); ++group) {
        if (all[group] == 0)
            continue;
        const bool oneOverK = top[group] == 0 && absent == Skew::AbsentShare::OneOverK;
        const double topShare = (oneOverK ? 1.0 : top[group]) / result.k;
        const double skew = std::log(topShare * result.images / all[group]);
        result.groups[group] = skew;
        if (!result.max || skew > *result.max) {
            result.max = skew;
            result.largest = static_cast<int>(group);
        }
    }
    return result;
}

Ranking::Ranking(std::span<const float> scores, std::span<const int> groups, int groupCount)
    : m_groupCount(static_cast<std::size_t>(groupCount))
{
    assert(scores.size() == groups.size());
    std::vector<std::size_t> order(scores.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::erase_if(order, [&](std::size_t image) { return groups[image] < 0 || std::isnan(scores[image]); });
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    for (const std::size_t image : order)
        m_groups.push_back(groups[image]);
}

Skew Ranking::skewAt(int k, Skew::AbsentShare absent) const
{
    return skew(k, std::vector<int>(m_groups.size(), 1), absent);
}

/// times: how often each image of the ranking is there.
Skew Ranking::skew(int k, std::span<const int> times, Skew::AbsentShare absent) const
{
    if (k < 1 || k > images()) {
        Skew undefined;
        undefined.k = k;
        undefined.images = images();
        undefined.groups.resize(m_groupCount);
        return undefined;
    }
    std::vector<int> top(m_groupCount);
    std::vector<int> all(m_groupCount);
    int left = k;
    for (std::size_t place = 0; place < m_groups.size(); ++place) {
        const auto group = static_cast<std::size_t>(m_groups[place]);
        const int taken = std::min(times[place], left);
        all[group] += times[place];
        top[group] += taken;
        left -= taken;
    }
    return skewOf(top, all, absent);
}

std::optional<Interval> Ranking::maxSkewInterval(int k, Skew::AbsentShare absent, const Draws &draws,
                                                 const Job &job) const
{
    if (k < 1 || k > images())
        return std::nullopt;
    Random random(draws.seed);
    std::vector<int> times(m_groups.size());
    std::vector<double> values;
    for (int draw = 0; draw < draws.count; ++draw) {
        if (job.stop.stop_requested())
            throw Cancelled();
        std::fill(times.begin(), times.end(), 0);
        for (int image = 0; image < images(); ++image)
            ++times[static_cast<std::size_t>(random.below(images()))];
        values.push_back(*skew(k, times, absent).max);
        job.report(draw + 1, draws.count);
    }
    values = recentred(std::move(values), *skewAt(k, absent).max);
    for (double &value : values)
        value = std::max(0.0, value);
    return percentileInterval(std::move(values));
}

}
