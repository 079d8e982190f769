// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/weightsfile.h"

namespace headscope {

/// Weights of open_clip with their open_clip_config.json. Sizes that it leaves out have open_clip's defaults. Throws
/// InputError.
Checkpoint readOpenClip(const std::filesystem::path &configFile, Weights weights);

}
