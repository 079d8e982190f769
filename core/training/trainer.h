// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/training/recipe.h"

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <stop_token>
#include <string>

namespace headscope {

/// Pictures and their captions, pair by pair.
struct TrainingBatch
{
    Array<std::uint8_t> images; ///< [B, S, S, 3], RGB
    IntArray tokenIds;          ///< [B, context]
};

/// Makes the batch of a step. It must depend on the step alone, so that a resumed run sees what an unbroken one would.
/// It is called from another thread, one call at a time and one step ahead.
using BatchSource = std::function<TrainingBatch(std::int64_t step)>;

struct TrainingProgress
{
    std::int64_t step = 0; ///< steps done
    std::int64_t steps = 0;
    double loss = 0; ///< of the last step
    double samplesPerSecond = 0;
    double secondsLeft = 0;
};

/// How a run is kept, watched and stopped. All members may be left empty.
struct TrainingRun
{
    std::filesystem::path stateFile; ///< everything needed to go on: weights, the optimiser's moments, the step
    std::int64_t saveEvery = 200;    ///< steps
    std::function<void(const TrainingProgress &)> progress;
    std::stop_token stop;
};

/// Trains a CLIP from scratch with the symmetric contrastive loss of arXiv 2103.00020. Returns its weights by
/// open_clip's names and shapes, as writeOpenClipCheckpoint takes them.
///
/// If the state file exists, the run goes on from there and ends with the very weights of an unbroken run (on the same
/// machine with the same number of threads); a finished one is returned at once. The file is written every `saveEvery`
/// steps, at the end and when stopped, and is left for the caller to remove.
///
/// Throws InputError if the state file is damaged or of another recipe, Cancelled when stopped, std::runtime_error if
/// the loss is no longer a number, and whatever `source` throws.
std::map<std::string, FloatArray> trainClip(const TrainingRecipe &recipe, const BatchSource &source,
                                            const TrainingRun &run = {});

}
