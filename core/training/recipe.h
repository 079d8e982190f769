// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/clipconfig.h"

#include <cstdint>
#include <string>
#include <vector>

namespace headscope {

/// Everything that decides what a training run computes, beside its batches. The defaults suit a model of two or three
/// million weights that is trained for some minutes on a processor.
///
/// | weights                                             | begin as                                          |
/// |-----------------------------------------------------|---------------------------------------------------|
/// | query, key, value, class token and image positions  | normal, deviation width^-1/2                      |
/// | output of attention and of the MLP                  | normal, width^-1/2 · (2 · layers)^-1/2            |
/// | input of the MLP                                    | normal, (2 · width)^-1/2                          |
/// | both projections                                    | normal, width^-1/2                                |
/// | patches                                             | normal, (3 · patch²)^-1/2                         |
/// | token embeddings, text positions                    | normal, 0.02 and 0.01                             |
/// | layer norms, biases                                 | 1, 0                                              |
///
/// as in CLIP (arXiv 2103.00020), whose text tower's deviations are used for both towers here.
struct TrainingRecipe
{
    ClipConfig config;
    std::int64_t steps = 0;
    int batch = 128; ///< pairs a step

    // AdamW
    double learningRate = 1e-3;     ///< at its highest: after the warm-up, from where it falls as a cosine
    double lastLearningRate = 0.02; ///< what is left of it at the end, as a share
    std::int64_t warmupSteps = 100;
    double beta1 = 0.9;
    double beta2 = 0.98;
    double epsilon = 1e-6;
    double weightDecay = 0.1; ///< of matrices; vectors and the logit scale don't decay
    double gradientNorm = 1;  ///< longer gradients are shortened to this

    double logitScale = 14.3; ///< at the start
    double largestLogitScale = 100;

    /// Share of the patches that the image tower is shown, others each step: dropping half makes a step 1.7 times as
    /// fast. The last `fullPatchShare` of the steps shows all of them, as they are when the model is used.
    double patchKeep = 0.5;
    double fullPatchShare = 0.2;

    /// Multiply in bfloat16 where the processor does so natively (layer norms, the residual stream, the loss and the
    /// weights stay float32).
    bool bfloat16 = true;

    std::uint64_t seed = 0;
};

/// The learning rate of a step, counted from 0.
double learningRateAt(const TrainingRecipe &recipe, std::int64_t step);

/// How many patches of each picture a step shows.
int patchCountAt(const TrainingRecipe &recipe, std::int64_t step);

/// Which patches those are, in ascending order; a function of seed and step alone.
std::vector<std::int64_t> patchesAt(const TrainingRecipe &recipe, std::int64_t step);

/// The recipe as JSON; equal recipes give equal text.
std::string toJson(const TrainingRecipe &recipe);

}
