// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/clipconfig.h"

#include <filesystem>

namespace headscope {

/// How a transformers folder wants its pictures, for a model of `config.imageSize()`: preprocessor_config.json, or what
/// newer folders have under "image_processor" in processor_config.json; what neither says has the library's defaults.
/// Without either the preprocessing is as usual and listed as assumed. Throws InputError for what isn't supported.
void readImageProcessor(const std::filesystem::path &folder, ClipConfig &config);

}
