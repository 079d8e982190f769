// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/headid.h"

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace headscope {

/// The texts that describe a head, most variance first.
struct HeadTexts
{
    HeadId head;
    std::vector<std::string> texts;

    bool operator==(const HeadTexts &) const = default;
};

/// Whether a file begins as they do, with a rule or a head, so that it is no list of texts.
bool looksLikePublishedSpans(const std::filesystem::path &path);

/// Reads TextSpan's results as the published scripts print them ([TextSpan], arXiv 2310.05916): for each head, "Layer
/// 8, Head 0" between two rules and then a text a line (an empty line is a text); the scripts' closing lines about
/// accuracy are left out. A file that begins with a head has no rules, and then empty lines are no texts. Throws
/// InputError with the line of anything else, and for a head that comes twice.
std::vector<HeadTexts> readPublishedSpans(const std::filesystem::path &path);

/// The same the other way round, without closing lines.
std::string publishedSpans(std::span<const HeadTexts> heads);

}
