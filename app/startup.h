// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace headscope {

/// Call first thing in main. OpenMP's idle threads spin between two products and take the processor from OpenBLAS's
/// own; OMP_WAIT_POLICY=PASSIVE lets them sleep. It is read before main, so the program starts itself once more with
/// it, unless a person has set it to anything.
void sleepWhenIdle(char **arguments);

}
