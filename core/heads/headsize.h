// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <vector>

namespace headscope {

/// How much each head writes: the root mean square over images of ‖c[l,h]‖, in units of the normalised embedding. Of
/// the means one could take, the one that is exact from the moments alone, hence instant. → [L·H], layer by layer.
std::vector<double> headSizes(const ContributionStore &store);

}
