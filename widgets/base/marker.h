// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPainterPath>

class QPainter;

namespace headscope {

class Theme;

/// The shapes that stand with group colours, so that colour is never all that tells groups apart.
enum class Marker { Disc, Square, Diamond, Triangle, Pentagon, Cross, Hexagon };

/// The shape of a group: as many shapes as groupColour() has colours, over and over.
Marker groupMarker(int group);

/// `radius` is half the height of the square the shape fills.
QPainterPath markerPath(Marker marker, const QPointF &centre, qreal radius);

/// A group's shape in its colour, with a thin edge that is seen on any paper.
void drawGroupMarker(QPainter &painter, int group, const QPointF &centre, qreal radius, const Theme &theme);

/// Half the width of the mark for "before".
inline constexpr qreal kBeforeMark = 4.5;

/// A hollow diamond: where a bar ended before the ablation.
void drawBeforeMark(QPainter &painter, const QPointF &centre, const Theme &theme);

}
