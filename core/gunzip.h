// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headscope {

/// Inflates gzip data of at most `maximumSize` bytes when inflated. Throws InputError naming `file` if it isn't gzip,
/// is damaged or cut off, or larger.
std::string gunzip(std::string_view data, std::size_t maximumSize, const std::string &file);

}
