// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/dataset/pixelsource.h"
#include "core/decomposition/decomposition.h"
#include "core/store/storejournal.h"
#include "core/storefile/growingtensor.h"
#include "core/storefile/storefolder.h"

#include <filesystem>
#include <map>
#include <memory>
#include <string_view>
#include <vector>

namespace headscope {

/// Builds a store picture by picture. A journal, rewritten now and then, says how far the files are valid: an
/// interrupted build goes on from there.
class StoreWriter
{
public:
    /// Takes up the partial store beside `path` if it is of the same `description` and `source` (any text that tells
    /// sources apart); otherwise starts anew. Throws InputError as StoreFolder does.
    StoreWriter(const std::filesystem::path &path, const StoreDescription &description, const std::string &source);

    /// Pictures of the source that are done with, stored or skipped.
    std::int64_t position() const { return m_journal.position; }
    std::int64_t images() const { return m_journal.description.images; }
    const std::vector<SkippedImage> &skipped() const { return m_journal.description.skipped; }

    /// Sums to which the decomposition of each batch adds its tokens.
    TokenSums &tokenSums() { return m_journal.tokenSums; }
    /// Adds a batch; the source is then done up to `position`. If that fails, e.g. for want of space, only what the
    /// last checkpoint covers can be gone on from.
    void add(const PixelBatch &batch, const Decomposition &decomposition, std::int64_t position);
    /// Makes what has been added so far survive a kill.
    void checkpoint();
    /// Writes the basis, the description and the list of images with what `dataset` knows of them, and moves the store
    /// to its place.
    void finish(const FloatArray &basis, const PixelSource &source, const Dataset &dataset);
    /// Removes what was written.
    void discard() { m_folder.discard(); }

private:
    bool resume(const std::string &source);
    void startAnew(const StoreDescription &description, const std::string &source);
    void openTensors();
    void flush();

    StoreFolder m_folder;
    StoreJournal m_journal;
    std::map<std::string_view, std::unique_ptr<GrowingTensor>> m_tensors; ///< by file
};

}
