// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "app/demo/emoji.h"

namespace headscope {

/// What a scene can show, by name. Every name is lower-case words with single spaces, used alike in captions, manifests
/// and plans. The indices of a Scene point into these lists.

struct Profession
{
    std::string name;
    std::string emoji; ///< what follows "woman " or "man " in Unicode's name
};
const std::vector<Profession> &professions();

const std::vector<std::string> &genders(); ///< woman, man
const std::vector<std::string> &tones();   ///< the six skin tones, from yellow (no modifier) to dark

/// Hair of a plain portrait; the first is the portrait without a modifier.
const std::vector<std::string> &hairs();

/// Backgrounds; the last, the studio, is plain, in one of the studio colours.
const std::vector<std::string> &backgrounds();
const std::vector<std::string> &studioColours();
int studio();

struct Bird
{
    std::string name;
    bool water;
};
const std::vector<Bird> &birds();
std::vector<int> birdsOf(bool water);
const std::string &birdClass(bool water); ///< "water bird" or "land bird"

/// The backgrounds a bird may stand on, by index: water, or the land ones.
const std::vector<int> &landscape(bool water);

/// Everything else, so that the model is a small general one: faces, animals, plants, food, vehicles, places, things.
std::vector<Emoji> objects(const EmojiList &list);

/// Words as the tokenizer knows them: lower case, only letters and digits, marks dropped ("piñata" is "pinata").
std::vector<std::string> words(const std::string &text);

/// The words with single spaces.
std::string plain(const std::string &text);

/// Unicode's name of a person: a profession or, if it is −1, a plain portrait with that hair.
std::string personEmoji(int profession, int hair, int gender, int tone);

/// The index of a name in one of the lists above, or −1.
int indexOf(const std::vector<std::string> &names, const std::string &name);
int professionNamed(const std::string &name);

}
