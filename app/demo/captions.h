// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "app/demo/scene.h"

namespace headscope {

/// Describes scenes as training does: a random subset of what a scene shows, in one of several wordings. Captions are
/// lower-case words with single spaces and no more than kMostWords of them.
class Captioner
{
public:
    /// A context of 24 tokens less the start and the end.
    static constexpr int kMostWords = 22;

    explicit Captioner(const EmojiList &list);

    std::string describe(const Scene &scene, Random random) const;

    /// The captions of two scenes that differ in gender only: they name it, and differ in nothing else.
    std::pair<std::string, std::string> describeTwins(const Scene &woman, const Scene &man, Random random) const;

    /// Every word that captions, class names, templates, pools and concept texts can contain; sorted, each once.
    std::vector<std::string> vocabulary() const;

private:
    std::vector<std::string> m_objects;
};

/// "in the snow" and the like: the ways to say where a scene is set. `colour` counts for the studio.
std::vector<std::string> places(int background, int colour);

/// The noun with its article; "a " is "an " before a vowel.
std::string withArticle(const std::string &article, const std::string &noun);

}
