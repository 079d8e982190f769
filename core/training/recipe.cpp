// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/recipe.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>
#include <numeric>
#include <random>

namespace headscope {

double learningRateAt(const TrainingRecipe &recipe, std::int64_t step)
{
    if (step < recipe.warmupSteps)
        return recipe.learningRate * double(step + 1) / double(recipe.warmupSteps);
    const double falling = std::max<double>(1, double(recipe.steps - 1 - recipe.warmupSteps));
    const double cosine = 0.5 + 0.5 * std::cos(std::numbers::pi * double(step - recipe.warmupSteps) / falling);
    return recipe.learningRate * (recipe.lastLearningRate + (1 - recipe.lastLearningRate) * cosine);
}

int patchCountAt(const TrainingRecipe &recipe, std::int64_t step)
{
    const int all = recipe.config.grid() * recipe.config.grid();
    if (double(step) >= double(recipe.steps) * (1 - recipe.fullPatchShare))
        return all;
    return std::clamp(int(std::lround(all * recipe.patchKeep)), 1, all);
}

std::vector<std::int64_t> patchesAt(const TrainingRecipe &recipe, std::int64_t step)
{
    const int grid = recipe.config.grid();
    const int count = patchCountAt(recipe, step);
    std::vector<std::int64_t> patches(grid * grid);
    std::iota(patches.begin(), patches.end(), 0);
    if (count == grid * grid)
        return patches;

    std::seed_seq seeds = {recipe.seed & 0xffffffffu, recipe.seed >> 32, std::uint64_t(step)};
    std::mt19937_64 random(seeds);
    // By hand, since std::shuffle differs between standard libraries.
    for (int place = 0; place < count; ++place)
        std::swap(patches[place], patches[place + random() % (patches.size() - place)]);
    patches.resize(count);
    std::sort(patches.begin(), patches.end());
    return patches;
}

std::string toJson(const TrainingRecipe &recipe)
{
    const auto tower = [](const TowerShape &config) {
        return nlohmann::ordered_json{
            {"width", config.width},        {"layers", config.layers},        {"heads", config.heads},
            {"mlp_width", config.mlpWidth}, {"epsilon", config.layerNormEps},
        };
    };
    const ClipConfig &config = recipe.config;
    return nlohmann::ordered_json{
        {"image_size", config.imageSize()},
        {"patch_size", config.patchSize},
        {"mean", config.preprocessing.mean},
        {"std", config.preprocessing.std},
        {"activation", toString(config.vision.activation)},
        {"vision", tower(config.vision)},
        {"text", tower(*config.text)},
        {"embed_dim", config.embedDim},
        {"context_length", config.contextLength},
        {"vocab_size", config.vocabularySize},
        {"steps", recipe.steps},
        {"batch", recipe.batch},
        {"learning_rate", recipe.learningRate},
        {"last_learning_rate", recipe.lastLearningRate},
        {"warmup_steps", recipe.warmupSteps},
        {"beta1", recipe.beta1},
        {"beta2", recipe.beta2},
        {"epsilon", recipe.epsilon},
        {"weight_decay", recipe.weightDecay},
        {"gradient_norm", recipe.gradientNorm},
        {"logit_scale", recipe.logitScale},
        {"largest_logit_scale", recipe.largestLogitScale},
        {"patch_keep", recipe.patchKeep},
        {"full_patch_share", recipe.fullPatchShare},
        {"bfloat16", recipe.bfloat16},
        {"seed", recipe.seed},
    }
        .dump();
}

}
