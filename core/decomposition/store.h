// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/safetensors.h"
#include "core/clip/clipmodel.h"
#include "core/dataset/dataset.h"
#include "core/dataset/pixelsource.h"
#include "core/decomposition/moments.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// What a store says of itself in store.json: enough to tell whether two stores may be compared or merged, and to find
/// the model and the pictures again.
struct StoreDescription
{
    std::string modelPath;
    std::string modelHash; ///< SHA-256 of the weights file
    Preprocessing preprocessing;
    int layers = 0;
    int heads = 0;
    int headDim = 0;
    int embedDim = 0;
    int tokens = 0;
    std::string dtype = "f32"; ///< of what is stored an image: "f32" or "f16"
    bool classToken = false;
    int batch = 0;
    std::int64_t images = 0;
    std::vector<SkippedImage> skipped;
};

/// What is known about a stored image.
struct StoredImage
{
    std::string path;
    std::string hash; ///< SHA-256 of the file (or of the pixels) it was decomposed from
};

/// The contribution store: a folder that holds what every head and MLP writes into the embedding of every image, in
/// head coordinates (mathematics §3), with moments and token means. Read-only and memory-mapped; cheap to copy; safe to
/// use from several threads. It can be read from Python with the safetensors package: coordinates · basis =
/// contributions.
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
    struct Data;
    explicit ContributionStore(std::shared_ptr<const Data> data);
    std::shared_ptr<const Data> m_data;
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

std::string toJsonText(const StoreDescription &description);
StoreDescription descriptionFromJson(const std::filesystem::path &file);

/// Moments and token sums as tensors, and back.
void addSums(SafetensorsWriter &writer, const Moments &moments, const TokenSums &tokenSums);
void readSums(const SafetensorsFile &file, Moments &moments, TokenSums &tokenSums);

}
