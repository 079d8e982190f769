// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/dataset/pixelsource.h"
#include "core/decomposition/decomposition.h"
#include "core/decomposition/growingtensor.h"
#include "core/decomposition/store.h"

#include <filesystem>
#include <memory>
#include <vector>

namespace headscope {

/// Builds a store in "PATH.partial" and renames it to PATH. A journal, rewritten now and then, says how far the files
/// are valid: an interrupted build goes on from there.
class StoreWriter
{
public:
    /// Takes up the partial store beside `path` if it is of the same `description` and `source` (any text that tells
    /// sources apart); otherwise starts anew. Throws InputError if `path` is something else than a store, or if another
    /// process is writing it.
    StoreWriter(const std::filesystem::path &path, const StoreDescription &description, const std::string &source);
    ~StoreWriter();

    /// Pictures of the source that are done with, stored or skipped.
    std::int64_t position() const { return m_position; }
    std::int64_t images() const { return m_description.images; }
    const std::vector<SkippedImage> &skipped() const { return m_description.skipped; }

    /// Sums to which the decomposition of each batch adds its tokens.
    TokenSums &tokenSums() { return m_tokenSums; }
    /// Adds a batch; the source is then done up to `position`.
    void add(const PixelBatch &batch, const Decomposition &decomposition, std::int64_t position);
    /// Makes what has been added so far survive a kill.
    void checkpoint();
    /// Writes the basis, the description and the list of images with what `dataset` knows of them, and moves the store
    /// to its place.
    void finish(const FloatArray &basis, const PixelSource &source, const Dataset &dataset);
    /// Removes what was written.
    void discard();

private:
    class Lock;

    bool readJournal();
    void startAnew();
    void openTensors();

    std::filesystem::path m_path;
    std::filesystem::path m_partial;
    std::string m_source;
    StoreDescription m_description;
    std::unique_ptr<Lock> m_lock;
    std::int64_t m_position = 0;
    std::int64_t m_generation = 0; ///< of the journal
    Moments m_moments;
    TokenSums m_tokenSums;
    std::vector<std::int64_t> m_indices; ///< of each stored image in the source
    std::vector<std::string> m_hashes;
    std::unique_ptr<GrowingTensor> m_heads, m_shared, m_mlps, m_classToken, m_embeddings;
};

}
