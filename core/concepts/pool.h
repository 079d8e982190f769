// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace headscope {

/// The descriptions TextSpan picks from, in the file's order: an index into `texts` is what its results name.
struct TextPool
{
    std::vector<std::string> texts;
    std::vector<std::string> concepts;   ///< one for each text, empty where none is given
    std::vector<std::string> notes = {}; ///< sentences on what was assumed while reading it
};

/// CSV, by its name: the columns `text` and, if there, `concept`; any other file: one text a line, every line a text.
/// Throws InputError if there is no text.
TextPool readPool(const std::filesystem::path &path);

/// The pool as CSV, which readPool() reads back.
std::string csvOf(const TextPool &pool);

}
