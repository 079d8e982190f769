// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainingstate.h"

#include "core/checkpoint/checkpoint.h"
#include "core/clip/torchconversions.h"
#include "core/error.h"

#include <ATen/CPUGeneratorImpl.h>
#include <nlohmann/json.hpp>
#include <torch/nn/utils/clip_grad.h>

#include <cmath>
#include <memory>
#include <span>

namespace headscope {
namespace {

const char *const kRecipeKey = "recipe";
const char *const kStep = "step";
const char *const kWeight = "weight/";
const char *const kMean = "mean/";
const char *const kSquare = "square/";

/// The deviation of a tensor's first values, see TrainingRecipe's table; 0 for what begins as a constant.
double initialDeviation(const std::string &name, const ClipConfig &config)
{
    const bool visual = name.starts_with("visual.");
    const TowerShape &tower = visual ? config.vision : *config.text;
    const double width = tower.width;
    if (name.ends_with("in_proj_weight") || name == "visual.class_embedding" || name == "visual.positional_embedding" ||
        name == "visual.proj" || name == "text_projection")
        return 1 / std::sqrt(width);
    if (name.ends_with("out_proj.weight") || name.ends_with("c_proj.weight"))
        return 1 / std::sqrt(width * 2 * tower.layers);
    if (name.ends_with("c_fc.weight"))
        return 1 / std::sqrt(2 * width);
    if (name == "visual.conv1.weight")
        return 1 / std::sqrt(3.0 * config.patchSize * config.patchSize);
    if (name == "token_embedding.weight")
        return 0.02;
    if (name == "positional_embedding")
        return 0.01;
    return 0;
}

void initialise(at::Tensor values, const std::string &name, const TrainingRecipe &recipe, at::Generator &generator)
{
    if (name == "logit_scale")
        values.fill_(std::log(recipe.logitScale));
    else if (const double deviation = initialDeviation(name, recipe.config))
        values.normal_(0, deviation, generator);
    else
        values.fill_(name.ends_with(".weight") ? 1 : 0); // of a layer norm, or a bias
}

ClipTensors freshTensors(const TrainingRecipe &recipe)
{
    at::Generator generator = at::make_generator<at::CPUGeneratorImpl>(recipe.seed);
    Checkpoint checkpoint;
    checkpoint.config = recipe.config;
    for (const auto &[name, shape] : expectedTensors(recipe.config)) {
        const auto array = std::make_shared<const FloatArray>(shape);
        initialise(tensorView(*array), name, recipe, generator);
        checkpoint.tensors[name] = {DType::F32, shape, std::as_bytes(std::span(array->values)), array};
    }
    ClipTensors tensors = makeTensors(checkpoint);
    forEachTensor(tensors, [](const std::string &, at::Tensor &tensor) { tensor = tensor.clone().requires_grad_(); });
    return tensors;
}

std::vector<torch::optim::OptimizerParamGroup> parameterGroups(const TrainingRecipe &recipe, ClipTensors &tensors)
{
    std::vector<at::Tensor> matrices, vectors;
    forEachTensor(tensors, [&](const std::string &, at::Tensor &tensor) {
        (tensor.dim() > 1 ? matrices : vectors).push_back(tensor);
    });
    torch::optim::AdamWOptions options(recipe.learningRate);
    options.betas({recipe.beta1, recipe.beta2}).eps(recipe.epsilon);
    const auto group = [&options](std::vector<at::Tensor> &parameters, double weightDecay) {
        options.weight_decay(weightDecay);
        return torch::optim::OptimizerParamGroup(std::move(parameters),
                                                 std::make_unique<torch::optim::AdamWOptions>(options));
    };
    return {group(matrices, recipe.weightDecay), group(vectors, 0)};
}

/// Throws InputError naming the first thing in which the recipe of a file differs.
void checkRecipe(const std::filesystem::path &path, const std::string &written, const std::string &wanted)
{
    if (written == wanted)
        return;
    const std::string remedy = "train with the recipe it was begun with, or remove it to begin anew";
    const nlohmann::json theirs = nlohmann::json::parse(written, nullptr, false);
    const nlohmann::json ours = nlohmann::json::parse(wanted);
    for (const auto &[key, value] : ours.items()) {
        if (theirs.is_object() && theirs.contains(key) && theirs[key] != value)
            throw InputError(path.string(),
                             "is of a run whose " + key + " is " + theirs[key].dump() + ", not " + value.dump(),
                             remedy);
    }
    throw InputError(path.string(), "is not the state of a training run of this recipe", remedy);
}

FloatArray readArray(const SafetensorsFile &file, const std::string &name, const Shape &shape)
{
    FloatArray array = file.floats(name);
    if (array.shape != shape)
        throw InputError(file.path().string(), "tensor \"" + name + "\" has shape " + toString(array.shape),
                         "shape " + toString(shape) + " is needed");
    return array;
}

}

TrainingState::TrainingState(const TrainingRecipe &recipe)
    : m_recipe(recipe)
    , m_tensors(freshTensors(recipe))
    , m_optimiser(parameterGroups(recipe, m_tensors))
{
    std::map<std::string, Shape> shapes;
    for (const auto &[name, shape] : expectedTensors(recipe.config))
        shapes[name] = shape;
    forEachTensor(m_tensors, [&](const std::string &name, at::Tensor &tensor) {
        // The optimiser would make these at its first step; made here, they can be loaded and saved at any.
        auto moments = std::make_unique<torch::optim::AdamWParamState>();
        moments->exp_avg(at::zeros_like(tensor, at::MemoryFormat::Preserve));
        moments->exp_avg_sq(at::zeros_like(tensor, at::MemoryFormat::Preserve));
        m_parameters.push_back({name, shapes.at(name), tensor, moments.get()});
        m_optimiser.state()[c10::guts::to_string(tensor.unsafeGetTensorImpl())] = std::move(moments);
    });
}

void TrainingState::advance()
{
    std::vector<at::Tensor> tensors;
    for (const Parameter &parameter : m_parameters)
        tensors.push_back(parameter.tensor);
    torch::nn::utils::clip_grad_norm_(tensors, m_recipe.gradientNorm);
    for (torch::optim::OptimizerParamGroup &group : m_optimiser.param_groups())
        group.options().set_lr(learningRateAt(m_recipe, m_step));
    m_optimiser.step();
    m_optimiser.zero_grad();

    const at::NoGradGuard guard;
    m_tensors.logitScale.clamp_max_(std::log(m_recipe.largestLogitScale));
    ++m_step;
}

void TrainingState::save(const std::filesystem::path &path) const
{
    SafetensorsWriter writer;
    writer.setMetadata(kRecipeKey, toJson(m_recipe));
    writer.add(kStep, IntArray({1}, {m_step}));
    for (const Parameter &parameter : m_parameters) {
        const auto add = [&](const char *kind, const at::Tensor &tensor) {
            writer.add(kind + parameter.name, toArray(tensor.detach().reshape(parameter.shape)));
        };
        add(kWeight, parameter.tensor);
        add(kMean, parameter.moments->exp_avg());
        add(kSquare, parameter.moments->exp_avg_sq());
    }
    writer.write(path);
}

void TrainingState::load(const std::filesystem::path &path)
{
    const SafetensorsFile file(path);
    const auto recipe = file.metadata().find(kRecipeKey);
    checkRecipe(path, recipe == file.metadata().end() ? "" : recipe->second, toJson(m_recipe));

    const at::NoGradGuard guard;
    m_step = file.ints(kStep, {1}).values.front();
    for (const Parameter &parameter : m_parameters) {
        const auto restore = [&](const char *kind, at::Tensor tensor) {
            const FloatArray array = readArray(file, kind + parameter.name, parameter.shape);
            tensor.copy_(tensorView(array).reshape(tensor.sizes()));
        };
        restore(kWeight, parameter.tensor);
        restore(kMean, parameter.moments->exp_avg());
        restore(kSquare, parameter.moments->exp_avg_sq());
        parameter.moments->step(m_step);
    }
}

std::map<std::string, FloatArray> TrainingState::weights() const
{
    std::map<std::string, FloatArray> weights;
    for (const Parameter &parameter : m_parameters)
        weights[parameter.name] = toArray(parameter.tensor.detach().reshape(parameter.shape));
    return weights;
}

}
