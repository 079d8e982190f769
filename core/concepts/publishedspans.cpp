// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/concepts/publishedspans.h"

#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <fstream>
#include <optional>
#include <regex>
#include <string_view>

namespace headscope {
namespace {

const std::string kRule = "------------------";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";
constexpr std::size_t kSniffed = 4096; // bytes

std::optional<HeadId> headIn(const std::string &line)
{
    static const std::regex kHead("[Ll]ayer ([0-9]{1,4}),? [Hh]ead ([0-9]{1,4}):?");
    std::smatch match;
    if (!std::regex_match(line, match, kHead))
        return std::nullopt;
    return HeadId{std::stoi(match[1]), std::stoi(match[2])};
}

[[noreturn]] void fail(const std::filesystem::path &path, std::size_t line, const std::string &problem)
{
    throw InputError(path.string(), "line " + std::to_string(line + 1) + " " + problem,
                     "each head is a rule of 18 hyphens, \"Layer 8, Head 0\", a rule and then a text a line");
}

void begin(std::vector<HeadTexts> &heads, HeadId head, const std::filesystem::path &path, std::size_t line)
{
    if (std::any_of(heads.begin(), heads.end(), [&](const HeadTexts &other) { return other.head == head; }))
        fail(path, line, "names head " + toString(head) + " once more");
    heads.push_back({head, {}});
}

/// Whether the scripts' closing lines, which are the last, begin here.
bool isClosing(const std::vector<std::string> &lines, std::size_t line)
{
    return line + 2 == lines.size() && lines[line].starts_with("Current accuracy: ") &&
           lines[line + 1].starts_with("Number of texts: ");
}

/// Empty lines only set heads apart.
std::vector<HeadTexts> withoutRules(const std::vector<std::string> &lines, const std::filesystem::path &path)
{
    std::vector<HeadTexts> heads;
    for (std::size_t line = 0; line < lines.size() && !isClosing(lines, line); ++line) {
        if (const auto head = headIn(lines[line]))
            begin(heads, *head, path, line);
        else if (!lines[line].empty())
            heads.back().texts.push_back(lines[line]);
    }
    return heads;
}

std::vector<HeadTexts> betweenRules(const std::vector<std::string> &lines, const std::filesystem::path &path)
{
    const auto isRule = [&](std::size_t line) { return line < lines.size() && lines[line] == kRule; };
    std::vector<HeadTexts> heads;
    for (std::size_t line = 0; line < lines.size();) {
        if (!isRule(line))
            fail(path, line, "is not a rule");
        if (!heads.empty() && isClosing(lines, line + 1))
            break;
        const auto head = line + 1 < lines.size() ? headIn(lines[line + 1]) : std::nullopt;
        if (!head)
            fail(path, line + 1, "names no head");
        if (!isRule(line + 2))
            fail(path, line + 2, "is not a rule");
        begin(heads, *head, path, line + 1);
        for (line += 3; line < lines.size() && !isRule(line); ++line)
            heads.back().texts.push_back(lines[line]);
    }
    if (heads.empty())
        fail(path, 0, "names no head");
    return heads;
}

}

bool looksLikePublishedSpans(const std::filesystem::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::string head(kSniffed, '\0');
    file.read(head.data(), std::streamsize(head.size()));
    head.resize(std::size_t(file.gcount()));
    if (head.starts_with(kByteOrderMark))
        head.erase(0, kByteOrderMark.size());
    head.erase(0, head.find_first_not_of("\r\n"));
    const std::string line = head.substr(0, head.find_first_of("\r\n"));
    return line.starts_with(kRule) || headIn(line);
}

std::vector<HeadTexts> readPublishedSpans(const std::filesystem::path &path)
{
    const std::vector<std::string> lines = readLines(path);
    const auto first = std::find_if(lines.begin(), lines.end(), [](const auto &line) { return !line.empty(); });
    return first != lines.end() && headIn(*first) ? withoutRules(lines, path) : betweenRules(lines, path);
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
