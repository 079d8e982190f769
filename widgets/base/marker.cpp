// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/marker.h"

#include <QPainter>

#include <cmath>
#include <numbers>

#include "widgets/base/palette.h"

namespace headscope {

namespace {

constexpr int kMarkers = 7;

/// A regular polygon that stands on its corner opposite the first one, which is at the top.
QPainterPath polygon(int corners, const QPointF &centre, qreal radius)
{
    QPainterPath path;
    for (int corner = 0; corner < corners; ++corner) {
        const double angle = 2 * std::numbers::pi * corner / corners;
        const QPointF point = centre + radius * QPointF(std::sin(angle), -std::cos(angle));
        corner == 0 ? path.moveTo(point) : path.lineTo(point);
    }
    path.closeSubpath();
    return path;
}

}

/// Colours begin anew as often: from then on they stand with other shapes.
Marker groupMarker(int group) { return Marker((group + group / kMarkers) % kMarkers); }

QPainterPath markerPath(Marker marker, const QPointF &centre, qreal radius)
{
    QPainterPath path;
    switch (marker) {
    case Marker::Disc:
        path.addEllipse(centre, radius, radius);
        break;
    case Marker::Square:
        path.addRect(QRectF(centre - QPointF(radius, radius) * 0.85, QSizeF(radius, radius) * 1.7));
        break;
    case Marker::Diamond:
        path = polygon(4, centre, radius * 1.15);
        break;
    case Marker::Triangle:
        path = polygon(3, centre + QPointF(0, radius * 0.2), radius * 1.15);
        break;
    case Marker::Pentagon:
        path = polygon(5, centre, radius * 1.05);
        break;
    case Marker::Cross: {
        const qreal arm = radius * 0.35;
        path.addRect(QRectF(centre - QPointF(radius, arm), QSizeF(2 * radius, 2 * arm)));
        QPainterPath upright;
        upright.addRect(QRectF(centre - QPointF(arm, radius), QSizeF(2 * arm, 2 * radius)));
        path = path.united(upright);
        break;
    }
    case Marker::Hexagon:
        path = polygon(6, centre, radius * 1.05);
        break;
    }
    return path;
}

void drawGroupMarker(QPainter &painter, int group, const QPointF &centre, qreal radius, const Theme &theme)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(theme.mutedText(), 1));
    painter.setBrush(groupColour(group));
    painter.drawPath(markerPath(groupMarker(group), centre, radius));
    painter.restore();
}

void drawBeforeMark(QPainter &painter, const QPointF &centre, const Theme &theme)
{
    painter.setPen(QPen(theme.text(), 1.4));
    painter.setBrush(theme.paper());
    painter.drawPath(polygon(4, centre, kBeforeMark));
}

}
