// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/store/store.h"

#include <memory>
#include <vector>

namespace headscope {

struct TextSpanOptions
{
    int count = 20; ///< descriptions asked for; fewer are given when the variance is used up
    int rank = 80;  ///< directions of the head's contributions that are kept; capped at the numerical rank
};

/// A text that describes a head.
struct HeadDescription
{
    int index = 0;        ///< in the pool
    double std = 0;       ///< standard deviation of the contributions along the text, after the earlier picks
    double explained = 0; ///< share of the head's variance, 0…1
};

struct HeadDescriptions
{
    int layer = 0;
    int head = 0;
    int rank = 0; ///< directions really used
    std::vector<HeadDescription> descriptions;
    /// Unit directions of the picks in the joint space, each orthogonal to those before, [picks, d]: a head's
    /// contributions are rebuilt from them as mean + Σ ⟨c − mean, u⟩ u.
    FloatArray directions;
};

/// TextSpan ([TextSpan], arXiv 2310.05916, algorithm 1) in head coordinates (mathematics §4): the same picks as the
/// published loop over images, from the first two moments alone, so that its cost doesn't depend on the number of
/// images.
class TextSpan
{
public:
    /// `pool` [M, d] holds text embeddings; they are normalised if they aren't. InputError if it is empty.
    explicit TextSpan(const FloatArray &pool);
    ~TextSpan();
    TextSpan(TextSpan &&) noexcept;
    TextSpan &operator=(TextSpan &&) noexcept;

    /// Describes one head of a store of at least two images. InputError if the embedding widths differ.
    HeadDescriptions describe(const ContributionStore &store, int layer, int head,
                              const TextSpanOptions &options = {}) const;

private:
    struct Pool;
    std::unique_ptr<const Pool> m_pool;
};

}
