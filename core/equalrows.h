// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"

#include <cstddef>
#include <span>
#include <vector>

namespace headscope {

/// For each row of [n, d] the first one that is the same to the last bit, which may be itself.
std::vector<std::size_t> firstEqualRows(const FloatArray &rows);

/// Replaces each column of [K, n] by the one that `from` names. A product sums its columns in different orders, so
/// those of equal rows may differ in the last bit, and the largest of them would be either.
void copyColumns(FloatArray &matrix, std::span<const std::size_t> from);

}
