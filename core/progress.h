// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

namespace headscope {

/// How a long computation reports and is stopped. Both members may be left empty.
struct Job
{
    std::function<void(std::int64_t done, std::int64_t total)> progress;
    std::stop_token stop;

    void report(std::int64_t done, std::int64_t total) const
    {
        if (progress)
            progress(done, total);
    }
};

}
