// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>

namespace headscope {

/// What a file or folder that somebody brings is taken for.
enum class InputKind {
    Model,    ///< weights, a file that leads to them, or a folder with either
    Pictures, ///< a manifest, or any other folder
    Picture,
    Texts,  ///< one a line, a CSV with a column `text` and none `path`, or descriptions that were published
    Unknown ///< nothing that can be opened
};

/// By the file's name where that says it, and else by how the file begins.
InputKind inputKind(const std::filesystem::path &path);

}
