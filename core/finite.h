// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <cmath>
#include <iterator>

namespace headscope {

/// Whether none of the numbers of a range is infinite or no number at all.
template <typename Range>
bool allFinite(const Range &values)
{
    return std::all_of(std::begin(values), std::end(values), [](auto value) { return std::isfinite(value); });
}

}
