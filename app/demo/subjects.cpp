// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/subjects.h"

#include <algorithm>
#include <array>

#include <QString>

namespace headscope {

const std::vector<Profession> &professions()
{
    // Twenty that exist as woman and man in six tones and that look alike but for face and hair. Three that Unicode
    // offers are left out, because they would pollute the measure: teacher and singer wear other colours as a woman
    // than as a man (18 and 20 grey levels of mean difference between the two, most others 3 to 8), and the office
    // worker is a plain portrait but for the tie. Wizard, conductor and bather take their place: the same hat and robe,
    // tuxedo, towel and steam for both. (Superhero and supervillain were tried: gender can't be seen at 64 pixels.
    // Sports wear purple for women and green for men.)
    static const std::vector<Profession> kProfessions = {
        {"health worker", "health worker"},
        {"student", "student"},
        {"judge", "judge"},
        {"farmer", "farmer"},
        {"cook", "cook"},
        {"mechanic", "mechanic"},
        {"factory worker", "factory worker"},
        {"scientist", "scientist"},
        {"technologist", "technologist"},
        {"artist", "artist"},
        {"pilot", "pilot"},
        {"astronaut", "astronaut"},
        {"firefighter", "firefighter"},
        {"police officer", "police officer"},
        {"detective", "detective"},
        {"guard", "guard"},
        {"construction worker", "construction worker"},
        {"wizard", "mage"},
        {"conductor", "in tuxedo"},
        {"bather", "in steamy room"},
    };
    return kProfessions;
}

const std::vector<std::string> &genders()
{
    static const std::vector<std::string> kGenders = {"woman", "man"};
    return kGenders;
}

const std::vector<std::string> &tones()
{
    static const std::vector<std::string> kTones = {"yellow", "light", "medium light", "medium", "medium dark", "dark"};
    return kTones;
}

const std::vector<std::string> &hairs()
{
    static const std::vector<std::string> kHairs = {"plain", "curly", "red", "white", "blond", "bald"};
    return kHairs;
}

const std::vector<std::string> &backgrounds()
{
    static const std::vector<std::string> kBackgrounds = {"water", "grass",      "sand",         "night sky",
                                                          "snow",  "brick wall", "wooden floor", "studio"};
    return kBackgrounds;
}

const std::vector<std::string> &studioColours()
{
    static const std::vector<std::string> kColours = {"white",  "grey",  "black", "red",    "orange",
                                                      "yellow", "green", "blue",  "purple", "pink"};
    return kColours;
}

int studio() { return int(backgrounds().size()) - 1; }

const std::vector<Bird> &birds()
{
    static const std::vector<Bird> kBirds = {
        {"duck", true},     {"swan", true},    {"goose", true}, {"penguin", true}, {"flamingo", true},
        {"rooster", false}, {"turkey", false}, {"owl", false},  {"parrot", false}, {"eagle", false},
    };
    return kBirds;
}

std::vector<int> birdsOf(bool water)
{
    std::vector<int> found;
    for (std::size_t species = 0; species < birds().size(); ++species)
        if (birds()[species].water == water)
            found.push_back(int(species));
    return found;
}

const std::string &birdClass(bool water)
{
    static const std::array<std::string, 2> kClasses = {"land bird", "water bird"};
    return kClasses[water];
}

const std::vector<int> &landscape(bool water)
{
    static const std::array<std::vector<int>, 2> kLandscapes = {std::vector<int>{1, 2}, std::vector<int>{0}};
    return kLandscapes[water];
}

std::vector<Emoji> objects(const EmojiList &list)
{
    constexpr double kNewest = 15; // newer lists add emoji; the vocabulary shall not grow with them
    const auto isBird = [](const Emoji &emoji) {
        return std::any_of(birds().begin(), birds().end(), [&](const Bird &bird) { return bird.name == emoji.name; });
    };
    std::vector<Emoji> found;
    for (const Emoji &emoji : list.all()) {
        // People are left out: their gender and tone would be nobody's plan. So are flags and signs, which are text.
        const bool wanted = emoji.group != "People & Body" && emoji.group != "Component" && emoji.group != "Flags" &&
                            emoji.group != "Symbols";
        if (wanted && emoji.version <= kNewest && !isBird(emoji))
            found.push_back(emoji);
    }
    return found;
}

std::vector<std::string> words(const std::string &text)
{
    std::vector<std::string> found(1);
    for (const QChar &c : QString::fromStdString(text).toLower().normalized(QString::NormalizationForm_KD)) {
        if (c.unicode() < 128 && c.isLetterOrNumber())
            found.back() += char(c.unicode());
        else if (c.category() != QChar::Mark_NonSpacing && !found.back().empty())
            found.emplace_back();
    }
    if (found.back().empty())
        found.pop_back();
    return found;
}

std::string plain(const std::string &text)
{
    std::string joined;
    for (const std::string &word : words(text))
        joined += (joined.empty() ? "" : " ") + word;
    return joined;
}

std::string personEmoji(int profession, int hair, int gender, int tone)
{
    static const std::array<std::string, 6> kModifiers = {
        "", "light skin tone", "medium-light skin tone", "medium skin tone", "medium-dark skin tone", "dark skin tone"};
    static const std::array<std::string, 6> kHair = {"", "curly hair", "red hair", "white hair", "blond hair", "bald"};

    std::string name = genders()[std::size_t(gender)];
    std::string modifier = kModifiers[std::size_t(tone)];
    if (profession >= 0) {
        name += ' ' + professions()[std::size_t(profession)].emoji;
    } else if (const std::string &style = kHair[std::size_t(hair)]; !style.empty()) {
        modifier += (modifier.empty() ? "" : ", ") + style;
    }
    return modifier.empty() ? name : name + ": " + modifier;
}

int indexOf(const std::vector<std::string> &names, const std::string &name)
{
    const auto found = std::find(names.begin(), names.end(), name);
    return found == names.end() ? -1 : int(found - names.begin());
}

int professionNamed(const std::string &name)
{
    const auto found = std::find_if(professions().begin(), professions().end(),
                                    [&](const Profession &profession) { return profession.name == name; });
    return found == professions().end() ? -1 : int(found - professions().begin());
}

}
