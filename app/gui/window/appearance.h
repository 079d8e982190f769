// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace headscope {

/// What the system says. Call before setAppearance().
bool systemIsDark();

/// Headscope's light or dark look. Call before the first window is shown.
void setAppearance(bool dark);

}
