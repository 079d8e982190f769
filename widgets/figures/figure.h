// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFontMetricsF>
#include <QRectF>
#include <QString>

class QPainter;

namespace headscope {

/// A number to show: known, still being computed, or undefined for a reason. A new one is pending.
struct Figure
{
    enum class State { Pending, Undefined, Known };

    State state = State::Pending;
    double value = 0.0;
    QString reason; ///< Why it is undefined, for the tooltip.
    int images = 0; ///< n: how many images, or pairs of them, it rests on.

    /// A value that is not finite becomes undefined.
    static Figure known(double value, int images = 0);
    static Figure undefined(QString reason, int images = 0);
    bool isKnown() const { return state == State::Known; }
};

/// How the values of one quantity are written, in the application's locale and with a true minus sign.
struct NumberFormat
{
    int decimals = 3;
    bool percent = false; ///< 0.31 is written "31 %" (with decimals = 0).

    QString text(double value) const;
    /// With its sign; what rounds to zero has none.
    QString signedText(double value) const;
    bool roundsToZero(double value) const;
};

/// A count with the locale's group separators: "1,920".
QString countText(int count);

/// Width and drawing of a number whose digits all take the same room, whatever the font.
qreal tabularWidth(const QFontMetricsF &metrics, const QString &text);
void drawTabular(QPainter &painter, const QRectF &rect, Qt::Alignment alignment, const QString &text);

}
