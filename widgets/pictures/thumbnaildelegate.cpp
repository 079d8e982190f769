// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictures/thumbnaildelegate.h"

#include <QEvent>
#include <QIcon>
#include <QListView>
#include <QPainter>
#include <QPainterPath>

#include "widgets/base/palette.h"
#include "widgets/base/zoom.h"

namespace headscope {

namespace {

/// Room round the picture for its frames.
constexpr int kFrame = 4;
constexpr int kSigns = 14; ///< height of the line with the signs
constexpr qreal kSign = 8.0;

using Answer = ThumbnailDelegate::Answer;

/// A tick or a cross, in the middle of a square.
void drawAnswer(QPainter &painter, const QPointF &centre, Answer answer, const QColor &ink)
{
    const qreal half = kSign / 2;
    painter.setPen(QPen(ink, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter.setBrush(Qt::NoBrush);
    if (answer == Answer::Right) {
        painter.drawPolyline(QPolygonF({centre + QPointF(-half, 0), centre + QPointF(-half * 0.3, half * 0.8),
                                        centre + QPointF(half, -half * 0.8)}));
    } else {
        const qreal reach = half * 0.8;
        painter.drawLine(centre - QPointF(reach, reach), centre + QPointF(reach, reach));
        painter.drawLine(centre - QPointF(reach, -reach), centre + QPointF(reach, -reach));
    }
}

/// "Now"; or "before → now" if the answer changed, on a plate so that the eye finds it.
void drawAnswers(QPainter &painter, const QRectF &line, Answer before, Answer now, const Theme &theme)
{
    if (now == Answer::Unknown)
        return;
    if (before == Answer::Unknown || before == now) {
        drawAnswer(painter, line.center(), now, theme.mutedText());
        return;
    }
    QRectF plate(0, 0, 3.6 * kSign + 2 * kSmallGap, line.height());
    plate.moveCenter(line.center());
    painter.setPen(QPen(theme.accent(), 1));
    painter.setBrush(theme.accentWash());
    painter.drawRoundedRect(plate, kCornerRadius, kCornerRadius);
    const QPointF centre = line.center();
    drawAnswer(painter, centre - QPointF(1.3 * kSign, 0), before, theme.text());
    drawAnswer(painter, centre + QPointF(1.3 * kSign, 0), now, theme.text());
    painter.setPen(QPen(theme.mutedText(), 1.2));
    painter.drawLine(centre - QPointF(4, 0), centre + QPointF(3, 0));
    painter.drawPolyline(QPolygonF({centre + QPointF(1, -2.5), centre + QPointF(3.5, 0), centre + QPointF(1, 2.5)}));
}

QPixmap thumbnailOf(const QModelIndex &index, const QSize &size, qreal ratio)
{
    const QVariant decoration = index.data(Qt::DecorationRole);
    return decoration.userType() == QMetaType::QIcon ? decoration.value<QIcon>().pixmap(size, ratio)
                                                     : decoration.value<QPixmap>();
}

/// A pin as on a map: a drop that stands on its point, with a hole.
void drawPin(QPainter &painter, const QPointF &point, const Theme &theme)
{
    constexpr qreal kRadius = 6.0;
    const QPointF middle = point - QPointF(0, 2.2 * kRadius);
    QPainterPath pin(point);
    pin.quadTo(middle + QPointF(-kRadius, kRadius), middle - QPointF(kRadius, 0));
    pin.arcTo(QRectF(middle - QPointF(kRadius, kRadius), QSizeF(2 * kRadius, 2 * kRadius)), 180, -180);
    pin.quadTo(middle + QPointF(kRadius, kRadius), point);
    painter.setPen(QPen(theme.paper(), 1.5));
    painter.setBrush(theme.text());
    painter.drawPath(pin);
    painter.setBrush(theme.paper());
    painter.drawEllipse(middle, 1.6, 1.6);
}

}

ThumbnailDelegate::ThumbnailDelegate(int thumbnail, QObject *parent)
    : QStyledItemDelegate(parent)
    , m_thumbnail(thumbnail)
{
}

void ThumbnailDelegate::prepare(QListView &view, int thumbnail)
{
    auto *delegate = new ThumbnailDelegate(thumbnail, &view);
    view.setItemDelegate(delegate);
    view.setViewMode(QListView::IconMode);
    view.setMovement(QListView::Static);
    view.setResizeMode(QListView::Adjust);
    view.setUniformItemSizes(true);
    delegate->fit(view);
    view.installEventFilter(delegate);
    view.setLayoutMode(QListView::Batched);
    view.setVerticalScrollMode(QListView::ScrollPerPixel);
}

void ThumbnailDelegate::fit(QListView &view) const
{
    view.setGridSize(sizeHint({}, {}) + QSize(kSmallGap, kSmallGap));
    view.setMinimumHeight(view.gridSize().height() + 2 * view.frameWidth()); // one row
}

bool ThumbnailDelegate::eventFilter(QObject *watched, QEvent *event)
{
    auto *view = qobject_cast<QListView *>(watched);
    if (!view) // the base class takes what it watches for an editor
        return QStyledItemDelegate::eventFilter(watched, event);
    if (event->type() == QEvent::FontChange)
        fit(*view);
    return false;
}

QSize ThumbnailDelegate::sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const
{
    const int side = zoomed(m_thumbnail) + 2 * kFrame;
    return {side, side + zoomed(kSigns)};
}

void ThumbnailDelegate::paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const Theme theme(option.palette);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const QRect cell(option.rect.topLeft(), sizeHint(option, index));
    const QRectF square(cell.left() + kFrame, cell.top() + kFrame, zoomed(m_thumbnail), zoomed(m_thumbnail));
    if (option.state & QStyle::State_Selected) {
        painter->setPen(Qt::NoPen);
        painter->setBrush(theme.accentWash());
        painter->drawRoundedRect(cell, kCornerRadius, kCornerRadius);
    }

    const QPixmap thumbnail = thumbnailOf(index, square.size().toSize(), painter->device()->devicePixelRatioF());
    QRectF picture = square;
    if (thumbnail.isNull()) {
        painter->fillRect(square, theme.track());
        painter->fillRect(square, QBrush(theme.pendingHatch(), Qt::BDiagPattern));
    } else {
        picture.setSize(thumbnail.size().scaled(square.size().toSize(), Qt::KeepAspectRatio));
        picture.moveCenter(square.center());
        painter->setRenderHint(QPainter::SmoothPixmapTransform);
        painter->drawPixmap(picture, thumbnail, thumbnail.rect());
    }
    painter->save();
    painter->translate(square.center().x(), square.bottom() + 2);
    painter->scale(zoomFactor(), zoomFactor());
    drawAnswers(*painter, {-m_thumbnail / 2.0, 0, qreal(m_thumbnail), qreal(kSigns)},
                Answer(index.data(BeforeRole).toInt()), Answer(index.data(NowRole).toInt()), theme);
    painter->restore();

    // The frames differ in width and line, not in colour alone.
    const QRectF frame = picture.adjusted(-1.5, -1.5, 1.5, 1.5);
    painter->setBrush(Qt::NoBrush);
    if (index.data(PrimaryRole).toBool()) {
        painter->setPen(QPen(theme.accent(), 3));
        painter->drawRect(frame);
    } else if (option.state & QStyle::State_Selected) {
        painter->setPen(QPen(theme.accent(), 1));
        painter->drawRect(frame);
    }
    if (index.data(PinnedRole).toBool())
        drawPin(*painter, square.topRight() + QPointF(-6, 18), theme);
    if (option.state & QStyle::State_HasFocus) {
        painter->setPen(QPen(theme.text(), 1, Qt::DotLine));
        painter->drawRect(QRectF(cell).adjusted(0.5, 0.5, -0.5, -0.5));
    }
    painter->restore();
}

}
