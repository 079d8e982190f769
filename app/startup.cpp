// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/startup.h"

#include <cstdlib>
#include <unistd.h>

namespace headscope {

void sleepWhenIdle(char **arguments)
{
    constexpr const char *kPolicy = "OMP_WAIT_POLICY";
    if (std::getenv(kPolicy) || setenv(kPolicy, "PASSIVE", 1) != 0)
        return;
    execv("/proc/self/exe", arguments);
    // Where that isn't possible the program goes on, only slower.
}

}
