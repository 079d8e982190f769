// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/placeholder.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>
#include <QWidget>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace headscope {

namespace {

constexpr qreal kWidestText = 360.0;
constexpr qreal kSignSize = 20.0;

QPainterPath signShape(const QRectF &square, Severity severity)
{
    QPainterPath path;
    switch (severity) {
    case Severity::Information:
        path.addEllipse(square);
        break;
    case Severity::Warning:
        path.moveTo(square.center().x(), square.top());
        path.lineTo(square.bottomRight());
        path.lineTo(square.bottomLeft());
        path.closeSubpath();
        break;
    case Severity::Error:
        for (int corner = 0; corner < 8; ++corner) {
            const double angle = (corner + 0.5) * std::numbers::pi / 4;
            const QPointF point = square.center() + square.width() / 2 * QPointF(std::cos(angle), std::sin(angle));
            corner == 0 ? path.moveTo(point) : path.lineTo(point);
        }
        path.closeSubpath();
        break;
    }
    return path;
}

}

void drawSeverity(QPainter &painter, const QRectF &square, Severity severity, const Theme &theme)
{
    const QColor colour = theme.severity(severity);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.fillPath(signShape(square, severity), colour);

    // A stroke and a dot, drawn rather than written, so that they sit in the middle in every font.
    const qreal unit = square.width() / 16;
    QPointF centre = square.center();
    if (severity == Severity::Warning)
        centre += QPointF(0, 2 * unit);
    const bool dotAbove = severity == Severity::Information;
    const qreal towardsDot = dotAbove ? -1.0 : 1.0;
    painter.setPen(QPen(readableOn(colour), 2 * unit, Qt::SolidLine, Qt::RoundCap));
    painter.drawLine(centre - QPointF(0, towardsDot * 3.5 * unit), centre + QPointF(0, towardsDot * 0.5 * unit));
    painter.drawPoint(centre + QPointF(0, towardsDot * 3.8 * unit));
    if (dotAbove)
        painter.drawLine(centre + QPointF(0, 0.5 * unit), centre + QPointF(0, 3.8 * unit));
    painter.restore();
}

QString severityName(Severity severity)
{
    switch (severity) {
    case Severity::Information:
        return QCoreApplication::translate("headscope::Severity", "Information");
    case Severity::Warning:
        return QCoreApplication::translate("headscope::Severity", "Warning");
    case Severity::Error:
        return QCoreApplication::translate("headscope::Severity", "Error");
    }
    Q_UNREACHABLE();
}

void drawPlaceholder(const QWidget &widget, QPainter &painter, const QRectF &rect, const QString &emptyText,
                     const QString &errorText)
{
    const Theme theme(widget.palette());
    const bool isError = !errorText.isEmpty();
    const QString &text = isError ? errorText : emptyText;
    const qreal width = std::min(rect.width() - 4 * kGap, kWidestText);
    const QRectF room(rect.center().x() - width / 2, rect.top(), width, rect.height());
    constexpr int kFlags = Qt::AlignHCenter | Qt::TextWordWrap;

    painter.save();
    painter.setFont(widget.font());
    painter.setPen(isError ? theme.text() : theme.mutedText());
    QRectF lines = painter.boundingRect(room, kFlags, text);
    lines.moveCenter(isError ? rect.center() + QPointF(0, (kSignSize + kGap) / 2) : rect.center());
    painter.drawText(lines, kFlags, text);
    if (isError)
        drawSeverity(painter,
                     QRectF(rect.center().x() - kSignSize / 2, lines.top() - kGap - kSignSize, kSignSize, kSignSize),
                     Severity::Error, theme);
    painter.restore();
}

}
