// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/interval.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <functional>
#include <iterator>
#include <numeric>

namespace headscope {
namespace {

constexpr double kTail = 0.025;
constexpr double kOneNumber = 1e-12; // what rounding does to draws that are equal

double percentile(const std::vector<double> &sorted, double share)
{
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    return std::lerp(sorted[below], sorted[std::min(below + 1, sorted.size() - 1)], place - std::floor(place));
}

}

std::vector<double> recentred(std::vector<double> draws, double estimate)
{
    const double mean = std::accumulate(draws.begin(), draws.end(), 0.0) / static_cast<double>(draws.size());
    for (double &draw : draws)
        draw += estimate - mean;
    return draws;
}

std::optional<Interval> percentileInterval(std::vector<double> draws)
{
    if (draws.empty() || std::any_of(draws.begin(), draws.end(), [](double draw) { return std::isnan(draw); }))
        return std::nullopt;
    std::sort(draws.begin(), draws.end());
    const Interval interval = {percentile(draws, kTail), percentile(draws, 1 - kTail), static_cast<int>(draws.size())};
    if (interval.high - interval.low < kOneNumber)
        return std::nullopt;
    return interval;
}

std::optional<Interval> differenceInterval(const std::vector<double> &before, const std::vector<double> &after)
{
    assert(before.size() == after.size());
    if (!percentileInterval(before) || !percentileInterval(after))
        return std::nullopt;
    std::vector<double> differences;
    std::transform(after.begin(), after.end(), before.begin(), std::back_inserter(differences), std::minus());
    return percentileInterval(std::move(differences));
}

}
