// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/clip/clipmodel.h"
#include "core/decomposition/moments.h"

namespace headscope {

/// The exact decomposition of a batch's image embeddings (mathematics §2), heads in head coordinates (§3).
struct Decomposition
{
    FloatArray coordinates; ///< [B, L, H, e]: o/(σn), what each head hands to its output projection
    FloatArray shared;      ///< [B, 3]: 1/(σn), μ/(σn), 1/n, the last coordinates of every head
    FloatArray mlps;        ///< [B, L+1, d]: 0 is the class token after ln_pre, l+1 the MLP of layer l
    FloatArray classToken;  ///< [B, L, d]: the class token's attention to itself, heads summed; empty unless asked for
    FloatArray embedding;   ///< [B, d]: z, not normalised; n is its length
    FloatArray streamMean;  ///< [B, 1]: μ of the class token's stream before ln_post
    FloatArray streamStd;   ///< [B, 1]: σ, √(variance + eps)
};

/// Normalised pixels [B, 3, S, S] of a batch that fits in memory. `tokenSums`, if given, receives this batch too.
Decomposition decomposeImages(const ClipModel &model, const FloatArray &pixels, bool classToken = false,
                              TokenSums *tokenSums = nullptr);

}
