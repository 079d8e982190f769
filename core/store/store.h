// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/storefile/storecontents.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// The contribution store: a folder that holds what every head and MLP writes into the embedding of every image, in
/// head coordinates (mathematics §3), with moments and token means. Read-only and memory-mapped; cheap to copy; safe to
/// use from several threads. It can be read from Python with the safetensors package: coordinates · basis =
/// contributions. What it hands out is finite: InputError, naming the file, where one holds something else.
class ContributionStore
{
public:
    /// Throws InputError if it isn't a complete store.
    static ContributionStore open(const std::filesystem::path &path);
    /// A store in memory from contributions themselves: heads [K, L, H, d] with the identity for a basis, mlps
    /// [K, L+1, d], and optionally the class token's share [K, L, d].
    static ContributionStore fromContributions(FloatArray heads, FloatArray mlps, FloatArray classToken = {});
    /// A store in memory from head coordinates [K, L, H, e], shared ones [K, q−e], basis [L, H, q, d] and mlps
    /// [K, L+1, d].
    static ContributionStore fromCoordinates(FloatArray coordinates, FloatArray shared, FloatArray basis,
                                             FloatArray mlps, FloatArray classToken = {});

    /// What errors call it: its folder.
    std::string name() const;
    const StoreDescription &description() const;
    std::int64_t images() const;
    int layers() const { return static_cast<int>(basis().shape[0]); }
    int heads() const { return static_cast<int>(basis().shape[1]); }
    /// Numbers a head and image: e+3 (or d for contributions given as such).
    int coordinateCount() const { return static_cast<int>(basis().shape[2]); }
    int embedDim() const { return static_cast<int>(basis().shape[3]); }
    bool hasClassToken() const;

    const FloatArray &basis() const; ///< [L, H, q, d]
    const Moments &moments() const;
    /// Nothing if the store was made from contributions.
    const std::optional<TokenSums> &tokenSums() const;

    /// Images [begin, begin+count) as one head has them: s [count, q].
    FloatArray coordinates(int layer, int head, std::int64_t begin, std::int64_t count) const;
    /// c = sᵀB of one head, [count, d].
    FloatArray contributions(int layer, int head, std::int64_t begin, std::int64_t count) const;
    /// The same of every head, [count, L, H, d].
    FloatArray contributions(std::int64_t begin, std::int64_t count) const;
    /// [count, L+1, d]
    FloatArray mlps(std::int64_t begin, std::int64_t count) const;
    /// The class token's attention to itself, heads summed, [count, L, d]. InputError if it wasn't kept.
    FloatArray classToken(std::int64_t begin, std::int64_t count) const;
    /// z/n, [count, d]: the sum of all heads and MLP terms.
    FloatArray embeddings(std::int64_t begin, std::int64_t count) const;
    /// n, the length of z. [count]; ones for contributions given as such.
    FloatArray norms(std::int64_t begin, std::int64_t count) const;

    /// One entry an image; labels and attributes stand in `dataset`, whose paths are those of `storedImages`.
    const std::vector<StoredImage> &storedImages() const;
    const Dataset &dataset() const;

private:
    explicit ContributionStore(std::shared_ptr<const StoreContents> data);
    std::shared_ptr<const StoreContents> m_data;
};

}
