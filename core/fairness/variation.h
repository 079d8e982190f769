// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

namespace headscope {

/// The share of the variation of vectors that a factor explains (mathematics.md §7): between-group over total sum of
/// squared distances from the mean.
/// vectors [images, dim]; groups: a code for each image, −1 leaves the image out.
/// gram [dim, dim]: BBᵀ where the vectors are head coordinates s of c = sᵀB, so that distances are those of c; empty
/// for Euclidean distances of the vectors themselves. Undefined if there are fewer than two groups or nothing varies,
/// or where a value isn't finite.
std::optional<double> etaSquared(std::span<const float> vectors, int dim, std::span<const int> groups,
                                 std::span<const double> gram = {});

}
