// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/textspan/publishedspans.h"

#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>

namespace headscope {
namespace {

const std::string kRule = "------------------";

std::optional<HeadId> headIn(const std::string &line)
{
    static const std::regex kHead("Layer ([0-9]{1,4}), Head ([0-9]{1,4})");
    std::smatch match;
    if (!std::regex_match(line, match, kHead))
        return std::nullopt;
    return HeadId{std::stoi(match[1]), std::stoi(match[2])};
}

}

bool looksLikePublishedSpans(const std::filesystem::path &path)
{
    std::ifstream file(path);
    std::string line;
    std::getline(file, line);
    return line.starts_with(kRule);
}

std::vector<HeadTexts> readPublishedSpans(const std::filesystem::path &path)
{
    const std::vector<std::string> lines = readLines(path);
    const auto fail = [&path](std::size_t line, const std::string &problem) {
        throw InputError(path.string(), "line " + std::to_string(line + 1) + " " + problem,
                         "each head is a rule of 18 hyphens, \"Layer 8, Head 0\", a rule and then a text a line");
    };
    const auto isRule = [&](std::size_t line) { return line < lines.size() && lines[line] == kRule; };
    const auto startsWith = [&](std::size_t line, std::string_view start) {
        return line < lines.size() && lines[line].starts_with(start);
    };

    std::vector<HeadTexts> heads;
    for (std::size_t line = 0; line < lines.size();) {
        if (!isRule(line))
            fail(line, "is not a rule");
        if (!heads.empty() && startsWith(line + 1, "Current accuracy: ") && startsWith(line + 2, "Number of texts: ") &&
            line + 3 == lines.size())
            break;
        const auto head = line + 1 < lines.size() ? headIn(lines[line + 1]) : std::nullopt;
        if (!head)
            fail(line + 1, "names no head");
        if (!isRule(line + 2))
            fail(line + 2, "is not a rule");
        if (std::any_of(heads.begin(), heads.end(), [&](const HeadTexts &other) { return other.head == *head; }))
            fail(line + 1, "names head " + toString(*head) + " once more");
        heads.push_back({*head, {}});
        for (line += 3; line < lines.size() && !isRule(line); ++line)
            heads.back().texts.push_back(lines[line]);
    }
    if (heads.empty())
        fail(0, "names no head");
    return heads;
}

std::string publishedSpans(std::span<const HeadTexts> heads)
{
    std::string lines;
    for (const auto &[head, texts] : heads) {
        lines += kRule + "\nLayer " + std::to_string(head.layer) + ", Head " + std::to_string(head.head) + '\n' +
                 kRule + '\n';
        for (const std::string &text : texts)
            lines += text + '\n';
    }
    return lines;
}

}
