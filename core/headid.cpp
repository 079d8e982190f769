// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/headid.h"

#include "core/error.h"

#include <algorithm>
#include <charconv>
#include <numeric>
#include <optional>
#include <set>

namespace headscope {
namespace {

std::optional<int> wholeNumber(std::string_view text)
{
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < 0)
        return std::nullopt;
    return value;
}

std::vector<std::string_view> splitAtCommas(std::string_view text)
{
    std::vector<std::string_view> parts;
    while (true) {
        const std::size_t comma = text.find(',');
        parts.push_back(text.substr(0, comma));
        if (comma == std::string_view::npos)
            return parts;
        text.remove_prefix(comma + 1);
    }
}

std::string upTo(int count) { return "0 to " + std::to_string(count - 1); }

}

std::string toString(HeadId head) { return std::to_string(head.layer) + "." + std::to_string(head.head); }

std::vector<HeadId> parseHeads(std::string_view text, int layers, int heads)
{
    std::vector<HeadId> result;
    for (const std::string_view part : splitAtCommas(text)) {
        const std::size_t dot = part.find('.');
        const auto layer = wholeNumber(part.substr(0, dot));
        const auto head = dot == std::string_view::npos ? std::nullopt : wholeNumber(part.substr(dot + 1));
        if (!layer || !head)
            throw InputError("\"" + std::string(part) + "\"", "is not a head", "write layer.head, e.g. 11.3,10.2");
        if (*layer >= layers || *head >= heads)
            throw InputError("head " + std::string(part), "doesn't exist",
                             "layers go from " + upTo(layers) + " and heads from " + upTo(heads));
        const HeadId id = {*layer, *head};
        if (std::find(result.begin(), result.end(), id) == result.end())
            result.push_back(id);
    }
    return result;
}

std::vector<int> parseLayers(std::string_view text, int layers)
{
    constexpr std::string_view kLast = "last:";
    std::vector<int> all(static_cast<std::size_t>(layers));
    std::iota(all.begin(), all.end(), 0);
    if (text == "all")
        return all;
    if (text.starts_with(kLast)) {
        const auto count = wholeNumber(text.substr(kLast.size()));
        if (!count || *count == 0)
            throw InputError("\"" + std::string(text) + "\"", "names no layers", "write e.g. last:4");
        return {all.end() - std::min(*count, layers), all.end()};
    }
    std::set<int> chosen;
    for (const std::string_view part : splitAtCommas(text)) {
        const auto layer = wholeNumber(part);
        if (!layer)
            throw InputError("\"" + std::string(part) + "\"", "is not a layer", "write all, last:4 or e.g. 8,9,10");
        if (*layer >= layers)
            throw InputError("layer " + std::string(part), "doesn't exist", "layers go from " + upTo(layers));
        chosen.insert(*layer);
    }
    return {chosen.begin(), chosen.end()};
}

}
