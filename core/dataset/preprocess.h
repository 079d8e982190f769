// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/checkpoint/preprocessing.h"

#include <cstdint>
#include <span>

namespace headscope {

/// Scales and crops a picture [height, width, 3] to [S, S, 3], S = imageSize, with the very arithmetic of the image
/// library that CLIP was trained and published with (antialiased kernels, 8 bits between the two passes), to the last
/// bit.
Array<std::uint8_t> resizeAndCrop(const Array<std::uint8_t> &rgb, const Preprocessing &preprocessing);

/// From [S, S, 3] in 0…255 to what an image tower reads, [3, S, S]: (value/255 − mean)/std.
void normalise(std::span<const std::uint8_t> crop, const Preprocessing &preprocessing, std::span<float> pixels);

/// The other way, rounded: [3, S, S] as an image tower reads it to the picture it shows, [S, S, 3].
Array<std::uint8_t> denormalised(std::span<const float> pixels, const Preprocessing &preprocessing);

}
