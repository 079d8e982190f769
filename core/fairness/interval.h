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

/// Draws of a bootstrap, moved together so that their mean is the estimate. Drawing with replacement repeats images,
/// which by itself raises an association or a MaxSkew and lowers the worst of many groups: the percentiles of draws as
/// they come may both lie on one side of the estimate, and seldom hold the true value (Efron and Tibshirani 1993, §10,
/// on the bias of a bootstrap).
std::vector<double> recentred(std::vector<double> draws, double estimate);

/// The 95 % percentile interval of a bootstrap: from the 2.5th to the 97.5th percentile, between draws interpolated
/// linearly. Undefined without draws, with one that is no number, and where both ends are one number: such draws can't
/// tell how sure it is (no picture of a few is predicted right, or nothing changes).
std::optional<Interval> percentileInterval(std::vector<double> draws);

/// That of after − before, of two states' values in the same draws. Undefined too where either state's own is: a state
/// that no draw moves would seem to be certain.
std::optional<Interval> differenceInterval(const std::vector<double> &before, const std::vector<double> &after);

}
