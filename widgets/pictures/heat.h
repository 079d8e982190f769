// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>
#include <QRectF>

#include <cstddef>
#include <span>
#include <vector>

#include "widgets/base/palette.h"

class QPainter;

namespace headscope {

/// One value for each token of a picture, row by row from the top left.
struct HeatGrid
{
    int rows = 0;
    int columns = 0;
    std::vector<float> values;

    bool isEmpty() const { return values.empty(); }
    float at(int row, int column) const
    {
        return values[std::size_t(row) * std::size_t(columns) + std::size_t(column)];
    }
};

/// The scale that spans the finite values of all grids: from the lowest to the highest, or symmetrically round zero.
ColourScale heatScale(std::span<const HeatGrid> heats, ColourScale::Kind kind);

/// The largest rectangle of the picture's shape in the middle of a room, on whole pixels.
QRectF fittedPicture(const QSize &picture, const QRectF &room);

/// How a heatmap lies over its picture.
struct HeatStyle
{
    double opacity = 0.6;
    bool smooth = false; ///< tokens blend into each other
};

/// A picture, and over it, where it is finite, the heat; then the picture is grey, so that every colour seen is the
/// scale's. An empty heat leaves the picture bare.
void drawHeat(QPainter &painter, const QRectF &place, const QImage &picture, const HeatGrid &heat,
              const ColourScale &scale, const HeatStyle &style, const Theme &theme);

}
