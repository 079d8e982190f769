// SPDX-License-Identifier: GPL-3.0-or-later
// The Concept Consistency Score ([CCS], arXiv 2503.11103; mathematics.md §8): which concept a head's descriptions are
// about, and how many of the first five are.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace headscope {

/// Descriptions of a head that are judged, the first ones.
constexpr std::size_t kJudgedDescriptions = 5;

/// The judge that knows only the concept tags of the text pool.
constexpr const char *kPoolJudge = "pool";

/// A description with the concept it stands for in its pool, empty if it has no tag.
struct TaggedText
{
    std::string text;
    std::string tag;
};

/// Something decided, and who decided it.
template <typename T>
struct Judgement
{
    T value;
    std::string by;

    bool operator==(const Judgement &) const = default;
};

/// What people have decided about a head. Verdicts belong to texts, not to their places, so that they stay right when
/// TextSpan runs again.
struct ConceptEdits
{
    std::optional<Judgement<std::string>> label; ///< an empty one says that the head has no concept
    std::map<std::string, Judgement<bool>> verdicts;
};

struct ConceptScore
{
    Judgement<std::string> label;          ///< empty: no concept
    std::vector<std::string> tied;         ///< other tags that are as frequent as the pool's label
    std::vector<Judgement<bool>> verdicts; ///< of the first descriptions, in order: is it consistent with the label?
                                           ///< By nobody (empty) where that wasn't judged.
    std::optional<int> score; ///< 0…5, how many are; undefined without descriptions, or unless all are judged
};

/// Judges a head by its first five descriptions: its label is their most frequent tag (of equals, that of the earliest
/// description), and a description is consistent if its tag is the label; one without a tag never is. What people have
/// decided goes before, and tags are compared with their label; but a label that none of the tags is says nothing of
/// the tags, nor do descriptions of which none has a tag once a person judges: those are then not judged, which isn't
/// wrong.
ConceptScore conceptScore(std::span<const TaggedText> descriptions, const ConceptEdits &edits = {});

/// CCS@k for k = 0…5: the share of heads that score k, among those with a score. Undefined if none has.
std::optional<std::array<double, kJudgedDescriptions + 1>> ccsAt(std::span<const ConceptScore> heads);

}
