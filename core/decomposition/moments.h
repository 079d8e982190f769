// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"

#include <cstdint>
#include <span>

namespace headscope {

/// First two moments of head coordinates over a data set, as sums in double: they add up over batches and shards, and
/// their size doesn't grow with the number of images (mathematics §3).
struct Moments
{
    std::int64_t images = 0;
    Array<double> sum;   ///< [L, H, q]: Σ s
    Array<double> outer; ///< [L, H, q, q]: Σ s sᵀ

    Moments() = default;
    Moments(std::int64_t layers, std::int64_t heads, std::int64_t coordinates);

    /// Adds a batch: own coordinates [B, L, H, e] and the shared ones [B, q − e], which may have no columns.
    void add(const FloatArray &coordinates, const FloatArray &shared);
    /// Adds those of other images, of the same shape.
    void add(const Moments &other);
};

/// Sums over images, for each token position, of what forward mean-ablation moves heads and MLPs towards (mathematics
/// §6). The last layer computes the class token alone, so its other positions stay zero.
struct TokenSums
{
    std::int64_t images = 0;
    Array<double> heads;      ///< [L, N+1, w]: head outputs before W_O, heads side by side
    Array<double> mlps;       ///< [L, N+1, w]: MLP outputs
    Array<double> classToken; ///< [w]: the class token that enters layer 0

    TokenSums() = default;
    TokenSums(std::int64_t layers, std::int64_t tokens, std::int64_t width);

    /// Adds those of other images, of the same shape.
    void add(const TokenSums &other);
};

}
