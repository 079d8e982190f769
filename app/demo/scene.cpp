// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/scene.h"

#include <algorithm>
#include <cassert>

#include <QPainter>

#include "app/demo/backgrounds.h"
#include "app/demo/subjects.h"

namespace headscope {

namespace {

/// Even noise in −amplitude … amplitude, each channel on its own.
void addNoise(QImage &image, float amplitude, std::uint64_t seed)
{
    Random random(seed, 1);
    const int reach = int(amplitude * 256);
    for (int y = 0; y < image.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x) {
            const std::uint64_t bits = random.next();
            const auto disturbed = [&](int value, int shift) {
                const int offset = int((bits >> shift) & 0xffff) - 0x8000;
                return std::clamp(value + ((offset * reach) >> 23), 0, 255);
            };
            line[x] = qRgb(disturbed(qRed(line[x]), 0), disturbed(qGreen(line[x]), 16), disturbed(qBlue(line[x]), 32));
        }
    }
}

std::size_t personIndex(int look, int gender, int tone)
{
    return (std::size_t(look) * genders().size() + std::size_t(gender)) * tones().size() + std::size_t(tone);
}

}

void drawPose(Scene &scene, Random &random, bool cutOuts)
{
    scene.colour = random.below(int(studioColours().size()));
    scene.scale = float(random.between(.65, 1));
    scene.rotation = float(random.between(-12, 12));
    const double room = 1 - double(scene.scale);
    // A little beyond the edge is allowed, so that large emoji move too.
    scene.left = float(random.between(-.04, room + .04));
    scene.top = float(random.between(-.04, room + .04));
    scene.noise = float(random.between(0, 14));
    scene.seed = random.next();
    scene.cutOuts = {};
    if (!cutOuts)
        return;
    const int count = random.below(3);
    for (int k = 0; k < count; ++k) {
        Scene::CutOut &cut = scene.cutOuts[std::size_t(k)];
        cut.width = float(random.between(.1, .3));
        cut.height = float(random.between(.1, .3));
        cut.left = float(random.between(0, 1 - double(cut.width)));
        cut.top = float(random.between(0, 1 - double(cut.height)));
    }
}

const std::vector<Scene::Kind> SceneRenderer::kAllKinds = {Scene::Kind::Person, Scene::Kind::Portrait,
                                                           Scene::Kind::Bird, Scene::Kind::Object};

SceneRenderer::SceneRenderer(const EmojiList &list, const std::vector<Scene::Kind> &kinds, int size)
    : m_size(size)
{
    const EmojiFont font;
    const auto drawPeople = [&](int looks, bool portraits, std::vector<QImage> &into) {
        for (int look = 0; look < looks; ++look)
            for (int gender = 0; gender < int(genders().size()); ++gender)
                for (int tone = 0; tone < int(tones().size()); ++tone)
                    into.push_back(font.draw(
                        list.named(personEmoji(portraits ? -1 : look, portraits ? look : 0, gender, tone)), size));
    };
    for (const Scene::Kind kind : kinds) {
        switch (kind) {
        case Scene::Kind::Person:
            drawPeople(int(professions().size()), false, m_persons);
            break;
        case Scene::Kind::Portrait:
            drawPeople(int(hairs().size()), true, m_portraits);
            break;
        case Scene::Kind::Bird:
            for (const Bird &bird : birds())
                m_birds.push_back(font.draw(list.named(bird.name), size));
            break;
        case Scene::Kind::Object:
            for (const Emoji &emoji : objects(list))
                m_objects.push_back(font.draw(emoji, size));
            break;
        }
    }
}

const QImage &SceneRenderer::emojiOf(const Scene &scene) const
{
    switch (scene.kind) {
    case Scene::Kind::Person:
        return m_persons.at(personIndex(scene.profession, scene.gender, scene.tone));
    case Scene::Kind::Portrait:
        return m_portraits.at(personIndex(scene.hair, scene.gender, scene.tone));
    case Scene::Kind::Bird:
        return m_birds.at(std::size_t(scene.species));
    case Scene::Kind::Object:
        break;
    }
    return m_objects.at(std::size_t(scene.object));
}

QImage SceneRenderer::render(const Scene &scene) const
{
    QImage image(m_size, m_size, QImage::Format_RGB32);
    paintBackground(image, scene.background, scene.colour, Random(scene.seed));

    const qreal side = m_size;
    QPainter painter(&image);
    painter.setRenderHint(QPainter::SmoothPixmapTransform);
    const qreal half = side * qreal(scene.scale) / 2;
    painter.translate(side * qreal(scene.left) + half, side * qreal(scene.top) + half);
    painter.rotate(qreal(scene.rotation));
    painter.drawImage(QRectF(-half, -half, 2 * half, 2 * half), emojiOf(scene));
    painter.resetTransform();
    for (const Scene::CutOut &cut : scene.cutOuts)
        if (cut.width > 0)
            painter.fillRect(
                QRectF(side * qreal(cut.left), side * qreal(cut.top), side * qreal(cut.width), side * qreal(cut.height))
                    .toRect(),
                QColor(128, 128, 128));
    painter.end();

    addNoise(image, scene.noise, scene.seed);
    return image;
}

void SceneRenderer::renderInto(const Scene &scene, std::uint8_t *rgb) const
{
    const QImage image = render(scene);
    for (int y = 0; y < m_size; ++y) {
        const auto *line = reinterpret_cast<const QRgb *>(image.constScanLine(y));
        for (int x = 0; x < m_size; ++x) {
            *rgb++ = std::uint8_t(qRed(line[x]));
            *rgb++ = std::uint8_t(qGreen(line[x]));
            *rgb++ = std::uint8_t(qBlue(line[x]));
        }
    }
}

}
