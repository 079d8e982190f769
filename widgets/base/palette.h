// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QPalette>

namespace headscope {

/// Distances in logical pixels that every widget shares.
inline constexpr int kGap = 8;
inline constexpr int kSmallGap = 4;
inline constexpr qreal kCornerRadius = 3.0;

/// WCAG contrast ratio of two opaque colours, 1 … 21.
double contrast(const QColor &first, const QColor &second);

/// Black or white, whichever reads better on the background; the contrast is at least 4.5 on any colour.
QColor readableOn(const QColor &background);

/// The colour `share` of the way from one colour to the other, opaque.
QColor blend(const QColor &from, const QColor &to, double share);

/// The colour of a group: Okabe and Ito's seven, over and over. Always draw a marker shape or a name with it.
QColor groupColour(int group);

/// A linear scale from numbers to positions 0 … 1, shared by everything that is compared.
class ColourScale
{
public:
    enum class Kind { Sequential, Diverging };

    ColourScale() = default;
    static ColourScale sequential(double low, double high);
    /// −extent … extent, zero in the middle.
    static ColourScale diverging(double extent);

    Kind kind() const { return m_kind; }
    double low() const { return m_low; }
    double high() const { return m_high; }
    /// Clamped to 0 … 1; a scale without extent puts everything at its zero.
    double position(double value) const;
    bool operator==(const ColourScale &) const = default;

private:
    ColourScale(Kind kind, double low, double high);

    Kind m_kind = Kind::Sequential;
    double m_low = 0.0;
    double m_high = 1.0;
};

enum class Severity { Information, Warning, Error };

/// The colours of one light or dark palette. Cheap: make one whenever something is painted, so that a changed palette
/// shows at once.
class Theme
{
public:
    explicit Theme(const QPalette &palette);

    bool isDark() const { return m_dark; }
    QColor paper() const { return m_paper; }
    QColor text() const { return m_text; }
    /// Text of second rank, at least 4.5:1 on paper and on the window.
    QColor mutedText() const { return m_mutedText; }
    /// Hairlines between rows and groups.
    QColor line() const { return m_line; }
    /// Empty tracks behind bars.
    QColor track() const { return m_track; }
    /// Hatching of what is not computed yet.
    QColor pendingHatch() const { return m_pendingHatch; }
    /// Frames round what has the focus or is selected, at least 3:1 on paper.
    QColor accent() const { return m_accent; }
    /// A row under the focus or the selection.
    QColor accentWash() const { return m_accentWash; }
    /// Bars of a quantity.
    QColor bar() const { return m_bar; }

    /// Icon and edge of a message; its wash stands behind text().
    QColor severity(Severity severity) const;
    QColor severityWash(Severity severity) const;

    /// Cividis for a sequential scale; blue, paper, orange for a diverging one.
    QColor colour(const ColourScale &scale, double value) const;
    /// The same by position 0 … 1.
    QColor colourAt(ColourScale::Kind kind, double position) const;

private:
    bool m_dark;
    QColor m_paper;
    QColor m_text;
    QColor m_mutedText;
    QColor m_line;
    QColor m_track;
    QColor m_pendingHatch;
    QColor m_accent;
    QColor m_accentWash;
    QColor m_bar;
};

}
