// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/zoom.h"

#include <QApplication>
#include <QFont>

namespace headscope {

namespace {

qreal currentFactor = 1.0;

}

qreal zoomFactor() { return currentFactor; }

void setZoomFactor(qreal factor)
{
    static const QFont unzoomed = QApplication::font();
    if (factor == currentFactor)
        return;
    currentFactor = factor;
    QFont font = unzoomed;
    // A system names its font's size in either way.
    if (unzoomed.pixelSize() > 0)
        font.setPixelSize(qRound(unzoomed.pixelSize() * factor));
    else
        font.setPointSizeF(unzoomed.pointSizeF() * factor);
    QApplication::setFont(font);
}

int zoomed(int pixels) { return qRound(pixels * currentFactor); }

}
