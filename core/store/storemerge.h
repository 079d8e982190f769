// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/pixelsource.h"
#include "core/progress.h"

#include <cstdint>
#include <filesystem>
#include <span>
#include <vector>

namespace headscope {

struct MergeSummary
{
    std::int64_t images = 0;
    std::vector<SkippedImage> skipped;
};

/// Joins shards of a data set, in this order, into one store at `out`, as if they had been decomposed together:
/// contributions are copied, moments and token sums add up (mathematics §3). Labels and attributes come along; where
/// one shard has a column that another hasn't, the other's images have it empty, as unknown. Streaming; the store is
/// built beside `out` and renamed, and nothing is left if that fails or is cancelled.
///
/// Throws InputError if the shards weren't decomposed alike (same model, preprocessing, type …), or if two of them hold
/// the same picture (same name, same content), which would count twice in every mean: shards that overlap are a
/// mistake. Copies of a picture under several names belong to the data set, and stay. Also as StoreFolder does;
/// Cancelled.
MergeSummary mergeStores(std::span<const std::filesystem::path> stores, const std::filesystem::path &out,
                         const Job &job = {});

}
