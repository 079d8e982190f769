// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QString>

#include "widgets/base/palette.h"

class QPainter;
class QWidget;

namespace headscope {

/// The sign of a severity: a disc with an i, a triangle or an octagon with an exclamation mark. The shape tells them
/// apart without colour.
void drawSeverity(QPainter &painter, const QRectF &square, Severity severity, const Theme &theme);

/// The word that stands with the sign.
QString severityName(Severity severity);

/// What an empty panel says: what to do next, or, if there is one, which error keeps it empty.
void drawPlaceholder(const QWidget &widget, QPainter &painter, const QRectF &rect, const QString &emptyText,
                     const QString &errorText);

}
