// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace headscope {

/// Qt's off-screen platform warns at every window that it doesn't pass on size hints, which nobody there needs. Drops
/// that message; others, and those of other platforms, go where they went.
void dropOffscreenWarning();

}
