// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figure.h"

#include <QCoreApplication>
#include <QLocale>
#include <QPainter>

#include <algorithm>
#include <cmath>
#include <utility>

namespace headscope {

namespace {

constexpr QChar kMinus(0x2212);

/// The width of the widest digit.
qreal digitWidth(const QFontMetricsF &metrics)
{
    qreal widest = 0.0;
    for (char16_t digit = u'0'; digit <= u'9'; ++digit)
        widest = std::max(widest, metrics.horizontalAdvance(QChar(digit)));
    return widest;
}

qreal advance(const QFontMetricsF &metrics, QChar character, qreal digit)
{
    if (character.isDigit())
        return digit;
    // One room for both signs, so that the digits behind them line up.
    if (character == u'+' || character == kMinus)
        return std::max(metrics.horizontalAdvance(u'+'), metrics.horizontalAdvance(kMinus));
    return metrics.horizontalAdvance(character);
}

}

Figure Figure::known(double value, int images)
{
    if (!std::isfinite(value))
        return undefined(QCoreApplication::translate("headscope::Figure", "the value is not a finite number"), images);
    return {State::Known, value, {}, images};
}

Figure Figure::undefined(QString reason, int images) { return {State::Undefined, 0.0, std::move(reason), images}; }

QString NumberFormat::text(double value) const
{
    const double shown = roundsToZero(value) ? 0.0 : percent ? value * 100.0 : value;
    const QString number = QLocale().toString(std::abs(shown), 'f', decimals);
    const QString withSign = shown < 0.0 ? kMinus + number : number;
    return percent ? QCoreApplication::translate("headscope::NumberFormat", "%1 %").arg(withSign) : withSign;
}

QString NumberFormat::signedText(double value) const
{
    return value > 0.0 && !roundsToZero(value) ? u'+' + text(value) : text(value);
}

bool NumberFormat::roundsToZero(double value) const
{
    return std::abs(percent ? value * 100.0 : value) < 0.5 * std::pow(10.0, -decimals);
}

QString countText(int count) { return QLocale().toString(count); }

qreal tabularWidth(const QFontMetricsF &metrics, const QString &text)
{
    const qreal digit = digitWidth(metrics);
    qreal width = 0.0;
    for (const QChar character : text)
        width += advance(metrics, character, digit);
    return width;
}

void drawTabular(QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text)
{
    const QFontMetricsF metrics(painter.font());
    const qreal width = tabularWidth(metrics, text);
    qreal x = rect.left();
    if (alignment & Qt::AlignRight)
        x = rect.right() - width;
    else if (alignment & Qt::AlignHCenter)
        x = rect.center().x() - width / 2;
    // Most fonts have it so by themselves, and draw words much faster than letters.
    if (std::abs(metrics.horizontalAdvance(text) - width) < 0.01) {
        painter.drawText(QRectF(x, rect.top(), width + 1, rect.height()), Qt::AlignLeft | Qt::AlignVCenter, text);
        return;
    }
    const qreal digit = digitWidth(metrics);
    for (const QChar character : text) {
        const qreal room = advance(metrics, character, digit);
        painter.drawText(QRectF(x - room, rect.top(), 3 * room, rect.height()), Qt::AlignCenter, character);
        x += room;
    }
}

}
