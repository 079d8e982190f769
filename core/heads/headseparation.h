// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/progress.h"
#include "core/store/store.h"

#include <optional>
#include <span>
#include <vector>

namespace headscope {

/// The zero-shot concept activation vector of group A against B (mathematics §9.2): normalise(mean t(A) − mean t(B)).
/// Text embeddings [n, d], normalised if they aren't. → [d]. InputError if there is no text, widths differ, or the
/// means are the same.
FloatArray conceptDirection(const FloatArray &textsOfA, const FloatArray &textsOfB);

/// How far apart two groups of images are for each head along `direction` [d]: Cohen's d of ⟨c[l,h], direction⟩ within
/// classes, averaged (classwiseCohensD); positive: group 0 lies further along. labels and groups have an entry for each
/// of the store's images: labels may be empty, groups other than 0 and 1 are left out. → [L·H], layer by layer;
/// undefined where no class has two images of both groups, or nothing varies. Throws Cancelled.
std::vector<std::optional<double>> headSeparation(const ContributionStore &store, std::span<const float> direction,
                                                  std::span<const int> labels, std::span<const int> groups,
                                                  const Job &job = {});

}
