// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/training/trainer.h"

#include "core/clip/torchconversions.h"
#include "core/error.h"
#include "core/training/trainingstate.h"

#include <ATen/autocast_mode.h>

#include <cassert>
#include <chrono>
#include <cmath>
#include <future>

namespace headscope {
namespace {

/// Elsewhere bfloat16 would be emulated, far slower than float32.
bool multipliesBfloat16()
{
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512bf16");
#else
    return false;
#endif
}

/// Matrix products in bfloat16 while this lives. The products are too skinny for the float32 library to be quick, so
/// this gains more than the factor of two that the format promises.
class Autocast
{
public:
    explicit Autocast(bool enabled)
        : m_wasEnabled(at::autocast::is_cpu_enabled())
    {
        at::autocast::set_autocast_cpu_dtype(at::kBFloat16);
        at::autocast::set_cpu_enabled(enabled);
    }
    ~Autocast()
    {
        // The weights' copies in bfloat16 are of this step only.
        at::autocast::clear_cache();
        at::autocast::set_cpu_enabled(m_wasEnabled);
    }
    Autocast(const Autocast &) = delete;
    Autocast &operator=(const Autocast &) = delete;

private:
    bool m_wasEnabled;
};

/// [B, S, S, 3] → normalised [B, 3, S, S]
at::Tensor toPixels(const Array<std::uint8_t> &images, const Preprocessing &preprocessing)
{
    const auto channels = [](const std::array<float, 3> &values) {
        return at::tensor(at::ArrayRef<float>(values)).reshape({3, 1, 1});
    };
    const at::Tensor bytes = at::from_blob(const_cast<std::uint8_t *>(images.values.data()), images.shape, at::kByte);
    const at::Tensor values = bytes.permute({0, 3, 1, 2}).to(at::kFloat, false, false, at::MemoryFormat::Contiguous);
    return (values / 255 - channels(preprocessing.mean)) / channels(preprocessing.std);
}

at::Tensor unitRows(const at::Tensor &rows)
{
    const at::Tensor values = rows.to(at::kFloat);
    return values / values.norm(2, -1, true).clamp_min(1e-12);
}

/// Symmetric cross-entropy of every picture against every text of the batch and the other way round, in float32.
///
/// Equal captions in a batch need no care: they have equal embeddings, so sharing the target among them equally gives
/// this very sum, term by term. It then ends at the mean logarithm of a caption's copies instead of 0. Leaving the
/// copies out of the denominator would end at 0, but count a frequent caption once where it is right and many times
/// where it is wrong, and so distort the frequencies that a trained model is to reflect.
at::Tensor contrastiveLoss(const at::Tensor &images, const at::Tensor &texts, const at::Tensor &logitScale)
{
    const at::Tensor logits = at::matmul(logitScale.exp() * unitRows(images), unitRows(texts).t());
    const at::Tensor targets = at::arange(images.size(0));
    return (at::cross_entropy_loss(logits, targets) + at::cross_entropy_loss(logits.t(), targets)) / 2;
}

/// Computes gradients for one batch; returns its loss.
double backpropagate(const TrainingRecipe &recipe, const TrainingState &state, const TrainingBatch &batch)
{
    [[maybe_unused]] const std::int64_t size = recipe.config.imageSize();
    assert((batch.images.shape == Shape{recipe.batch, size, size, 3}));
    assert((batch.tokenIds.shape == Shape{recipe.batch, recipe.config.contextLength}));

    const ClipTensors &tensors = state.tensors();
    const at::Tensor pixels = toPixels(batch.images, recipe.config.preprocessing);
    const at::Tensor patches = at::tensor(patchesAt(recipe, state.step()));
    at::Tensor images, texts;
    {
        const Autocast autocast(recipe.bfloat16 && multipliesBfloat16());
        const at::Tensor stream = embedPatches(tensors.vision, pixels, patches);
        images = projectClassToken(tensors.vision, runVisionLayers(tensors.vision, stream, 0));
        texts = encodeTexts(*tensors.text, tensorView(batch.tokenIds));
    }
    const at::Tensor loss = contrastiveLoss(images, texts, tensors.logitScale);
    loss.backward();
    return loss.item<double>();
}

/// Measures the pace in patches, since steps that show all of them take longer.
class Pace
{
public:
    explicit Pace(const TrainingRecipe &recipe)
        : m_recipe(recipe)
    {
    }

    TrainingProgress progress(std::int64_t stepsDone, double loss)
    {
        const auto now = std::chrono::steady_clock::now();
        const double seconds = std::chrono::duration<double>(now - m_last).count();
        const double patches = patchCountAt(m_recipe, stepsDone - 1);
        m_last = now;
        m_secondsPerPatch =
            m_secondsPerPatch > 0 ? 0.95 * m_secondsPerPatch + 0.05 * seconds / patches : seconds / patches;
        double patchesLeft = 0;
        for (std::int64_t step = stepsDone; step < m_recipe.steps; ++step)
            patchesLeft += patchCountAt(m_recipe, step);
        return {stepsDone, m_recipe.steps, loss, m_recipe.batch / (m_secondsPerPatch * patches),
                m_secondsPerPatch * patchesLeft};
    }

private:
    const TrainingRecipe &m_recipe;
    std::chrono::steady_clock::time_point m_last = std::chrono::steady_clock::now();
    double m_secondsPerPatch = 0;
};

}

std::map<std::string, FloatArray> trainClip(const TrainingRecipe &recipe, const BatchSource &source,
                                            const TrainingRun &run)
{
    const bool keepsState = !run.stateFile.empty();
    TrainingState state(recipe);
    if (keepsState && std::filesystem::exists(run.stateFile))
        state.load(run.stateFile);

    const auto fetch = [&](std::int64_t step) {
        return step < recipe.steps ? std::async(std::launch::async, source, step) : std::future<TrainingBatch>();
    };
    std::future<TrainingBatch> next = fetch(state.step());
    Pace pace(recipe);
    while (state.step() < recipe.steps) {
        if (run.stop.stop_requested()) {
            if (keepsState)
                state.save(run.stateFile);
            throw Cancelled();
        }
        const TrainingBatch batch = next.get();
        next = fetch(state.step() + 1);
        const double loss = backpropagate(recipe, state, batch);
        if (!std::isfinite(loss))
            throw std::runtime_error("the loss is no longer a number at step " + std::to_string(state.step()) +
                                     "; a lower learning rate may help");
        state.advance();
        if (keepsState && (state.step() % run.saveEvery == 0 || state.step() == recipe.steps))
            state.save(run.stateFile);
        if (run.progress)
            run.progress(pace.progress(state.step(), loss));
    }
    return state.weights();
}

}
