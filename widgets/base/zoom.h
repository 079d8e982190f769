// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace headscope {

/// How much larger than designed everything is drawn.
qreal zoomFactor();

/// Enlarges the application's font, by whose change (QEvent::FontChange) widgets take notice.
void setZoomFactor(qreal factor);

/// A length that was designed in pixels, enlarged as text is. What follows from a font is so by itself.
int zoomed(int pixels);

}
