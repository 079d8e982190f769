// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heads/headmapdelegate.h"

#include <QAbstractItemView>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>

#include "widgets/heads/headmapmodel.h"

namespace headscope {

namespace {

/// Room round a cell: for the frame of the current head, and a line of paper between the two.
constexpr qreal kWidestGap = 4.0;
/// Thinner cells, those of a collapsed layer, show colour and outline only.
constexpr qreal kThin = 10.0;
/// A cell that stands out less than this from the paper gets a hairline round it.
constexpr double kEdgeless = 1.3;

void hatch(QPainter &painter, const QPainterPath &cell, const QColor &colour, qreal width, qreal distance)
{
    painter.save();
    painter.setClipPath(cell, Qt::IntersectClip);
    painter.setPen(QPen(colour, width));
    const QRectF rect = cell.boundingRect();
    for (qreal x = rect.left() - rect.height(); x < rect.right(); x += distance)
        painter.drawLine(QPointF(x, rect.bottom()), QPointF(x + rect.height(), rect.top()));
    painter.restore();
}

void outline(QPainter &painter, const QRectF &cell, qreal inset, qreal width, const QColor &colour)
{
    const qreal middle = inset + width / 2;
    painter.setPen(QPen(colour, width));
    painter.setBrush(Qt::NoBrush);
    painter.drawRoundedRect(cell.adjusted(middle, middle, -middle, -middle), kCornerRadius, kCornerRadius);
}

/// Where the gain stands between 0 and 2, with a notch at 1: "as is".
void drawLevel(QPainter &painter, const QRectF &cell, double gain, const QColor &ink)
{
    const qreal reach = std::clamp(cell.height() / 14, 1.5, 3.0); // of the mark, above and below the track
    const qreal inset = std::min(5.0, cell.width() / 8);
    const QRectF track(cell.left() + inset, cell.bottom() - 2 * reach - 1, cell.width() - 2 * inset, 2);
    QColor faint = ink;
    faint.setAlphaF(0.35F);
    painter.fillRect(track, faint);
    painter.fillRect(QRectF(track.center().x() - 0.5, track.top() - 1, 1, 4), faint);
    const qreal x = track.left() + track.width() * std::clamp(gain / 2, 0.0, 1.0);
    painter.fillRect(QRectF(x - 1.5, track.top() - reach, 3, 2 + 2 * reach), ink);
}

}

void HeadMapDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    using HeadState = HeadMapModel::HeadState;
    const Theme theme(option.palette);
    const QRectF room(option.rect);
    const qreal gap = std::min(kWidestGap, room.height() / 10);
    const QRectF cell = room.adjusted(gap, gap, -gap, -gap);
    const auto figureState = Figure::State(index.data(HeadMapModel::FigureStateRole).toInt());
    const auto headState = HeadState(index.data(HeadMapModel::StateRole).toInt());
    const bool isKnown = figureState == Figure::State::Known;
    const QColor fill = isKnown ? theme.colour(index.data(HeadMapModel::ColourScaleRole).value<ColourScale>(),
                                               index.data(HeadMapModel::ValueRole).toDouble())
                                : theme.paper();
    const QColor ink = isKnown ? readableOn(fill) : theme.mutedText();

    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    painter->fillRect(room, theme.paper()); // Over what the style draws beneath selected items.
    QPainterPath shape;
    shape.addRoundedRect(cell, kCornerRadius, kCornerRadius);
    painter->fillPath(shape, fill);
    if (contrast(fill, theme.paper()) < kEdgeless)
        outline(*painter, cell, 0, 1, theme.line());
    if (figureState == Figure::State::Pending)
        hatch(*painter, shape, theme.pendingHatch(), 1, 7);
    const bool isThin = cell.height() < kThin;
    if (headState == HeadState::Ablated) {
        QColor lines = ink;
        lines.setAlphaF(0.55F);
        hatch(*painter, shape, lines, 1.2, 5);
        outline(*painter, cell, 0, isThin ? 1.0 : 1.8, theme.text());
    }

    const QString text = index.data(Qt::DisplayRole).toString();
    painter->setFont(option.font);
    const QFontMetricsF metrics(option.font);
    // Numbers stand in all cells or in none: a map that shows the short ones alone would be read wrongly.
    const QString longest = index.data(HeadMapModel::LongestTextRole).toString();
    const QSizeF textSize(tabularWidth(metrics, text), metrics.height());
    const bool numbersFit = tabularWidth(metrics, longest) + 6 <= cell.width() && metrics.height() <= cell.height();
    if (figureState == Figure::State::Undefined) {
        // Drawn, not written: it must be seen in cells too small for text.
        const QPointF half(std::min(4.0, cell.width() / 4), 0);
        painter->setPen(QPen(ink, 1.5));
        painter->drawLine(cell.center() - half, cell.center() + half);
    } else if (!text.isEmpty() && numbersFit) {
        if (headState == HeadState::Ablated) {
            QRectF plate(QPointF(), textSize + QSizeF(6, -2));
            plate.moveCenter(cell.center());
            QPainterPath plateShape;
            plateShape.addRoundedRect(plate, kCornerRadius, kCornerRadius);
            painter->fillPath(plateShape, fill);
        }
        painter->setPen(ink);
        drawTabular(*painter, cell, Qt::AlignHCenter, text);
    }
    if (headState == HeadState::ChangedGain && !isThin)
        drawLevel(*painter, cell, index.data(HeadMapModel::GainRole).toDouble(), ink);

    const auto *view = qobject_cast<const QAbstractItemView *>(option.widget);
    if (view && view->currentIndex() == index)
        outline(*painter, room, 0, view->hasFocus() ? std::max(gap - 1, 2.0) : std::max(gap / 2, 1.0), theme.accent());
    else if (option.state & QStyle::State_Selected)
        outline(*painter, room, gap / 2, 1, theme.accent());
    painter->restore();
}

}
