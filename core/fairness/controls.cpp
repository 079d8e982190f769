// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/controls.h"

#include "core/error.h"
#include "core/random.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <set>
#include <utility>

namespace headscope {
namespace {

/// Which heads of a layer are taken.
using Mask = std::vector<char>;
using Masks = std::map<int, Mask>; ///< by layer

std::vector<HeadId> headsOf(const Masks &masks)
{
    std::vector<HeadId> set;
    for (const auto &[layer, mask] : masks) {
        for (std::size_t head = 0; head < mask.size(); ++head) {
            if (mask[head])
                set.push_back({layer, static_cast<int>(head)});
        }
    }
    return set;
}

/// How many sets match, in floating point: there may be more than any integer holds.
double matchingSets(const Masks &masks)
{
    double sets = 1;
    for (const auto &[layer, mask] : masks) {
        const auto taken = std::count(mask.begin(), mask.end(), 1);
        for (std::ptrdiff_t step = 1; step <= taken; ++step)
            sets *= static_cast<double>(std::ssize(mask) - taken + step) / static_cast<double>(step);
    }
    return sets;
}

/// The next of all combinations; false, and back at the first, after the last.
bool next(Masks &masks)
{
    return std::any_of(masks.begin(), masks.end(),
                       [](auto &layer) { return std::next_permutation(layer.second.begin(), layer.second.end()); });
}

void shuffle(Mask &mask, Random &random)
{
    for (int left = static_cast<int>(mask.size()); left > 1; --left)
        std::swap(mask[static_cast<std::size_t>(left - 1)], mask[static_cast<std::size_t>(random.below(left))]);
}

}

double MatchedControls::smallestP() const { return controlP(0, static_cast<int>(sets.size())); }

MatchedControls matchedControls(std::span<const HeadId> ablated, int layers, int heads, int count, std::uint64_t seed)
{
    Masks masks;
    for (const HeadId head : ablated) {
        if (head.layer < 0 || head.layer >= layers || head.head < 0 || head.head >= heads)
            throw InputError("head " + toString(head), "doesn't exist",
                             "the model has " + std::to_string(layers) + " layers of " + std::to_string(heads) +
                                 " heads");
        Mask &mask = masks.try_emplace(head.layer, static_cast<std::size_t>(heads)).first->second;
        mask[static_cast<std::size_t>(head.head)] = 1;
    }
    const std::vector<HeadId> own = headsOf(masks);

    MatchedControls controls;
    controls.all = matchingSets(masks) - 1 < count + 0.5;
    if (controls.all) {
        for (auto &[layer, mask] : masks)
            std::sort(mask.begin(), mask.end());
        do {
            if (auto set = headsOf(masks); set != own)
                controls.sets.push_back(std::move(set));
        } while (next(masks));
        return controls;
    }

    Random random(seed);
    std::set<std::vector<HeadId>> known = {own};
    while (std::ssize(controls.sets) < count) {
        for (auto &[layer, mask] : masks)
            shuffle(mask, random);
        auto set = headsOf(masks);
        if (known.insert(set).second)
            controls.sets.push_back(std::move(set));
    }
    return controls;
}

ControlTest compareWithControls(double own, std::span<const std::optional<double>> controls)
{
    ControlTest test;
    for (const std::optional<double> &control : controls) {
        const bool isUndefined = !control || std::isnan(*control);
        test.undefined += isUndefined;
        test.asLow += isUndefined || *control <= own;
    }
    test.p = controlP(test.asLow, static_cast<int>(controls.size()));
    return test;
}

double controlP(int asExtreme, int controls)
{
    assert(asExtreme >= 0 && asExtreme <= controls);
    return (asExtreme + 1.0) / (controls + 1.0);
}

}
