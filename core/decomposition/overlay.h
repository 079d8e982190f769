// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"

#include <filesystem>

namespace headscope {

/// Lays a token heatmap [g, g] over the picture [S, S, 3] it belongs to and writes a PNG, enlarged to at least 336
/// pixels. With `diverging` zero is transparent, orange speaks for the text and blue against it; otherwise low to high
/// is cividis, dark blue to yellow. Both are safe for colour-blind readers.
void writeOverlay(const Array<std::uint8_t> &picture, const FloatArray &heat, bool diverging,
                  const std::filesystem::path &path);

}
