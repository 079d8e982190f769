// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/safetensors.h"
#include "core/dataset/dataset.h"
#include "core/decomposition/moments.h"
#include "core/storefile/storedescription.h"

#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace headscope {

/// What is known about a stored image.
struct StoredImage
{
    std::string path;
    std::string hash; ///< SHA-256 of the file (or of the pixels) it was decomposed from
};

/// Names of the files in a store.
namespace storefiles {
constexpr const char *kDescription = "store.json";
constexpr const char *kImages = "images.csv";
constexpr const char *kBasis = "basis.safetensors";
constexpr const char *kMoments = "moments.safetensors";
constexpr const char *kHeads = "heads.safetensors";
constexpr const char *kShared = "shared.safetensors";
constexpr const char *kMlps = "mlps.safetensors";
constexpr const char *kClassToken = "classtoken.safetensors";
constexpr const char *kEmbeddings = "embeddings.safetensors";
constexpr const char *kAll[] = {kDescription, kImages, kBasis,      kMoments,   kHeads,
                                kShared,      kMlps,   kClassToken, kEmbeddings};
/// A column of kImages, under a name that no manifest's column has.
constexpr const char *kHashColumn = "sha256 of the picture";
}

/// A file of a store with one row an image.
struct StoreTensor
{
    const char *file;
    const char *tensor;
    DType dtype;
    Shape rowShape;
};

/// Those of a store of this description; the class token's only if it is kept.
std::vector<StoreTensor> storeTensors(const StoreDescription &description);

/// All that a store holds. What has a row an image stays in the mapped files.
struct StoreContents
{
    std::filesystem::path path; ///< empty for a store in memory
    StoreDescription description;
    StoredTensor heads;      ///< [K, L, H, e]
    StoredTensor shared;     ///< [K, q − e]
    StoredTensor mlps;       ///< [K, L+1, d]
    StoredTensor classToken; ///< [K, L, d], or no bytes
    StoredTensor embeddings; ///< [K, d]
    FloatArray basis;        ///< [L, H, q, d]
    Moments moments;
    std::optional<TokenSums> tokenSums;
    std::vector<StoredImage> images;
    Dataset dataset; ///< one entry an image, as `images`
};

/// Reads and checks a complete store. Throws InputError naming the file that is wrong.
StoreContents readStore(const std::filesystem::path &path);

/// Throws InputError naming the file they come from if not all of them are finite.
void requireFinite(std::span<const float> values, const std::filesystem::path &file);

/// Entries [begin, begin+count) of the first dimension, converted where they are half precision. Whether they are
/// finite is checked here and not when the store is opened, because there may be more of them than anybody needs.
FloatArray readRows(const StoredTensor &tensor, std::int64_t begin, std::int64_t count,
                    const std::filesystem::path &file);

/// The list of a store's images, with what `dataset` knows of each; it may be empty.
void writeImageList(const std::filesystem::path &file, std::span<const StoredImage> images, const Dataset &dataset);

/// Moments and token sums as a file, and back.
void writeSums(const std::filesystem::path &file, const Moments &moments, const TokenSums &tokenSums);
void readSums(const std::filesystem::path &file, Moments &moments, TokenSums &tokenSums);

}
