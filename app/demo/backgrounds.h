// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QImage>

#include "core/random.h"

namespace headscope {

/// Fills a square RGB32 image with one of the backgrounds() of subjects.h, varied by the random numbers it draws.
/// `colour` is an index into studioColours() and counts for the studio only.
void paintBackground(QImage &image, int background, int colour, Random random);

}
