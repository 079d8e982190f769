// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"

namespace headscope {

/// The layout of open_clip: a folder with open_clip_config.json and open_clip_model.safetensors.
bool isOpenClipFolder(const std::filesystem::path &path);
Checkpoint readOpenClipFolder(const std::filesystem::path &path);

}
