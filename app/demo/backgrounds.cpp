// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/backgrounds.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "app/demo/subjects.h"

namespace headscope {

namespace {

struct Colour
{
    float red, green, blue;

    Colour operator*(float factor) const { return {red * factor, green * factor, blue * factor}; }
    QRgb rgb() const
    {
        const auto byte = [](float value) { return int(std::clamp(value, 0.f, 255.f)); };
        return qRgb(byte(red), byte(green), byte(blue));
    }
};

Colour blend(const Colour &a, const Colour &b, float t)
{
    return {a.red + (b.red - a.red) * t, a.green + (b.green - a.green) * t, a.blue + (b.blue - a.blue) * t};
}

/// Calls `colourAt(u, v)` for every pixel; u and v run over 64 units whatever the size, so that textures scale with it.
template <typename ColourAt>
void fill(QImage &image, const ColourAt &colourAt)
{
    const float unit = 64.f / float(image.width());
    for (int y = 0; y < image.height(); ++y) {
        auto *line = reinterpret_cast<QRgb *>(image.scanLine(y));
        for (int x = 0; x < image.width(); ++x)
            line[x] = colourAt(float(x) * unit, float(y) * unit).rgb();
    }
}

/// A random number in [0, 1] for every cell of an endless grid, which repeats after kPeriod cells: a table is several
/// times faster than a hash a pixel, and no more than the picture is ever seen of it.
class Cells
{
public:
    explicit Cells(Random &random)
    {
        for (std::size_t cell = 0; cell < m_values.size(); cell += 8)
            for (std::uint64_t bits = random.next(), byte = 0; byte < 8; ++byte, bits >>= 8)
                m_values[cell + byte] = std::uint8_t(bits);
    }

    float operator()(int column, int row) const
    {
        return float(m_values[std::size_t((row & (kPeriod - 1)) * kPeriod + (column & (kPeriod - 1)))]) / 255;
    }

    /// Interpolated between the corners of its cell. The place isn't negative.
    float smooth(float u, float v) const
    {
        const int c = int(u), r = int(v);
        const float x = u - float(c), y = v - float(r);
        const float above = (*this)(c, r) + ((*this)(c + 1, r) - (*this)(c, r)) * x;
        const float below = (*this)(c, r + 1) + ((*this)(c + 1, r + 1) - (*this)(c, r + 1)) * x;
        return above + (below - above) * y;
    }

private:
    static constexpr int kPeriod = 64;
    std::array<std::uint8_t, kPeriod * kPeriod> m_values;
};

void paintWater(QImage &image, Random &random)
{
    const Cells swell(random);
    const Colour deep = Colour{18, 84, 150} * float(random.between(.8, 1.15));
    const Colour crest = Colour{120, 200, 225} * float(random.between(.9, 1.1));
    const float waves = float(random.between(.55, .95)), phase = float(random.between(0, 6.28));
    fill(image, [&](float u, float v) {
        const float height = std::sin(v * waves + 5.f * swell.smooth(u / 14, v / 9) + phase);
        return blend(deep, crest, .32f + .28f * height + .12f * v / 64);
    });
}

void paintGrass(QImage &image, Random &random)
{
    const Cells blades(random), patches(random);
    const Colour shade = Colour{34, 92, 26} * float(random.between(.8, 1.2));
    const Colour tip = Colour{132, 190, 62} * float(random.between(.85, 1.1));
    fill(image, [&](float u, float v) {
        const int column = int(u * 1.3f);
        const float blade = blades(column, int(v / 7 + 3 * blades(column, -1)));
        return blend(shade, tip, .7f * blade + .3f * patches.smooth(u / 18, v / 18));
    });
}

void paintSand(QImage &image, Random &random)
{
    const Cells grains(random), dunes(random);
    const Colour dark = Colour{190, 152, 96} * float(random.between(.88, 1.05));
    const Colour bright = Colour{240, 214, 160} * float(random.between(.92, 1.05));
    const float tilt = float(random.between(-.5, .5)), phase = float(random.between(0, 6.28));
    fill(image, [&](float u, float v) {
        const float ripple = std::sin((v + tilt * u) * .42f + 4.f * dunes.smooth(u / 24, v / 24) + phase);
        return blend(dark, bright, .5f + .25f * ripple + .3f * (grains(int(u * 1.5f), int(v * 1.5f)) - .5f));
    });
}

void paintNightSky(QImage &image, Random &random)
{
    const Cells haze(random), stars(random);
    const Colour zenith = Colour{8, 10, 38} * float(random.between(.7, 1.3));
    const Colour horizon = Colour{48, 40, 96} * float(random.between(.8, 1.2));
    const float moonU = float(random.between(6, 58)), moonV = float(random.between(5, 18)),
                moonSize = float(random.between(3, 6));
    fill(image, [&](float u, float v) {
        if (std::hypot(u - moonU, v - moonV) < moonSize && std::hypot(u - moonU - 2, v - moonV + 1) > moonSize * .85f)
            return Colour{250, 240, 190};
        const float star = stars(int(u), int(v));
        if (star > .982f)
            return Colour{235, 238, 255} * (.6f + 22.f * (star - .982f));
        return blend(zenith, horizon, .6f * v / 64 + .4f * haze.smooth(u / 20, v / 14));
    });
}

void paintSnow(QImage &image, Random &random)
{
    const Cells flakes(random), drifts(random);
    const Colour sky = Colour{146, 174, 206} * float(random.between(.9, 1.08));
    const Colour ground = {240, 246, 252}, hollow = {190, 208, 230};
    const float horizon = float(random.between(24, 42));
    fill(image, [&](float u, float v) {
        // At most one flake in a cell of eight by eight units.
        const int column = int(u / 8), row = int(v / 8);
        const float chance = flakes(column, row);
        const float du = u - 8 * float(column) - 1.5f - 5 * chance;
        const float dv = v - 8 * float(row) - 1.5f - 5 * flakes(column, row + 100);
        if (chance > .3f && du * du + dv * dv < 1.3f)
            return Colour{255, 255, 255};
        const float drift = drifts.smooth(u / 16, v / 9);
        return v > horizon + 6 * drift ? blend(ground, hollow, .9f * drift) : blend(sky, ground, .3f * drift);
    });
}

void paintBrickWall(QImage &image, Random &random)
{
    const Cells bricks(random), grain(random);
    const Colour dark = Colour{128, 52, 38} * float(random.between(.85, 1.15));
    const Colour bright = Colour{190, 92, 66} * float(random.between(.9, 1.1));
    const Colour mortar = Colour{206, 196, 184} * float(random.between(.85, 1.05));
    const float offset = float(random.between(0, 16)), height = float(random.between(6.5, 8.5));
    const float width = height * 2.1f;
    fill(image, [&](float u, float v) {
        const int row = int((v + offset) / height);
        const float along = u + offset + (row % 2 ? width / 2 : 0);
        const int column = int(along / width);
        if (v + offset - float(row) * height < 1.2f || along - float(column) * width < 1.2f)
            return mortar;
        return blend(dark, bright, .75f * bricks(column, row) + .25f * grain(int(u), int(v)));
    });
}

void paintWoodenFloor(QImage &image, Random &random)
{
    const Cells planks(random), grain(random);
    const Colour dark = Colour{112, 70, 34} * float(random.between(.85, 1.15));
    const Colour bright = Colour{196, 142, 84} * float(random.between(.9, 1.1));
    const float offset = float(random.between(0, 12)), width = float(random.between(9, 13));
    fill(image, [&](float u, float v) {
        const int plank = int((u + offset) / width);
        const float along = v + 64 * planks(plank, -1);
        const int board = int(along / 40);
        if (u + offset - float(plank) * width < 1.f || along - float(board) * 40 < 1.f)
            return dark * .45f;
        const float fibre = grain.smooth(u * .9f + 50 * float(plank), along / 14);
        return blend(dark, bright, .55f * planks(plank, board) + .45f * fibre);
    });
}

void paintStudio(QImage &image, int colour, Random &random)
{
    static const std::array<Colour, 10> kPaper = {
        Colour{244, 244, 242}, Colour{142, 144, 146}, Colour{26, 26, 28},  Colour{206, 44, 44},  Colour{242, 134, 34},
        Colour{246, 212, 52},  Colour{52, 160, 78},   Colour{44, 98, 208}, Colour{128, 62, 168}, Colour{244, 150, 190}};
    const Colour paper = kPaper[std::size_t(colour)] * float(random.between(.92, 1.04));
    const float lightU = float(random.between(16, 48)), lightV = float(random.between(8, 40));
    fill(image, [&](float u, float v) {
        const float distance = (u - lightU) * (u - lightU) + (v - lightV) * (v - lightV);
        return paper * (1.03f - distance * 4e-5f);
    });
}

}

void paintBackground(QImage &image, int background, int colour, Random random)
{
    switch (background) {
    case 0:
        return paintWater(image, random);
    case 1:
        return paintGrass(image, random);
    case 2:
        return paintSand(image, random);
    case 3:
        return paintNightSky(image, random);
    case 4:
        return paintSnow(image, random);
    case 5:
        return paintBrickWall(image, random);
    case 6:
        return paintWoodenFloor(image, random);
    default:
        return paintStudio(image, colour, random);
    }
}

}
