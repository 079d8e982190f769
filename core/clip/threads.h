// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace headscope {

/// Lets libtorch compute on every processor, which it doesn't by itself where processors look like threads of one core.
/// Call once, before anything is computed. OMP_NUM_THREADS, if set, is left in force.
void useAllProcessors();

}
