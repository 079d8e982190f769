// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <span>
#include <string>

namespace headscope {

/// What decoders don't do for us, done before one allocates anything: refuses bytes that are no JPEG, PNG, WebP, TIFF
/// or BMP, pictures of more than 200 megapixels, and those that are cut off or damaged although a decoder would fill
/// the rest with grey. Throws InputError naming `file`. Returns what is to be decoded.
std::string checkedImage(std::span<const std::byte> bytes, const std::string &file);

}
