// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"

#include <array>
#include <cstdint>
#include <span>

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

/// Scales and crops a picture [height, width, 3] to [S, S, 3], S = imageSize, with the very arithmetic of the image
/// library that CLIP was trained and published with (antialiased kernels, 8 bits between the two passes), to the last
/// bit.
Array<std::uint8_t> resizeAndCrop(const Array<std::uint8_t> &rgb, const Preprocessing &preprocessing);

/// From [S, S, 3] in 0…255 to what an image tower reads, [3, S, S]: (value/255 − mean)/std.
void normalise(std::span<const std::uint8_t> crop, const Preprocessing &preprocessing, std::span<float> pixels);

/// The other way, rounded: [3, S, S] as an image tower reads it to the picture it shows, [S, S, 3].
Array<std::uint8_t> denormalised(std::span<const float> pixels, const Preprocessing &preprocessing);

}
