// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

namespace headscope {

/// `text` with HTML's character references replaced once: numeric ones and the names of HTML 4 (the semicolon may be
/// missing where browsers forgive it). What is no reference stays as it is.
std::string decodeHtmlEntities(std::string_view text);

}
