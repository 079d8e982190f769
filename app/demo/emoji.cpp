// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/emoji.h"

#include <cmath>
#include <sstream>

#include <QFontDatabase>
#include <QGlyphRun>
#include <QPainter>
#include <QTextLayout>

#include "core/error.h"
#include "core/files.h"

namespace headscope {

namespace {

constexpr int kStrike = 109; // pixel size of the font's bitmaps, so that Qt need not scale them

std::string utf8(const std::string &codePoints)
{
    QString text;
    std::istringstream stream(codePoints);
    for (std::uint32_t codePoint; stream >> std::hex >> codePoint;)
        text += QString::fromUcs4(reinterpret_cast<const char32_t *>(&codePoint), 1);
    return text.toStdString();
}

bool hasColour(const QImage &image)
{
    QRgb first = 0;
    for (int y = 0; y < image.height(); ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            if (qAlpha(line[x]) < 128)
                continue;
            if (first && line[x] != first)
                return true;
            first = line[x];
        }
    }
    return false;
}

}

EmojiList::EmojiList(const std::filesystem::path &path)
    : m_path(path)
{
    const std::string remedy = "install the Debian package unicode-data, which brings emoji-test.txt";
    if (!std::filesystem::exists(path))
        throw InputError(path.string(), "the list of emoji is missing", remedy);

    // A line is "1F469 200D 1F373 ; fully-qualified # (the emoji) E4.0 woman cook".
    Emoji emoji;
    for (const std::string &line : readLines(path)) {
        if (line.starts_with("# group: ")) {
            emoji.group = line.substr(9);
        } else if (line.starts_with("# subgroup: ")) {
            emoji.subgroup = line.substr(12);
        } else if (line.find("; fully-qualified") != std::string::npos) {
            const std::size_t version = line.find(" E", line.find('#'));
            const std::size_t name = version == std::string::npos ? version : line.find(' ', version + 2);
            if (name == std::string::npos)
                throw InputError(path.string(), "no name in the line \"" + line + "\"", remedy);
            emoji.name = line.substr(name + 1);
            emoji.version = QString::fromStdString(line.substr(version + 2, name - version - 2)).toDouble();
            emoji.sequence = utf8(line.substr(0, line.find(';')));
            m_byName.emplace(emoji.name, m_emoji.size());
            m_emoji.push_back(emoji);
        }
    }
    if (m_emoji.empty())
        throw InputError(path.string(), "lists no fully-qualified emoji", remedy);
}

const Emoji &EmojiList::named(const std::string &name) const
{
    const auto found = m_byName.find(name);
    if (found == m_byName.end())
        throw InputError(m_path.string(), "has no emoji named \"" + name + "\"",
                         "install the Debian package unicode-data, version 15 or newer");
    return m_emoji[found->second];
}

EmojiFont::EmojiFont(const QString &family)
    : m_font(family)
{
    if (!QFontDatabase::hasFamily(family))
        throw InputError(family.toStdString(), "this font is not installed",
                         "install the Debian package fonts-noto-color-emoji");
    m_font.setPixelSize(kStrike);
    m_font.setStyleStrategy(QFont::NoFontMerging); // what the font lacks shall be missed, not taken from another
}

QImage EmojiFont::draw(const Emoji &emoji, int size) const
{
    const auto lacking = [&] {
        return InputError(m_font.family().toStdString(), "has no picture of \"" + emoji.name + "\"",
                          "install a newer Debian package fonts-noto-color-emoji");
    };

    QTextLayout layout(QString::fromStdString(emoji.sequence), m_font);
    layout.beginLayout();
    const QTextLine line = layout.createLine();
    layout.endLayout();
    const QList<QGlyphRun> runs = layout.glyphRuns();
    if (runs.size() != 1 || runs.front().glyphIndexes().size() != 1 || runs.front().glyphIndexes().front() == 0)
        throw lacking();

    // The same frame for all, on whole pixels: what a woman's and a man's picture share comes to lie on the same place.
    QImage canvas(kStrike, kStrike, QImage::Format_ARGB32_Premultiplied);
    canvas.fill(Qt::transparent);
    QPainter painter(&canvas);
    layout.draw(&painter, QPointF(std::round((kStrike - line.naturalTextWidth()) / 2),
                                  std::round((kStrike - line.height()) / 2)));
    painter.end();
    if (!hasColour(canvas))
        throw lacking();
    return canvas.scaled(size, size, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
}

}
