// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/threads.h"

#include <ATen/Parallel.h>

#include <cstdlib>
#include <thread>

namespace headscope {

void useAllProcessors()
{
    const unsigned int processors = std::thread::hardware_concurrency();
    if (processors > 0 && !std::getenv("OMP_NUM_THREADS"))
        at::set_num_threads(static_cast<int>(processors));
}

}
