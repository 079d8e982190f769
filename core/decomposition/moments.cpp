// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/moments.h"

#include "core/clip/torchconversions.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cassert>

namespace headscope {
namespace {

void addTo(Array<double> &sums, const Array<double> &others)
{
    assert(sums.shape == others.shape);
    std::transform(sums.values.begin(), sums.values.end(), others.values.begin(), sums.values.begin(), std::plus<>());
}

}

Moments::Moments(std::int64_t layers, std::int64_t heads, std::int64_t coordinates)
    : sum({layers, heads, coordinates})
    , outer({layers, heads, coordinates, coordinates})
{
}

void Moments::add(const FloatArray &coordinates, const FloatArray &shared)
{
    const c10::InferenceMode guard;
    const std::int64_t batch = coordinates.shape[0];
    const std::int64_t layers = coordinates.shape[1];
    const std::int64_t heads = coordinates.shape[2];
    // [L·H, B, q], so that a head is one matrix.
    const at::Tensor own = tensorView(coordinates).flatten(1, 2).transpose(0, 1).to(at::kDouble);
    const at::Tensor common = tensorView(shared).to(at::kDouble).expand({layers * heads, batch, -1});
    const at::Tensor rows = at::cat({own, common}, -1);
    tensorView(sum).add_(rows.sum(1).unflatten(0, {layers, heads}));
    tensorView(outer).add_(at::bmm(rows.transpose(1, 2), rows).unflatten(0, {layers, heads}));
    images += batch;
}

void Moments::add(const Moments &other)
{
    addTo(sum, other.sum);
    addTo(outer, other.outer);
    images += other.images;
}

TokenSums::TokenSums(std::int64_t layers, std::int64_t tokens, std::int64_t width)
    : heads({layers, tokens, width})
    , mlps({layers, tokens, width})
    , classToken({width})
{
}

void TokenSums::add(const TokenSums &other)
{
    addTo(heads, other.heads);
    addTo(mlps, other.mlps);
    addTo(classToken, other.classToken);
    images += other.images;
}

}
