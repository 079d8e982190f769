// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>

namespace headscope {

/// Refuses a JPEG that is too large, cut off or damaged, although a decoder would fill the rest with grey. Throws
/// InputError naming `file`.
void checkJpeg(std::span<const std::byte> bytes, const std::string &file);

/// A JPEG of four inks.
struct InkJpeg
{
    Array<std::uint8_t> rgb; ///< [height, width, 3], as stored
    int orientation = 1;     ///< of EXIF, 1 to 8
};

/// Reads a JPEG of cyan, magenta, yellow and black (CMYK or YCCK) as Pillow does: what is stored counts as inverted, as
/// Adobe's programs write it, and RGB is what black leaves of it minus the ink, in 8 bits. Null for any other JPEG. Ink
/// is turned into colour row by row. Throws InputError naming `file`.
std::optional<InkJpeg> decodeInkJpeg(std::span<const std::byte> bytes, const std::string &file);

}
