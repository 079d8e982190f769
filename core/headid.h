// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// An attention head of the image tower; layers and heads count from 0. Written "layer.head", e.g. "11.3".
struct HeadId
{
    int layer = 0;
    int head = 0;
    auto operator<=>(const HeadId &) const = default;
};

std::string toString(HeadId head);

/// "11.3,10.2" → heads in that order, without repeats. InputError if one isn't written so or the model hasn't got it.
std::vector<HeadId> parseHeads(std::string_view text, int layers, int heads);

/// "all", "last:4" or "8,9,10" → layers in ascending order. InputError as above.
std::vector<int> parseLayers(std::string_view text, int layers);

}
