// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace headscope {

/// What a file or folder that is dropped on the window is taken for.
enum class InputKind { Model, Pictures, Pool };

/// A folder with weights, or weights, is a model; a text file, or a CSV with a column `text` and none `path`, is a
/// pool; anything else should be pictures.
InputKind inputKind(const std::filesystem::path &path);

}
