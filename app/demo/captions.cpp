// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/captions.h"

#include <array>
#include <set>

#include "app/demo/subjects.h"
#include "app/demo/texts.h"

namespace headscope {

namespace {

constexpr double kNameProfession = .85;
constexpr double kNameGender = .85;
constexpr double kNamePortraitGender = .8; // there is little else to say about a portrait
constexpr double kNameTone = .4;
constexpr double kNameHair = .6;
constexpr double kNameBackground = .5;
constexpr double kNameBackgroundOnly = .04;

const std::vector<std::string> kOpenings = {
    "", "", "", "a picture of ", "an image of ", "an emoji of ", "a drawing of "};
const std::vector<std::string> kArticles = {"", "", "a ", "a ", "the ", "one "};
constexpr std::array<const char *, 2> kAdjectives = {"female", "male"};

/// The draws don't depend on the scene's gender, so that twins are described alike.
std::string person(const Scene &scene, Random &random, bool alwaysGender)
{
    const bool nameProfession = random.chance(kNameProfession) && scene.profession >= 0;
    const bool nameGender = random.chance(scene.profession >= 0 ? kNameGender : kNamePortraitGender) || alwaysGender;
    const bool nameTone = random.chance(kNameTone);
    const bool nameHair = random.chance(kNameHair) && scene.kind == Scene::Kind::Portrait && scene.hair > 0;
    const int wording = random.below(3);

    const std::string &gender = genders()[std::size_t(scene.gender)];
    const std::string adjective = kAdjectives[std::size_t(scene.gender)];
    std::string noun = "person";
    if (nameProfession) {
        noun = professions()[std::size_t(scene.profession)].name;
        if (nameGender)
            noun = wording == 0   ? gender + ' ' + noun
                   : wording == 1 ? adjective + ' ' + noun
                                  : noun + " who is a " + gender;
    } else if (nameGender) {
        noun = wording == 0 ? adjective + " person" : gender;
    }

    const std::string &hair = hairs()[std::size_t(scene.hair)];
    std::string looks;
    if (nameHair && hair == "bald")
        noun = "bald " + noun;
    else if (nameHair)
        looks = " with " + hair + " hair";
    if (nameTone)
        looks += (looks.empty() ? " with " : " and ") + tones()[std::size_t(scene.tone)] + " skin";
    return noun + looks;
}

std::string bird(const Scene &scene, Random &random)
{
    const Bird &species = birds()[std::size_t(scene.species)];
    const double draw = random.uniform();
    // Species are named seldom: they can only be told by the bird, and would teach to look at it however its class is
    // correlated with the background.
    if (draw < .75)
        return birdClass(species.water);
    if (draw < .9)
        return species.name;
    return draw < .95 ? species.name + " which is a " + birdClass(species.water) : "bird";
}

std::string subject(const Scene &scene, const std::vector<std::string> &objectNames, Random &random, bool alwaysGender)
{
    switch (scene.kind) {
    case Scene::Kind::Person:
    case Scene::Kind::Portrait:
        return person(scene, random, alwaysGender);
    case Scene::Kind::Bird:
        return bird(scene, random);
    case Scene::Kind::Object:
        break;
    }
    return objectNames[std::size_t(scene.object)];
}

std::string describe(const Scene &scene, const std::vector<std::string> &objectNames, Random random, bool alwaysGender)
{
    const std::string place = random.oneOf(places(scene.background, scene.colour));
    const std::string opening = random.oneOf(kOpenings);
    const std::string article = random.oneOf(kArticles);
    if (random.chance(kNameBackgroundOnly) && !alwaysGender)
        return opening.empty() ? place : opening + "something " + place;

    const std::string text = opening + withArticle(article, subject(scene, objectNames, random, alwaysGender));
    const bool namePlace = random.chance(kNameBackground);
    const std::string whole = namePlace ? text + ' ' + place : text;
    return int(words(whole).size()) <= Captioner::kMostWords ? whole : text;
}

}

std::string withArticle(const std::string &article, const std::string &noun)
{
    const bool vowel = std::string("aeiou").find(noun.front()) != std::string::npos;
    return (article == "a " && vowel ? "an " : article) + noun;
}

std::vector<std::string> places(int background, int colour)
{
    static const std::vector<std::vector<std::string>> kPlaces = {
        {"on water", "in the water", "with a water background"},
        {"on grass", "in the grass", "with a grass background"},
        {"on sand", "in the sand", "with a sand background"},
        {"under the night sky", "at night", "with a night sky background"},
        {"on snow", "in the snow", "with a snow background"},
        {"in front of a brick wall", "by a brick wall", "with a brick wall background"},
        {"on a wooden floor", "on the wooden floor", "with a wooden floor background"},
    };
    if (background != studio())
        return kPlaces[std::size_t(background)];
    const std::string &paint = studioColours()[std::size_t(colour)];
    return {"in front of " + withArticle("a ", paint + " background"),
            "with " + withArticle("a ", paint + " background"), "in " + withArticle("a ", paint + " studio")};
}

Captioner::Captioner(const EmojiList &list)
{
    for (const Emoji &emoji : objects(list))
        m_objects.push_back(plain(emoji.name));
}

std::string Captioner::describe(const Scene &scene, Random random) const
{
    return headscope::describe(scene, m_objects, random, false);
}

std::pair<std::string, std::string> Captioner::describeTwins(const Scene &woman, const Scene &man, Random random) const
{
    return {headscope::describe(woman, m_objects, random, true), headscope::describe(man, m_objects, random, true)};
}

std::vector<std::string> Captioner::vocabulary() const
{
    std::set<std::string> found;
    const auto add = [&](const std::string &text) {
        for (const std::string &word : words(text))
            found.insert(word);
    };
    const auto addAll = [&](const auto &texts) {
        for (const auto &text : texts)
            add(text);
    };
    addAll(kOpenings);
    addAll(kArticles);
    addAll(kAdjectives);
    addAll(genders());
    addAll(tones());
    addAll(std::vector<std::string>(hairs().begin() + 1, hairs().end())); // "plain" is never said
    addAll(backgrounds());
    addAll(studioColours());
    addAll(m_objects);
    addAll(templates());
    add("an bald bird person skin hair something which who is and with");
    for (int background = 0; background < int(backgrounds().size()); ++background)
        for (int colour = 0; colour < int(studioColours().size()); ++colour)
            addAll(places(background, colour));
    for (const DemoSet set : {DemoSet::Professions, DemoSet::Birds}) {
        addAll(classNames(set));
        for (const PoolText &text : pool(set))
            add(text.text);
        for (const Concept &topic : concepts(set))
            for (const Concept::Group &group : topic.groups)
                addAll(group.texts);
    }
    return {found.begin(), found.end()};
}

}
