// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/trailmarks.h"

#include <qcustomplot.h>

#include <algorithm>

#include "widgets/base/marker.h"
#include "widgets/base/palette.h"
#include "widgets/figures/trailplot.h"

namespace headscope {

namespace {

constexpr int kSign = 22; // room for the largest mark

}

QString trailMarkName(TrailMark mark)
{
    switch (mark) {
    case TrailMark::Control:
        return TrailPlot::tr("random heads");
    case TrailMark::Tried:
        return TrailPlot::tr("tried");
    case TrailMark::Baseline:
        return TrailPlot::tr("baseline");
    case TrailMark::Pinned:
        return TrailPlot::tr("pinned");
    case TrailMark::Current:
        return TrailPlot::tr("current");
    }
    Q_UNREACHABLE();
}

bool bears(const TrailPoint &point, TrailMark mark)
{
    switch (mark) {
    case TrailMark::Control:
        return false;
    case TrailMark::Tried:
        return !point.baseline && !point.apart;
    case TrailMark::Baseline:
        return point.baseline;
    case TrailMark::Pinned:
        return point.pinned;
    case TrailMark::Current:
        return point.current;
    }
    Q_UNREACHABLE();
}

QCPScatterStyle trailMarkStyle(TrailMark mark, const Theme &theme)
{
    const auto shape = [](Marker marker, qreal radius, const QPen &pen) {
        constexpr double kUnscaled = 6.0; // QCustomPlot draws a path of this size as it is.
        return QCPScatterStyle(markerPath(marker, {}, radius), pen, Qt::NoBrush, kUnscaled);
    };
    switch (mark) {
    case TrailMark::Control: // A quiet cloud, of which each dot can still be found.
        return {QCPScatterStyle::ssCircle, QPen(blend(theme.paper(), theme.text(), 0.5), 1),
                blend(theme.paper(), theme.text(), 0.28), 5};
    case TrailMark::Tried:
        return {QCPScatterStyle::ssCircle, QPen(theme.paper(), 1), theme.bar(), 9};
    case TrailMark::Baseline:
        return {QCPScatterStyle::ssSquare, QPen(theme.text(), 1.6), theme.paper(), 9};
    case TrailMark::Pinned:
        return shape(Marker::Diamond, 8.5, QPen(theme.text(), 1.6));
    case TrailMark::Current:
        return shape(Marker::Disc, 8, QPen(theme.accent(), 2.2));
    }
    Q_UNREACHABLE();
}

TrailLegend::TrailLegend(const QFontMetrics &metrics, int width)
    : m_metrics(metrics)
    , m_width(width)
{
}

void TrailLegend::add(std::optional<TrailMark> mark, const QString &name)
{
    const QSize size((mark ? kSign + kSmallGap : 0) + m_metrics.horizontalAdvance(name),
                     std::max(m_metrics.height() + 1, kSign));
    QPoint at(kGap, 0);
    if (!m_items.isEmpty()) {
        const QRect last = m_items.last().place;
        at = {last.right() + 1 + kGap, last.top()};
        if (at.x() + size.width() > m_width - kGap)
            at = {kGap, last.bottom() + 1};
    }
    m_items.append({mark, name, QRect(at, size)});
}

int TrailLegend::width() const
{
    int right = 0;
    for (const Item &item : m_items)
        right = std::max(right, item.place.right());
    return right + 1 + kGap;
}

void TrailLegend::draw(QCPPainter &painter, const QPoint &place, const Theme &theme) const
{
    for (const Item &item : m_items) {
        QRect room = item.place.translated(place);
        if (item.mark) {
            const QCPScatterStyle style = trailMarkStyle(*item.mark, theme);
            style.applyTo(&painter, style.pen());
            style.drawShape(&painter, room.left() + kSign / 2.0, room.center().y() + 0.5);
            room.setLeft(room.left() + kSign + kSmallGap);
        }
        painter.setPen(item.mark ? theme.mutedText() : theme.text());
        painter.drawText(room.adjusted(0, 0, 1, 0), Qt::AlignVCenter, item.name);
    }
}

}
