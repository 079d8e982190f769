// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <vector>

namespace headscope {

/// Where a number lies when the images are drawn anew, 19 times of 20.
struct Interval
{
    double low = 0;
    double high = 0;
    int draws = 0; ///< draws in which the number was defined: those that the interval is made of
};

/// How often and from where images are drawn anew.
struct Draws
{
    int count = 1000;
    std::uint64_t seed = 1; ///< the same seed gives the same interval, with every compiler
};

/// The 95 % percentile interval of a bootstrap: from the 2.5th to the 97.5th percentile, between draws interpolated
/// linearly. Undefined without draws.
std::optional<Interval> percentileInterval(std::vector<double> draws);

}
