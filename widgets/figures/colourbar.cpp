// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/colourbar.h"

#include <QLinearGradient>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <utility>

#include "widgets/figures/figure.h"

namespace headscope {

namespace {

constexpr int kBarHeight = 10;
constexpr int kMarkSize = 5;
constexpr int kColourStops = 32;

}

ColourBar::ColourBar(QWidget *parent)
    : QWidget(parent)
{
    setAccessibleName(tr("Colour scale"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void ColourBar::setScale(const ColourScale &scale, const QString &name, NumberText numberText, const QString &note)
{
    m_scale = scale;
    m_name = name;
    m_numberText = std::move(numberText);
    m_note = note;
    m_reason.clear();
    m_markedValue.reset();
    const QString range = tr("%1, from %2 to %3").arg(name, m_numberText(scale.low()), m_numberText(scale.high()));
    setAccessibleDescription(note.isEmpty() ? range : range + QStringLiteral(", ") + note);
    setToolTip(accessibleDescription());
    updateGeometry();
    update();
}

void ColourBar::setUndefined(const QString &name, const QString &reason)
{
    m_name = name;
    m_reason = reason;
    m_markedValue.reset();
    setAccessibleDescription(tr("%1: undefined. %2").arg(name, reason));
    setToolTip(accessibleDescription());
    updateGeometry();
    update();
}

void ColourBar::setMarkedValue(std::optional<double> value)
{
    if (m_markedValue == value)
        return;
    m_markedValue = value;
    update();
}

QSize ColourBar::sizeHint() const
{
    int width = 240;
    if (m_numberText) // the whole name, and a value that is marked
        width = std::max(width, fontMetrics().horizontalAdvance(m_name) + 2 * kGap +
                                    fontMetrics().horizontalAdvance(m_numberText(m_scale.low())));
    return {width, 2 * fontMetrics().height() + kBarHeight + 2 * kSmallGap + kMarkSize};
}

QSize ColourBar::minimumSizeHint() const { return {120, sizeHint().height()}; }

bool ColourBar::isNoteBelow() const
{
    return fontMetrics().horizontalAdvance(m_name) + 2 * kGap + fontMetrics().horizontalAdvance(m_note) > width();
}

void ColourBar::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    if (!m_reason.isEmpty())
        return drawReason(painter);
    if (!m_numberText)
        return;
    painter.setRenderHint(QPainter::Antialiasing);
    const Theme theme(palette());
    const QFontMetrics metrics = fontMetrics();

    const QRect captions(0, 0, width(), metrics.height());
    const QString right = m_markedValue ? m_numberText(*m_markedValue) : isNoteBelow() ? QString() : m_note;
    const int nameWidth = width() - metrics.horizontalAdvance(right) - (right.isEmpty() ? 0 : 2 * kGap);
    painter.setPen(theme.text());
    painter.drawText(captions, Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(m_name, Qt::ElideMiddle, nameWidth));
    painter.setPen(m_markedValue ? theme.text() : theme.mutedText());
    painter.drawText(captions, Qt::AlignRight | Qt::AlignVCenter, right);

    const QRectF bar(0.5, captions.bottom() + 1 + kSmallGap + kMarkSize, width() - 1, kBarHeight);
    QLinearGradient gradient(bar.topLeft(), bar.topRight());
    for (int stop = 0; stop <= kColourStops; ++stop) {
        const double position = double(stop) / kColourStops;
        gradient.setColorAt(position, theme.colourAt(m_scale.kind(), position));
    }
    painter.setPen(theme.line());
    painter.setBrush(gradient);
    painter.drawRoundedRect(bar, kCornerRadius, kCornerRadius);

    if (m_markedValue) {
        const QPointF tip(bar.left() + bar.width() * m_scale.position(*m_markedValue), bar.top());
        QPainterPath mark(tip);
        mark.lineTo(tip + QPointF(-kMarkSize, -kMarkSize));
        mark.lineTo(tip + QPointF(kMarkSize, -kMarkSize));
        mark.closeSubpath();
        painter.fillPath(mark, theme.text());
    }
    drawNumbers(painter, bar);
}

void ColourBar::drawReason(QPainter &painter) const
{
    const Theme theme(palette());
    const QFontMetrics metrics = fontMetrics();
    painter.setPen(theme.text());
    painter.drawText(QRect(0, 0, width(), metrics.height()), Qt::AlignLeft | Qt::AlignVCenter,
                     metrics.elidedText(m_name, Qt::ElideMiddle, width()));
    painter.setPen(theme.mutedText());
    painter.drawText(rect().adjusted(0, metrics.height(), 0, 0), Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     tr("undefined: %1").arg(m_reason));
}

void ColourBar::drawNumbers(QPainter &painter, const QRectF &bar) const
{
    const QRectF line(bar.left(), bar.bottom() + kSmallGap / 2.0, bar.width(), fontMetrics().height());
    painter.setPen(Theme(palette()).mutedText());
    const QString low = m_numberText(m_scale.low());
    const QString high = m_numberText(m_scale.high());
    const double centre = (m_scale.low() + m_scale.high()) / 2;
    const QString middle = isNoteBelow() ? m_note : m_numberText(centre);
    drawTabular(painter, line, Qt::AlignRight, high);
    const auto width = [this](const QString &text) { return tabularWidth(QFontMetricsF(font()), text); };
    // A diverging scale's lower end is told by its upper one.
    if (m_scale.kind() == ColourScale::Kind::Sequential || width(low) + width(high) + kSmallGap <= line.width())
        drawTabular(painter, line, Qt::AlignLeft, low);
    const qreal room = line.width() - 2 * std::max(width(low), width(high));
    // What is rounded by half a step, as the 2.5 between 0 and 5 is, would stand in the wrong place.
    const double nudge = 1e-6 * (m_scale.high() - m_scale.low());
    const bool isRight = m_scale.high() > m_scale.low() && m_numberText(centre - nudge) == m_numberText(centre + nudge);
    if ((isRight || isNoteBelow()) && width(middle) + 2 * kSmallGap <= room)
        drawTabular(painter, line, Qt::AlignHCenter, middle);
}

}
