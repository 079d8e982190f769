// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include <QFont>
#include <QImage>

namespace headscope {

/// One fully qualified emoji of Unicode's list.
struct Emoji
{
    std::string name;     ///< as Unicode names it, e.g. "woman cook: dark skin tone"
    std::string sequence; ///< its code points, UTF-8
    std::string group;    ///< e.g. "Food & Drink"
    std::string subgroup; ///< e.g. "animal-bird"
    double version = 0;   ///< of the emoji standard that brought it, e.g. 15.0
};

/// Unicode's list of emoji (emoji-test.txt, Debian package unicode-data), in its order.
class EmojiList
{
public:
    /// Throws InputError if the file is missing or lists no emoji.
    explicit EmojiList(const std::filesystem::path &path = "/usr/share/unicode/emoji/emoji-test.txt");

    const std::vector<Emoji> &all() const { return m_emoji; }

    /// The emoji of that name; InputError if the list has none.
    const Emoji &named(const std::string &name) const;

private:
    std::filesystem::path m_path;
    std::vector<Emoji> m_emoji;
    std::map<std::string, std::size_t> m_byName;
};

/// Draws emoji with a colour font. Needs a QGuiApplication.
class EmojiFont
{
public:
    /// Throws InputError if no such font is installed.
    explicit EmojiFont(const QString &family = QStringLiteral("Noto Color Emoji"));

    /// The emoji alone, square, `size` pixels wide, on transparent ground. Throws InputError if the font has no single
    /// coloured glyph for the whole sequence, so that a picture is never empty and never several emoji in a row.
    QImage draw(const Emoji &emoji, int size) const;

private:
    QFont m_font;
};

}
