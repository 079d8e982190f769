// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "app/demo/captions.h"
#include "app/demo/plant.h"
#include "app/demo/scene.h"

namespace headscope {

/// A picture to be drawn and what is said about it.
struct Sample
{
    Scene scene;
    std::string caption;
};

/// The training distribution: an endless list of samples, each made from the seed and its index alone. So a run can be
/// taken up at any step, and threads can share the work: all members are const and safe to call at once.
class SceneSampler
{
public:
    /// The plant must be valid (Plant::read() checks, the built-in ones are).
    SceneSampler(const EmojiList &list, const Plant &plant, std::uint64_t seed);

    Sample sample(std::int64_t index) const;

    /// One scene as woman and as man, the captions alike but for the gender, which both name. Only of plain portraits
    /// and of professions without a planted gender: twins of the others would undo what was planted.
    std::pair<Sample, Sample> twins(std::int64_t index) const;

    /// Word-level, for the tokenizer: see Captioner::vocabulary().
    std::vector<std::string> vocabulary() const { return m_captioner.vocabulary(); }

private:
    /// For one class: the values an attribute favours, and how often it has one of them. None: all alike.
    struct Preference
    {
        std::vector<int> values;
        double strength = 0;

        int choose(const std::vector<int> &among, Random &random) const;
    };
    void drawPerson(Scene &scene, int profession, Random &random) const;
    void drawPortrait(Scene &scene, Random &random) const;
    void drawBird(Scene &scene, Random &random) const;

    struct Preferences
    {
        Preference gender, tone, background;
    };
    std::vector<Preferences> m_professions;
    std::array<Preference, 2> m_birds; ///< background of land birds, of water birds
    std::vector<int> m_twinProfessions;
    double m_captionedPortraits;
    std::uint64_t m_seed;
    int m_objectCount;
    Captioner m_captioner;
};

}
