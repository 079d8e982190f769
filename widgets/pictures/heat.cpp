// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictures/heat.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope {

namespace {

QImage heatImage(const HeatGrid &heat, const ColourScale &scale, const Theme &theme)
{
    QImage image(heat.columns, heat.rows, QImage::Format_ARGB32);
    for (int row = 0; row < heat.rows; ++row) {
        for (int column = 0; column < heat.columns; ++column) {
            const double value = heat.at(row, column);
            image.setPixelColor(column, row, std::isfinite(value) ? theme.colour(scale, value) : Qt::transparent);
        }
    }
    return image;
}

}

ColourScale heatScale(std::span<const HeatGrid> heats, ColourScale::Kind kind)
{
    double low = std::numeric_limits<double>::infinity();
    double high = -low;
    for (const HeatGrid &heat : heats) {
        for (const float value : heat.values) {
            if (std::isfinite(value)) {
                low = std::min<double>(low, value);
                high = std::max<double>(high, value);
            }
        }
    }
    if (low > high) // not one finite value
        low = high = 0.0;
    return kind == ColourScale::Kind::Diverging ? ColourScale::diverging(std::max(std::abs(low), std::abs(high)))
                                                : ColourScale::sequential(low, high);
}

QRectF fittedPicture(const QSize &picture, const QRectF &room)
{
    const QSizeF size = QSizeF(picture).scaled(room.size(), Qt::KeepAspectRatio);
    QRectF rect(QPointF(), QSizeF(std::floor(size.width()), std::floor(size.height())));
    rect.moveCenter(room.center());
    rect.moveTopLeft(rect.topLeft().toPoint());
    return rect;
}

void drawHeat(QPainter &painter, const QRectF &place, const QImage &picture, const HeatGrid &heat,
              const ColourScale &scale, const HeatStyle &style, const Theme &theme)
{
    // Scaled here rather than by the painter: QPainter's smooth scaling aliases when it makes a picture much smaller.
    const QSize pixels = (place.size() * painter.device()->devicePixelRatioF()).toSize();
    QImage scaled =
        picture.size() == pixels ? picture : picture.scaled(pixels, Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
    if (!heat.isEmpty())
        scaled = scaled.convertToFormat(QImage::Format_Grayscale8);
    painter.drawImage(place, scaled);
    if (heat.isEmpty())
        return;
    painter.save();
    painter.setOpacity(style.opacity);
    painter.setRenderHint(QPainter::SmoothPixmapTransform, style.smooth);
    painter.drawImage(place, heatImage(heat, scale, theme));
    painter.restore();
}

}
