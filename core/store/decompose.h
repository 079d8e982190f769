// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/clipmodel.h"
#include "core/dataset/dataset.h"
#include "core/dataset/pixelsource.h"
#include "core/progress.h"

#include <filesystem>
#include <string>
#include <vector>

namespace headscope {

/// Text that is the same only for the same, unchanged pictures with the same labels and attributes, found out without
/// reading them: an interrupted run is taken up, and a cached store used again, only for these.
std::string identityOf(const PixelSource &source, const Dataset &dataset);

struct DecomposeOptions
{
    int batch = 16;
    bool half = false;       ///< store float16: half the size
    bool classToken = false; ///< keep the class token's own share of every layer as well
};

struct DecomposeSummary
{
    std::int64_t images = 0; ///< stored, those of an earlier, interrupted run included
    std::vector<SkippedImage> skipped;
    double imagesPerSecond = 0; ///< of this run
};

/// Decomposes every picture of `source` into a contribution store at `path` (mathematics §2–3), streaming: memory
/// doesn't grow with the number of images, decoding overlaps with the forward pass, and pictures that can't be read are
/// left out and listed. `dataset` gives labels and attributes, one for each picture of `source`; it may be empty.
///
/// The store is built in a folder beside `path` and renamed when it is complete. If that was interrupted (a kill, a
/// full disk, Cancelled), the same call resumes and ends with the same bytes. A complete store at `path` is replaced.
///
/// Throws InputError if no picture can be read, if what is to be stored isn't finite (nothing is left behind then), if
/// `path` is something other than a store, or if another process is writing it; std::runtime_error if writing fails;
/// Cancelled.
DecomposeSummary decompose(const ClipModel &model, const PixelSource &source, const Dataset &dataset,
                           const std::filesystem::path &path, const DecomposeOptions &options, const Job &job = {});

}
