// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/headid.h"

#include <map>
#include <vector>

namespace headscope {

/// What is changed in a model, and how: a part's output c becomes ref + g (c − ref), its gain g being 0 for ablated,
/// 1 as is, 2 doubled, and ref the part's mean or zero (mathematics §6).
struct Ablation
{
    enum class Mode { Mean, Zero };

    Mode mode = Mode::Mean;
    std::map<HeadId, double> heads;
    /// MLP terms: 0 is the class token that enters the first layer, l+1 the MLP of layer l.
    std::map<int, double> mlps;
    /// Layers in which the class token's attention to itself is changed, heads together (direct effect only).
    std::map<int, double> classToken;

    bool empty() const { return heads.empty() && mlps.empty() && classToken.empty(); }
    bool operator==(const Ablation &) const = default;
};

/// arg max of each row of [K, C], the first of equals. InputError for logits that aren't finite: they have no largest.
std::vector<int> predictions(const FloatArray &logits);

}
