// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

namespace headscope {

/// How a checkpoint wants its pictures; the defaults are OpenAI CLIP's.
struct Preprocessing
{
    enum class Resize {
        Shortest, ///< The short side becomes imageSize, the centre is cut out.
        Squash,   ///< Both sides become imageSize, whatever their ratio.
        Longest,  ///< The long side becomes imageSize, the rest is filled.
    };
    enum class Interpolation { Bicubic, Bilinear };

    int imageSize = 224;
    std::array<float, 3> mean = {0.48145466f, 0.4578275f, 0.40821073f};
    std::array<float, 3> std = {0.26862954f, 0.26130258f, 0.27577711f};
    Resize resize = Resize::Shortest;
    Interpolation interpolation = Interpolation::Bicubic;
    std::array<std::uint8_t, 3> fill = {0, 0, 0};
    /// Pictures are turned as their EXIF orientation says before anything else; CLIP's published scripts don't.
    bool upright = false;

    bool operator==(const Preprocessing &) const = default;
};

}
