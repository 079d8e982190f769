// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/concepts/ccs.h"

#include <algorithm>

namespace headscope {
namespace {

/// Those of which there are most, in the order of the descriptions.
std::vector<std::string> mostFrequentTags(std::span<const TaggedText> descriptions)
{
    std::vector<std::string> winners;
    std::ptrdiff_t most = 1;
    for (const TaggedText &description : descriptions) {
        const auto same = [&](const TaggedText &other) { return other.tag == description.tag; };
        const auto count = std::count_if(descriptions.begin(), descriptions.end(), same);
        if (description.tag.empty() || count < most || std::ranges::count(winners, description.tag) > 0)
            continue;
        if (count > most)
            winners.clear();
        winners.push_back(description.tag);
        most = count;
    }
    return winners;
}

/// Whether tags can tell which descriptions are about the concept.
bool tagsTell(std::span<const TaggedText> descriptions, const ConceptEdits &edits)
{
    const auto hasTag = [](const TaggedText &description) { return !description.tag.empty(); };
    if (!edits.label)
        return edits.verdicts.empty() || std::ranges::any_of(descriptions, hasTag);
    const std::string &label = edits.label->value;
    return label.empty() || std::ranges::count(descriptions, label, &TaggedText::tag) > 0;
}

}

ConceptScore conceptScore(std::span<const TaggedText> descriptions, const ConceptEdits &edits)
{
    const auto judged = descriptions.first(std::min(descriptions.size(), kJudgedDescriptions));
    ConceptScore result;
    if (edits.label) {
        result.label = *edits.label;
    } else {
        result.tied = mostFrequentTags(judged);
        result.label.by = kPoolJudge;
        if (!result.tied.empty()) {
            result.label.value = result.tied.front();
            result.tied.erase(result.tied.begin());
        }
    }
    const bool byTags = tagsTell(judged, edits);
    for (const TaggedText &description : judged) {
        const auto edit = edits.verdicts.find(description.text);
        if (edit != edits.verdicts.end())
            result.verdicts.push_back(edit->second);
        else if (!byTags)
            result.verdicts.push_back({false, {}});
        else
            result.verdicts.push_back({!description.tag.empty() && description.tag == result.label.value, kPoolJudge});
    }
    const auto isJudged = [](const Judgement<bool> &verdict) { return !verdict.by.empty(); };
    if (!judged.empty() && std::ranges::all_of(result.verdicts, isJudged))
        result.score = static_cast<int>(std::ranges::count(result.verdicts, true, &Judgement<bool>::value));
    return result;
}

std::optional<std::array<double, kJudgedDescriptions + 1>> ccsAt(std::span<const ConceptScore> heads)
{
    std::array<double, kJudgedDescriptions + 1> shares = {};
    double scored = 0;
    for (const ConceptScore &head : heads) {
        if (!head.score)
            continue;
        ++shares[static_cast<std::size_t>(*head.score)];
        ++scored;
    }
    if (scored == 0)
        return std::nullopt;
    for (double &share : shares)
        share /= scored;
    return shares;
}

}
