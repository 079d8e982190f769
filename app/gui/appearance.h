// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace headscope {

/// Light or dark instead of what the system says. Call before the first window is shown.
void setAppearance(bool dark);

}
