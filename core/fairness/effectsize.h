// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

namespace headscope {

/// Cohen's d between group 0 and group 1 ((mean of 0 − mean of 1) over the pooled standard deviation) within each
/// class, averaged over classes, so that the composition of the groups doesn't pass for a difference (mathematics.md
/// §9.2). One entry an image: labels, −1 leaves the image out (no labels at all: one class); groups, others than 0 and
/// 1 are left out. A class counts if it has two images of each group and they vary; undefined if none does, or where a
/// value isn't finite.
std::optional<double> classwiseCohensD(std::span<const float> values, std::span<const int> labels,
                                       std::span<const int> groups);

}
