// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headid.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace headscope {

/// Sets of heads to compare an ablated set with: as many heads in each layer, but others (mathematics.md §7,
/// "controls").
struct MatchedControls
{
    std::vector<std::vector<HeadId>> sets; ///< all different, none the ablated set; heads in ascending order
    bool all = false;                      ///< there are no other matched sets than these

    /// The smallest p that so many sets can give.
    double smallestP() const;
};

/// `count` random sets matched with `ablated` in a model of layers × heads, or all there are if they are no more than
/// that. The same seed gives the same sets. InputError if the model hasn't got one of the heads.
MatchedControls matchedControls(std::span<const HeadId> ablated, int layers, int heads, int count, std::uint64_t seed);

/// Random sets in comparison with an ablated one, lower being better.
struct ControlTest
{
    int asLow = 0;     ///< controls that are as low or lower, or undefined
    int undefined = 0; ///< of these: nobody can say that they are higher, and so p is never too small
    double p = 1;      ///< controlP of asLow
};

/// `own`: the ablated set's figure; `controls`: theirs, NaN being as undefined as nothing.
ControlTest compareWithControls(double own, std::span<const std::optional<double>> controls);

/// (b+1)/(m+1): the chance of a result like the ablated set's if that were a random one, where `asExtreme` of m
/// controls are at least as extreme.
double controlP(int asExtreme, int controls);

}
