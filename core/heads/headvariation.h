// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/store/store.h"

#include <optional>
#include <span>
#include <vector>

namespace headscope {

/// η² (mathematics §7) of every head: the share of the variation of its contributions that a factor explains. `groups`
/// has the factor's value for each of the store's images, −1 to leave one out. → [L·H], layer by layer; undefined where
/// there are fewer than two groups or nothing varies.
std::vector<std::optional<double>> headEtaSquared(const ContributionStore &store, std::span<const int> groups);

}
