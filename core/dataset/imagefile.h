// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>
#include <string>

namespace headscope {

/// Reads a JPEG, PNG, WebP, TIFF or BMP file as 8-bit RGB, [height, width, 3], as Pillow 9.4 does: transparency is
/// dropped, palettes and grey are expanded, of 16 bits a colour the high byte counts, the inks of a JPEG become what
/// black leaves of them, gamma and colour profiles are ignored. Other than there, grey of 16 bits is scaled to 8. The
/// EXIF orientation is ignored as well, as in the scripts CLIP was published with, unless `upright`. Throws InputError
/// if the file is missing, empty, of another kind, cut off, damaged, or larger than 200 megapixels.
Array<std::uint8_t> readImage(const std::filesystem::path &path, bool upright = false);

/// The same from memory; `file` is named in errors.
Array<std::uint8_t> decodeImage(std::span<const std::byte> bytes, const std::string &file, bool upright = false);

}
