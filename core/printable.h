// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace headscope {

/// A text as it may be shown on a terminal, in one line: what would move the cursor, colour or reorder what follows
/// (control characters, line separators, changes of the writing direction) is written as an escape such as \n, \x1b or
/// \u202e, and so is every byte that isn't UTF-8. Everything else stays as it is.
std::string printable(std::string_view text);

}
