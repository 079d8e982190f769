// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heads/descriptionview.h"

#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <QStyledItemDelegate>

#include <algorithm>

#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"
#include "widgets/base/zoom.h"
#include "widgets/heads/descriptionmodel.h"

namespace headscope {

namespace {

constexpr qreal kBarHeight = 8.0;
constexpr int kVerdictWidth = 14;
// In less, words matter more; the tooltip tells the rest.
constexpr int kLeastWidthOfBars = 360;
constexpr int kLeastWidthOfChips = 300;
constexpr int kLeastWidthOfShares = 220;

class DescriptionDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        // As wide as the view makes it: the text is elided, so that no one must scroll sideways.
        return {0, option.fontMetrics.height() + 2 * kGap};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme theme(option.palette);
        const QFontMetrics metrics(option.font);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setFont(option.font);
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, theme.accentWash());
        else if (option.state & QStyle::State_MouseOver)
            painter->fillRect(option.rect, theme.track());
        if (option.state & QStyle::State_Selected)
            painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), theme.accent());

        QRectF room = QRectF(option.rect).adjusted(kGap, 0, -kGap, 0);
        const auto takeLeft = [&room](qreal width) {
            const QRectF part(room.left(), room.top(), width, room.height());
            room.setLeft(room.left() + width + kGap);
            return part;
        };
        const auto takeRight = [&room](qreal width) {
            const QRectF part(room.right() - width, room.top(), width, room.height());
            room.setRight(room.right() - width - kGap);
            return part;
        };

        painter->setPen(theme.mutedText());
        drawTabular(*painter, takeLeft(metrics.horizontalAdvance(QStringLiteral("00"))), Qt::AlignRight,
                    index.data(DescriptionModel::RankRole).toString());
        drawVerdict(*painter, takeLeft(kVerdictWidth),
                    Description::Verdict(index.data(DescriptionModel::VerdictRole).toInt()), theme);

        if (index.data(DescriptionModel::SharesKnownRole).toBool() &&
            option.rect.width() >= zoomed(kLeastWidthOfShares)) {
            painter->setPen(theme.text());
            drawTabular(*painter, takeRight(metrics.horizontalAdvance(QStringLiteral("00.0 %"))), Qt::AlignRight,
                        index.data(DescriptionModel::ShareTextRole).toString());
            if (option.rect.width() >= zoomed(kLeastWidthOfBars))
                drawShare(*painter, takeRight(std::clamp(option.rect.width() * 0.2, 32.0, 110.0)), index, theme);
        }
        drawChip(*painter, room, index.data(DescriptionModel::RemarkRole).toString(), theme);
        if (option.rect.width() >= zoomed(kLeastWidthOfChips))
            drawChip(*painter, room, index.data(DescriptionModel::ConceptRole).toString(), theme);
        painter->setPen(theme.text());
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(index.data().toString(), Qt::ElideRight, int(room.width())));
        painter->restore();
    }

private:
    static void drawVerdict(QPainter &painter, const QRectF &room, Description::Verdict verdict, const Theme &theme)
    {
        if (verdict == Description::Verdict::NotJudged)
            return;
        if (verdict == Description::Verdict::Open) {
            painter.setPen(theme.mutedText());
            painter.drawText(room, Qt::AlignCenter, QStringLiteral("?"));
            return;
        }
        const bool consistent = verdict == Description::Verdict::Consistent;
        painter.setPen(consistent ? theme.text() : theme.mutedText());
        painter.drawText(room, Qt::AlignCenter, consistent ? QStringLiteral("✓") : QStringLiteral("✗"));
    }

    static void drawShare(QPainter &painter, QRectF track, const QModelIndex &index, const Theme &theme)
    {
        track.adjust(0, (track.height() - kBarHeight) / 2, 0, -(track.height() - kBarHeight) / 2);
        if (index.data(DescriptionModel::ShareRole).isValid())
            painter.fillRect(track, theme.track());
        track.setWidth(track.width() * index.data(DescriptionModel::ShareOfLargestRole).toDouble());
        painter.fillRect(track, theme.bar());
    }

    /// At the right end of the room, which is made smaller by it.
    static void drawChip(QPainter &painter, QRectF &room, const QString &words, const Theme &theme)
    {
        if (words.isEmpty())
            return;
        const QFontMetrics metrics(painter.font());
        const QString text = metrics.elidedText(words, Qt::ElideRight, int(room.width() * 0.35));
        QRectF chip(0, 0, metrics.horizontalAdvance(text) + 2 * kGap, metrics.height() + 2);
        chip.moveCenter(room.center());
        chip.moveRight(room.right());
        QPainterPath shape;
        shape.addRoundedRect(chip, chip.height() / 2, chip.height() / 2);
        painter.fillPath(shape, theme.track());
        painter.setPen(theme.mutedText());
        painter.drawText(chip, Qt::AlignCenter, text);
        room.setRight(chip.left() - kGap);
    }
};

}

DescriptionView::DescriptionView(QWidget *parent)
    : QListView(parent)
{
    setAccessibleName(tr("Descriptions of the head"));
    setItemDelegate(new DescriptionDelegate(this));
    setFrameShape(QFrame::NoFrame);
    setEditTriggers(NoEditTriggers);
    setUniformItemSizes(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_Hover);
    connect(this, &QListView::clicked, this,
            [this](const QModelIndex &index) { Q_EMIT descriptionActivated(index.row()); });
}

void DescriptionView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void DescriptionView::setErrorText(const QString &text)
{
    m_errorText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

void DescriptionView::paintEvent(QPaintEvent *event)
{
    if (m_errorText.isEmpty() && model() && model()->rowCount() > 0) {
        QListView::paintEvent(event);
        return;
    }
    QPainter painter(viewport());
    drawPlaceholder(*this, painter, viewport()->rect(), m_emptyText, m_errorText);
}

bool DescriptionView::canBeJudged(const QModelIndex &index) const
{
    return index.isValid() && index.data(DescriptionModel::VerdictRole).toInt() != int(Description::Verdict::NotJudged);
}

void DescriptionView::mouseReleaseEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    const int markLeft = kGap + fontMetrics().horizontalAdvance(QStringLiteral("00")) + kGap / 2;
    const bool onMark = event->position().x() >= markLeft && event->position().x() < markLeft + kVerdictWidth + kGap;
    if (event->button() == Qt::LeftButton && onMark && canBeJudged(index)) {
        setState(NoState);
        Q_EMIT verdictToggled(index.row());
        return;
    }
    QListView::mouseReleaseEvent(event);
}

void DescriptionView::focusInEvent(QFocusEvent *event)
{
    QListView::focusInEvent(event);
    if (!currentIndex().isValid() && model() && model()->rowCount() > 0)
        setCurrentIndex(model()->index(0, 0)); // so that the focus is seen
}

void DescriptionView::keyPressEvent(QKeyEvent *event)
{
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (isEnter && currentIndex().isValid())
        Q_EMIT descriptionActivated(currentIndex().row());
    else if (event->key() == Qt::Key_V && event->modifiers() == Qt::NoModifier && canBeJudged(currentIndex()))
        Q_EMIT verdictToggled(currentIndex().row());
    else {
        const QModelIndex before = currentIndex();
        QListView::keyPressEvent(event);
        if (currentIndex().isValid() && currentIndex() != before)
            Q_EMIT descriptionActivated(currentIndex().row()); // what is marked is what is shown
    }
}

}
