// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/base/explanation.h"

namespace headscope {

class Panel;

/// What a panel shows and how it is used, with its keys; for none, how the window is used.
Explanation helpOf(const Panel *panel);

}
