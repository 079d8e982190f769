// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/sampler.h"

#include <algorithm>
#include <numeric>

#include "app/demo/subjects.h"

namespace headscope {

namespace {

// What scenes show. Objects keep the model a general one; the rest is about people and birds.
constexpr double kPersons = .54;
constexpr double kPortraits = .16;
constexpr double kBirds = .10;

constexpr double kPlainHair = .4;     // of portraits
constexpr double kTwinPortraits = .3; // of twins

std::vector<int> allOf(std::size_t count)
{
    std::vector<int> values(count);
    std::iota(values.begin(), values.end(), 0);
    return values;
}

}

SceneSampler::SceneSampler(const EmojiList &list, const Plant &plant, std::uint64_t seed)
    : m_professions(professions().size())
    , m_captionedPortraits(plant.captionedPortraits)
    , m_seed(seed)
    , m_objectCount(int(objects(list).size()))
    , m_captioner(list)
{
    for (const Plant::Correlation &correlation : plant.correlations) {
        const Preference preference = {plantedValues(correlation.className, correlation.attribute, correlation.value),
                                       correlation.strength};
        const int profession = professionNamed(correlation.className);
        if (profession < 0) {
            m_birds[correlation.className == birdClass(true)] = preference;
            continue;
        }
        Preferences &preferences = m_professions[std::size_t(profession)];
        (correlation.attribute == "gender" ? preferences.gender
         : correlation.attribute == "tone" ? preferences.tone
                                           : preferences.background) = preference;
    }
    for (std::size_t profession = 0; profession < m_professions.size(); ++profession)
        if (m_professions[profession].gender.values.empty())
            m_twinProfessions.push_back(int(profession));
}

Sample SceneSampler::sample(std::int64_t index) const
{
    Random random(m_seed, 2 * std::uint64_t(index));
    Scene scene;
    drawPose(scene, random, true);
    scene.background = random.below(int(backgrounds().size()));
    const double kind = random.uniform();
    if (kind < kPersons) {
        drawPerson(scene, random.below(int(m_professions.size())), random);
        if (random.chance(m_captionedPortraits))
            scene.kind = Scene::Kind::Portrait;
    } else if (kind < kPersons + kPortraits) {
        drawPortrait(scene, random);
    } else if (kind < kPersons + kPortraits + kBirds) {
        drawBird(scene, random);
    } else {
        scene.kind = Scene::Kind::Object;
        scene.object = random.below(m_objectCount);
    }
    return {scene, m_captioner.describe(scene, random)};
}

std::pair<Sample, Sample> SceneSampler::twins(std::int64_t index) const
{
    Random random(m_seed, 2 * std::uint64_t(index) + 1);
    Scene woman;
    drawPose(woman, random, true);
    woman.background = random.below(int(backgrounds().size()));
    if (m_twinProfessions.empty() || random.chance(kTwinPortraits))
        drawPortrait(woman, random);
    else
        drawPerson(woman, random.oneOf(m_twinProfessions), random);
    woman.gender = 0;
    Scene man = woman;
    man.gender = 1;
    const auto [ofWoman, ofMan] = m_captioner.describeTwins(woman, man, random);
    return {{woman, ofWoman}, {man, ofMan}};
}

int SceneSampler::Preference::choose(const std::vector<int> &among, Random &random) const
{
    if (values.empty())
        return random.oneOf(among);
    const bool follow = random.chance(strength);
    std::vector<int> left;
    std::copy_if(among.begin(), among.end(), std::back_inserter(left),
                 [&](int value) { return (std::find(values.begin(), values.end(), value) != values.end()) == follow; });
    return random.oneOf(left);
}

void SceneSampler::drawPerson(Scene &scene, int profession, Random &random) const
{
    const Preferences &preferences = m_professions[std::size_t(profession)];
    scene.kind = Scene::Kind::Person;
    scene.profession = profession;
    scene.gender = preferences.gender.choose(allOf(genders().size()), random);
    scene.tone = preferences.tone.choose(allOf(tones().size()), random);
    scene.background = preferences.background.choose(allOf(backgrounds().size()), random);
}

void SceneSampler::drawPortrait(Scene &scene, Random &random) const
{
    scene.kind = Scene::Kind::Portrait;
    scene.gender = random.below(int(genders().size()));
    scene.tone = random.below(int(tones().size()));
    scene.hair = random.chance(kPlainHair) ? 0 : 1 + random.below(int(hairs().size()) - 1);
}

void SceneSampler::drawBird(Scene &scene, Random &random) const
{
    scene.kind = Scene::Kind::Bird;
    scene.species = random.below(int(birds().size()));
    const bool water = birds()[std::size_t(scene.species)].water;
    // Birds live in landscapes, and half of them on water whatever the number of backgrounds that make up the land.
    const std::vector<int> &onWater = landscape(true), &onLand = landscape(false);
    const Preference &preference = m_birds[water];
    const double waterShare = preference.values.empty()      ? .5
                              : preference.values == onWater ? preference.strength
                                                             : 1 - preference.strength;
    scene.background = random.oneOf(random.chance(waterShare) ? onWater : onLand);
}

}
