// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/interval.h"

#include <algorithm>
#include <cmath>

namespace headscope {
namespace {

constexpr double kTail = 0.025;

double percentile(const std::vector<double> &sorted, double share)
{
    const double place = share * static_cast<double>(sorted.size() - 1);
    const auto below = static_cast<std::size_t>(place);
    return std::lerp(sorted[below], sorted[std::min(below + 1, sorted.size() - 1)], place - std::floor(place));
}

}

std::optional<Interval> percentileInterval(std::vector<double> draws)
{
    if (draws.empty())
        return std::nullopt;
    std::sort(draws.begin(), draws.end());
    return Interval{percentile(draws, kTail), percentile(draws, 1 - kTail), static_cast<int>(draws.size())};
}

}
