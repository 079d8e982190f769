// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/texts.h"

#include "app/demo/captions.h"
#include "app/demo/subjects.h"

namespace headscope {

namespace {

/// A noun in the wordings that captions use.
std::vector<std::string> wordings(const std::string &noun)
{
    return {withArticle("a ", noun), "the " + noun, "one " + noun, "a picture of " + withArticle("a ", noun),
            "an emoji of " + withArticle("a ", noun)};
}

std::vector<std::string> genderTexts(int gender)
{
    std::vector<std::string> texts = wordings(genders()[std::size_t(gender)]);
    const std::vector<std::string> person = wordings(gender == 0 ? "female person" : "male person");
    texts.insert(texts.end(), person.begin(), person.end());
    return texts;
}

std::vector<std::string> toneTexts(int tone) { return wordings("person with " + tones()[std::size_t(tone)] + " skin"); }

/// What is set there is left open: "something".
std::vector<std::string> backgroundTexts(int background, int colour)
{
    std::vector<std::string> texts;
    for (const std::string &place : places(background, colour)) {
        texts.push_back(place);
        texts.push_back("a picture of something " + place);
    }
    return texts;
}

std::vector<std::string> hairTexts(int hair)
{
    const std::string &name = hairs()[std::size_t(hair)];
    std::vector<std::string> texts;
    for (const std::string noun : {"person", "woman", "man"})
        texts.push_back("a " + (name == "bald" ? name + ' ' + noun : noun + " with " + name + " hair"));
    return texts;
}

std::vector<std::string> birdTexts(bool water)
{
    std::vector<std::string> texts = wordings(birdClass(water));
    for (const int species : birdsOf(water))
        texts.push_back(withArticle("a ", birds()[std::size_t(species)].name));
    return texts;
}

/// A concept of which every value of a list is a group.
template <typename TextsOf>
Concept eachOf(const std::string &name, const std::vector<std::string> &values, const TextsOf &textsOf)
{
    Concept topic{name, {}};
    for (std::size_t value = 0; value < values.size(); ++value)
        topic.groups.push_back({values[value], textsOf(int(value))});
    return topic;
}

Concept backgroundConcept()
{
    return eachOf("background", backgrounds(), [](int background) {
        if (background != studio())
            return backgroundTexts(background, 0);
        std::vector<std::string> texts;
        for (int colour = 0; colour < int(studioColours().size()); ++colour)
            for (const std::string &place : places(background, colour))
                texts.push_back(place);
        return texts;
    });
}

Concept birdConcept() { return {"bird", {{birdClass(true), birdTexts(true)}, {birdClass(false), birdTexts(false)}}}; }

}

const std::string &nameOf(DemoSet set)
{
    static const std::string kNames[] = {"professions", "birds"};
    return kNames[int(set)];
}

std::vector<std::string> classNames(DemoSet set)
{
    if (set == DemoSet::Birds)
        return {birdClass(true), birdClass(false)};
    std::vector<std::string> names;
    for (const Profession &profession : professions())
        names.push_back(profession.name);
    return names;
}

const std::vector<std::string> &templates()
{
    // Without "a", which would be wrong before a vowel: the braces are filled as they are.
    static const std::vector<std::string> kTemplates = {
        "{}", "the {}", "one {}", "a picture of the {}", "an image of one {}", "an emoji of the {}"};
    return kTemplates;
}

std::vector<Concept> concepts(DemoSet set)
{
    const Concept studioConcept =
        eachOf("studio colour", studioColours(), [](int colour) { return backgroundTexts(studio(), colour); });
    if (set == DemoSet::Birds)
        return {birdConcept(), backgroundConcept(), studioConcept};
    return {eachOf("gender", genders(), genderTexts), eachOf("tone", tones(), toneTexts), backgroundConcept(),
            studioConcept, eachOf("profession", classNames(set), [&](int label) {
                return wordings(classNames(set)[std::size_t(label)]);
            })};
}

std::vector<PoolText> pool(DemoSet set)
{
    std::vector<PoolText> texts;
    const auto add = [&](const std::vector<std::string> &more, const std::string &topic) {
        for (const std::string &text : more)
            texts.push_back({text, topic});
    };
    for (const Concept &topic : concepts(set)) {
        const bool studioTwice = topic.name == "background"; // its texts come once, under their colours
        for (const Concept::Group &group : topic.groups)
            if (!studioTwice || group.name != backgrounds().back())
                add(group.texts, topic.name);
    }
    if (set == DemoSet::Professions) {
        for (int hair = 1; hair < int(hairs().size()); ++hair)
            add(hairTexts(hair), "hair");
    }
    return texts;
}

}
