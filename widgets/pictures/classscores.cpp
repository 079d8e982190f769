// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictures/classscores.h"

#include <QHelpEvent>
#include <QPainter>
#include <QStringList>
#include <QToolTip>

#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/base/marker.h"
#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"

namespace headscope {

namespace {

constexpr qreal kBarHeight = 10.0;
/// Narrower than this the scores before are told by the diamonds and the tooltips alone.
constexpr int kWidthForBefore = 400;

}

ClassScores::ClassScores(QWidget *parent)
    : QWidget(parent)
    , m_emptyText(tr("Open a picture to see its class scores."))
{
    setAccessibleName(tr("Class scores"));
}

void ClassScores::setScores(QList<ClassScore> scores, bool hasChange, const NumberFormat &format)
{
    std::stable_sort(scores.begin(), scores.end(),
                     [](const ClassScore &left, const ClassScore &right) { return left.now > right.now; });
    m_scores = std::move(scores);
    m_hasChange = hasChange;
    m_format = format;
    m_low = 0.0;
    m_high = 0.0;
    QStringList spoken;
    for (const ClassScore &score : m_scores) {
        m_low = std::min({m_low, score.now, hasChange ? score.before : score.now});
        m_high = std::max({m_high, score.now, hasChange ? score.before : score.now});
        if (spoken.size() < 3 || score.isTrueClass)
            spoken.append(scoreText(score));
    }
    setAccessibleDescription(spoken.join(QStringLiteral("; ")));
    update();
}

void ClassScores::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

int ClassScores::rowHeight() const { return fontMetrics().height() + kGap; }

QSize ClassScores::sizeHint() const { return {320, 7 * rowHeight() + 2 * kGap}; }

QSize ClassScores::minimumSizeHint() const
{
    return {25 * fontMetrics().averageCharWidth(), 4 * rowHeight() + 2 * kGap};
}

QList<ClassScore> ClassScores::shownScores() const
{
    // One row goes to the captions, and one to "… more" if not all fit.
    qsizetype room = (height() - 2 * kGap) / rowHeight() - 1;
    if (room < m_scores.size())
        room = std::max<qsizetype>(room - 1, 1);
    QList<ClassScore> shown = m_scores.first(std::min(room, m_scores.size()));
    const auto truth =
        std::find_if(m_scores.begin(), m_scores.end(), [](const auto &score) { return score.isTrueClass; });
    if (truth - m_scores.begin() >= shown.size() && truth != m_scores.end())
        shown.last() = *truth;
    return shown;
}

QFont ClassScores::trueClassFont() const
{
    QFont bold = font();
    bold.setBold(true);
    return bold;
}

bool ClassScores::writesBefore() const { return m_hasChange && width() >= kWidthForBefore; }

ClassScores::Columns ClassScores::columns() const
{
    const QFontMetricsF metrics = fontMetrics();
    QRectF room = QRectF(rect()).adjusted(kGap, kGap, -kGap, -kGap);
    room.setHeight(rowHeight());
    qreal nameWidth = 0.0;
    for (const ClassScore &score : m_scores) {
        const qreal width = score.isTrueClass ? QFontMetricsF(trueClassFont()).horizontalAdvance(score.name) +
                                                    kSmallGap + metrics.horizontalAdvance(tr("true"))
                                              : metrics.horizontalAdvance(score.name);
        nameWidth = std::max(nameWidth, width);
    }
    // Air, so that rounding never elides.
    nameWidth = std::min(std::ceil(nameWidth) + 2, room.width() * 0.46);
    const QString widest = writesBefore() ? tr("before") : tr("now");
    qreal numberWidth = metrics.horizontalAdvance(m_hasChange ? widest : tr("score")) + 2 * kBeforeMark + kSmallGap;
    numberWidth = std::max(
        {numberWidth, tabularWidth(metrics, m_format.text(m_high)), tabularWidth(metrics, m_format.text(m_low))});

    Columns columns{room, room, room, room};
    columns.name.setWidth(nameWidth);
    columns.now.setLeft(room.right() - numberWidth);
    columns.before.setRight(columns.now.left() - kGap);
    columns.before.setLeft(columns.before.right() - numberWidth);
    columns.bars.setLeft(columns.name.right() + kGap);
    columns.bars.setRight((writesBefore() ? columns.before.left() : columns.now.left()) - kGap);
    return columns;
}

QString ClassScores::scoreText(const ClassScore &score) const
{
    const QString name = score.isTrueClass ? tr("%1 (true class)").arg(score.name) : score.name;
    return m_hasChange ? tr("%1: %2 before, %3 now").arg(name, m_format.text(score.before), m_format.text(score.now))
                       : tr("%1: %2").arg(name, m_format.text(score.now));
}

void ClassScores::drawCaptions(QPainter &painter, const Columns &columns) const
{
    const Theme theme(palette());
    painter.setPen(theme.mutedText());
    painter.drawText(columns.now, Qt::AlignRight | Qt::AlignVCenter, m_hasChange ? tr("now") : tr("score"));
    const auto keyFits = [this](const QRectF &column) {
        return fontMetrics().horizontalAdvance(tr("before")) + kSmallGap + 2 * kBeforeMark <= column.width();
    };
    // The key matters more than a heading that goes without saying.
    const bool inPlaceOfHeading = m_hasChange && !writesBefore() && !keyFits(columns.bars);
    if (!inPlaceOfHeading)
        painter.drawText(columns.name, Qt::AlignLeft | Qt::AlignVCenter, tr("Class"));
    if (!m_hasChange)
        return;
    const QRectF &before = writesBefore() ? columns.before : inPlaceOfHeading ? columns.name : columns.bars;
    const auto keyPlace = [this](const QRectF &column, const QString &caption) {
        return QPointF(column.right() - fontMetrics().horizontalAdvance(caption) - kSmallGap - kBeforeMark,
                       column.center().y());
    };
    if (const QPointF mark = keyPlace(before, tr("before")); mark.x() - kBeforeMark >= before.left()) {
        painter.drawText(before, Qt::AlignRight | Qt::AlignVCenter, tr("before"));
        drawBeforeMark(painter, mark, theme);
    }
    const QPointF bar = keyPlace(columns.now, tr("now"));
    painter.fillRect(QRectF(bar.x() - kBeforeMark, bar.y() - 3, 2 * kBeforeMark, 6), theme.bar());
}

void ClassScores::drawScore(QPainter &painter, Columns columns, qreal top, const ClassScore &score) const
{
    const Theme theme(palette());
    for (QRectF *column : {&columns.name, &columns.bars, &columns.before, &columns.now})
        column->moveTop(top);
    const auto along = [&](double value) {
        const double share = m_high > m_low ? (value - m_low) / (m_high - m_low) : 0.0;
        return columns.bars.left() + columns.bars.width() * share;
    };

    QRectF track = columns.bars;
    track.adjust(0, (track.height() - kBarHeight) / 2, 0, -(track.height() - kBarHeight) / 2);
    painter.fillRect(track, theme.track());
    QRectF bar = track;
    bar.setLeft(std::min(along(0.0), along(score.now)));
    bar.setRight(std::max(along(0.0), along(score.now)));
    painter.fillRect(bar, theme.bar());
    if (m_low < 0.0) { // bars go both ways
        painter.setPen(theme.text());
        painter.drawLine(QLineF(along(0.0), columns.bars.top(), along(0.0), columns.bars.bottom()));
    }
    if (m_hasChange)
        drawBeforeMark(painter, {along(score.before), track.center().y()}, theme);

    const QFont nameFont = score.isTrueClass ? trueClassFont() : font();
    QRectF nameRoom = columns.name;
    if (score.isTrueClass) {
        // The name matters more than the word.
        const int left = int(nameRoom.width()) - kSmallGap - QFontMetrics(nameFont).horizontalAdvance(score.name);
        const QString sign = fontMetrics().horizontalAdvance(tr("true")) <= left ? tr("true") : QStringLiteral("●");
        painter.setPen(theme.mutedText());
        painter.drawText(nameRoom, Qt::AlignRight | Qt::AlignVCenter, sign);
        nameRoom.setRight(nameRoom.right() - fontMetrics().horizontalAdvance(sign) - kSmallGap);
    }
    painter.setPen(theme.text());
    painter.setFont(nameFont);
    painter.drawText(nameRoom, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetrics(nameFont).elidedText(score.name, Qt::ElideRight, int(nameRoom.width())));
    painter.setFont(font());
    drawTabular(painter, columns.now, Qt::AlignRight, m_format.text(score.now));
    if (writesBefore()) {
        painter.setPen(theme.mutedText());
        drawTabular(painter, columns.before, Qt::AlignRight, m_format.text(score.before));
    }
}

void ClassScores::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme(palette());
    painter.fillRect(rect(), theme.paper());
    if (m_scores.isEmpty()) {
        drawPlaceholder(*this, painter, rect(), m_emptyText, {});
        return;
    }
    const Columns places = columns();
    drawCaptions(painter, places);
    const QList<ClassScore> shown = shownScores();
    qreal top = places.name.top();
    for (const ClassScore &score : shown)
        drawScore(painter, places, top += rowHeight(), score);
    if (shown.size() < m_scores.size()) {
        painter.setPen(theme.mutedText());
        painter.drawText(places.name.translated(0, top + rowHeight() - places.name.top()).adjusted(0, 0, width(), 0),
                         Qt::AlignLeft | Qt::AlignVCenter,
                         tr("and %Ln more", nullptr, int(m_scores.size() - shown.size())));
    }
}

bool ClassScores::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const QList<ClassScore> shown = m_scores.isEmpty() ? QList<ClassScore>() : shownScores();
    const int row = (help->pos().y() - kGap) / rowHeight() - 1;
    if (row >= 0 && row < shown.size())
        QToolTip::showText(help->globalPos(), scoreText(shown[row]), this);
    else
        QToolTip::hideText();
    return true;
}

}
