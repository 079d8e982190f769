// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include <QImage>

#include "app/demo/emoji.h"
#include "core/random.h"

namespace headscope {

/// Everything that makes a picture; equal scenes give equal pixels. Indices point into the lists of subjects.h.
struct Scene
{
    enum class Kind { Person, Portrait, Bird, Object };

    /// A grey patch that hides a part; fractions of the picture's side. Without size there is none.
    struct CutOut
    {
        float left = 0, top = 0, width = 0, height = 0;
        bool operator==(const CutOut &) const = default;
    };

    Kind kind = Kind::Person;
    int profession = -1; ///< of a person; on a portrait what the caption claims, or −1
    int gender = 0;      ///< of persons and portraits
    int tone = 0;        ///< of persons and portraits
    int hair = 0;        ///< of portraits
    int species = 0;     ///< of birds
    int object = 0;      ///< of objects()
    int background = 0;
    int colour = 0; ///< of a studio

    float scale = 1;        ///< of the emoji, 1 fills the picture
    float rotation = 0;     ///< degrees
    float left = 0;         ///< of the emoji, fractions of the picture's side
    float top = 0;          ///< of the emoji, fractions of the picture's side
    float noise = 0;        ///< amplitude in grey levels
    std::uint64_t seed = 0; ///< of background texture and noise
    std::array<CutOut, 2> cutOuts;

    bool operator==(const Scene &) const = default;
};

/// Draws what depends on no plan: size, pose, place, noise, texture, studio colour and, if wanted, cut-outs.
void drawPose(Scene &scene, Random &random, bool cutOuts);

/// Turns scenes into pictures. All emoji are drawn in the constructor (which needs a QGuiApplication); render() may be
/// called from many threads at once.
class SceneRenderer
{
public:
    static const std::vector<Scene::Kind> kAllKinds;

    /// Throws InputError if the font, the list or one of the emoji is missing.
    explicit SceneRenderer(const EmojiList &list, const std::vector<Scene::Kind> &kinds = kAllKinds, int size = 64);

    /// RGB32, size × size. The scene's kind must be among those given to the constructor.
    QImage render(const Scene &scene) const;

    /// The same as size × size × 3 bytes, rows of RGB, for a batch's tensor.
    void renderInto(const Scene &scene, std::uint8_t *rgb) const;

private:
    const QImage &emojiOf(const Scene &scene) const;

    int m_size;
    std::vector<QImage> m_persons, m_portraits, m_birds, m_objects;
};

}
