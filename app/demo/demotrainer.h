// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/demo/plant.h"
#include "core/training/trainer.h"

#include <cstdint>
#include <filesystem>

namespace headscope {

/// What tells one run of the demo's trainer from another.
struct DemoTraining
{
    Plant plant;
    std::uint64_t seed = 1;
    std::int64_t samples = 400'000;
};

/// How the demo's models are trained: a ViT of 4 layers × 8 heads on scenes of 64 pixels, and a word-level text tower.
TrainingRecipe demoRecipe(const DemoTraining &training, int vocabularySize);

/// Trains a model and writes it to `folder`: an open_clip folder with tokenizer.json and training.json (what was
/// planted, the recipe, how long it took). An interrupted run leaves "FOLDER.training" and goes on from there when
/// called again.
///
/// The run has a second stage, in which every other batch holds twins, the same scene as woman
/// and as man: what makes single heads tell gender.
///
/// Needs a QGuiApplication. Throws as trainClip does, and InputError if font or emoji list are missing.
void trainDemo(const DemoTraining &training, const std::filesystem::path &folder,
               const std::function<void(const TrainingProgress &)> &progress = {}, std::stop_token stop = {});

}
