// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/palette.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>

namespace headscope {

namespace {

// Ten evenly spaced points of cividis (Nuñez, Anderton and Renslow, PLoS ONE 13(7), 2018).
constexpr std::array<QRgb, 10> kCividis{0xff00224e, 0xff123570, 0xff3b496c, 0xff575d6d, 0xff707173,
                                        0xff8a8678, 0xffa59c74, 0xffc3b369, 0xffe1cc55, 0xfffee838};

// Size is darkness on light paper and brightness on dark paper, so that zero is always quiet.
constexpr std::array<QRgb, 7> kDivergingLight{0xff174f8f, 0xff5a92cc, 0xffb4d0ea, 0xfff5f5f3,
                                              0xfffad0a5, 0xffe58e3c, 0xffa44a00};
constexpr std::array<QRgb, 7> kDivergingDark{0xff93c8ff, 0xff4b8fd3, 0xff2a4f78, 0xff2b2d30,
                                             0xff724720, 0xffcb7d2e, 0xffffc27d};

// Okabe and Ito, "Color Universal Design", 2008; their black is left to text.
// Blue comes late and purple, which reads as pink, last: the first two are often women and men.
constexpr std::array<QRgb, 7> kOkabeIto{0xff009e73, 0xffe69f00, 0xff56b4e9, 0xfff0e442,
                                        0xffd55e00, 0xff0072b2, 0xffcc79a7};

constexpr QRgb kBlue = 0xff0072b2;
constexpr QRgb kSkyBlue = 0xff56b4e9;
constexpr QRgb kOrange = 0xffe69f00;
constexpr QRgb kVermilion = 0xffd55e00;

double luminance(const QColor &colour)
{
    const auto linear = [](double channel) {
        return channel <= 0.04045 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF());
}

QColor interpolate(std::span<const QRgb> points, double position)
{
    const double place = std::clamp(position, 0.0, 1.0) * double(points.size() - 1);
    const std::size_t left = std::min(std::size_t(place), points.size() - 2);
    return blend(QColor(points[left]), QColor(points[left + 1]), place - double(left));
}

/// Moves a colour towards the text until it stands out from every background.
QColor strengthened(QColor colour, const QColor &text, std::initializer_list<QColor> backgrounds, double least)
{
    const auto tooWeak = [&](const QColor &background) { return contrast(colour, background) < least; };
    for (int step = 0; step < 20 && std::any_of(backgrounds.begin(), backgrounds.end(), tooWeak); ++step)
        colour = blend(colour, text, 0.1);
    return colour;
}

}

double contrast(const QColor &first, const QColor &second)
{
    const auto [dark, light] = std::minmax({luminance(first), luminance(second)});
    return (light + 0.05) / (dark + 0.05);
}

QColor readableOn(const QColor &background)
{
    const QColor black(Qt::black);
    const QColor white(Qt::white);
    return contrast(black, background) >= contrast(white, background) ? black : white;
}

QColor blend(const QColor &from, const QColor &to, double share)
{
    const auto mix = [share](float a, float b) { return float(a + (b - a) * share); };
    return QColor::fromRgbF(mix(from.redF(), to.redF()), mix(from.greenF(), to.greenF()),
                            mix(from.blueF(), to.blueF()));
}

QColor groupColour(int group) { return QColor(kOkabeIto[std::size_t(group) % kOkabeIto.size()]); }

ColourScale::ColourScale(Kind kind, double low, double high)
    : m_kind(kind)
    , m_low(low)
    , m_high(high)
{
}

ColourScale ColourScale::sequential(double low, double high) { return {Kind::Sequential, low, high}; }

ColourScale ColourScale::diverging(double extent) { return {Kind::Diverging, -extent, extent}; }

double ColourScale::position(double value) const
{
    if (!(m_high > m_low))
        return m_kind == Kind::Diverging ? 0.5 : 0.0;
    return std::clamp((value - m_low) / (m_high - m_low), 0.0, 1.0);
}

Theme::Theme(const QPalette &palette)
    : m_dark(luminance(palette.color(QPalette::Base)) < luminance(palette.color(QPalette::Text)))
    , m_paper(palette.color(QPalette::Base))
    , m_text(palette.color(QPalette::Text))
{
    const QColor window = palette.color(QPalette::Window);
    m_mutedText = strengthened(blend(m_text, m_paper, 0.4), m_text, {m_paper, window}, 4.6);
    m_line = blend(m_paper, m_text, 0.14);
    m_track = blend(m_paper, m_text, 0.07);
    m_pendingHatch = blend(m_paper, m_text, 0.22);
    m_accent = strengthened(QColor(m_dark ? kSkyBlue : kBlue), m_text, {m_paper, window}, 3.0);
    m_accentWash = blend(m_paper, m_accent, m_dark ? 0.22 : 0.12);
    m_bar = blend(m_paper, m_accent, m_dark ? 0.75 : 0.8);
}

QColor Theme::severity(Severity severity) const
{
    switch (severity) {
    case Severity::Information:
        return QColor(m_dark ? kSkyBlue : kBlue);
    case Severity::Warning:
        return QColor(kOrange);
    case Severity::Error:
        return QColor(kVermilion);
    }
    Q_UNREACHABLE();
}

QColor Theme::severityWash(Severity level) const { return blend(m_paper, severity(level), m_dark ? 0.16 : 0.1); }

QColor Theme::colour(const ColourScale &scale, double value) const
{
    return colourAt(scale.kind(), scale.position(value));
}

QColor Theme::colourAt(ColourScale::Kind kind, double position) const
{
    if (kind == ColourScale::Kind::Sequential)
        return interpolate(kCividis, position);
    return interpolate(m_dark ? std::span<const QRgb>(kDivergingDark) : kDivergingLight, position);
}

}
