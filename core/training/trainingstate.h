// SPDX-License-Identifier: GPL-3.0-or-later
// Internal to core: includes libtorch.
#pragma once

#include "core/clip/towers.h"
#include "core/training/recipe.h"

#include <torch/optim/adamw.h>

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace headscope {

/// What changes from step to step: weights, the optimiser's moments and the step.
class TrainingState
{
public:
    /// Fresh weights, drawn as the recipe says. The recipe must outlive the state.
    explicit TrainingState(const TrainingRecipe &recipe);

    /// The model; its tensors require gradients.
    const ClipTensors &tensors() const { return m_tensors; }
    std::int64_t step() const { return m_step; }

    /// Takes the step that the tensors' gradients ask for, and clears them.
    void advance();

    void save(const std::filesystem::path &path) const;
    /// Throws InputError if the file is damaged or of another recipe.
    void load(const std::filesystem::path &path);

    /// By open_clip's names and shapes.
    std::map<std::string, FloatArray> weights() const;

private:
    struct Parameter
    {
        std::string name;
        Shape shape; ///< as open_clip stores it
        at::Tensor tensor;
        torch::optim::AdamWParamState *moments; ///< the optimiser's
    };

    const TrainingRecipe &m_recipe;
    ClipTensors m_tensors;
    std::vector<Parameter> m_parameters;
    torch::optim::AdamW m_optimiser;
    std::int64_t m_step = 0;
};

}
