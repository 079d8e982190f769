// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/demotrainer.h"

#include "app/demo/sampler.h"
#include "core/checkpoint/checkpoint.h"
#include "core/files.h"
#include "core/random.h"
#include "core/tokens/tokenizer.h"

#include <algorithm>
#include <chrono>
#include <nlohmann/json.hpp>

namespace headscope {
namespace {

constexpr int kImageSize = 64;
constexpr int kContext = 24;
constexpr const char *kTokenizerName = "tokenizer.json";

// Concepts emerge in the order background, profession, tone, gender; twins, shown from half of the run on, bring the
// last.
constexpr double kTwinStage = 0.4;
constexpr double kTwinShare = 0.5;

/// Draws the batch of any step, from the step alone.
class BatchMaker
{
public:
    BatchMaker(const DemoTraining &training, const TrainingRecipe &recipe, const EmojiList &emoji,
               const SceneSampler &sampler, const Tokenizer &tokenizer)
        : m_seed(training.seed)
        , m_recipe(recipe)
        , m_sampler(sampler)
        , m_renderer(emoji)
        , m_tokenizer(tokenizer)
    {
    }

    TrainingBatch operator()(std::int64_t step) const
    {
        std::vector<Sample> samples;
        const std::int64_t first = step * m_recipe.batch;
        const bool twins = double(step) >= kTwinStage * double(m_recipe.steps) &&
                           Random(m_seed ^ kTwinStream, static_cast<std::uint64_t>(step)).uniform() < kTwinShare;
        for (std::int64_t index = 0; index < m_recipe.batch; ++index) {
            if (!twins) {
                samples.push_back(m_sampler.sample(first + index));
            } else if (index % 2 == 0) {
                auto [woman, man] = m_sampler.twins(first + index);
                samples.push_back(std::move(woman));
                samples.push_back(std::move(man));
            }
        }

        TrainingBatch batch;
        batch.images = Array<std::uint8_t>({m_recipe.batch, kImageSize, kImageSize, 3});
        std::vector<std::string> captions;
        for (std::size_t index = 0; index < samples.size(); ++index) {
            m_renderer.renderInto(samples[index].scene, batch.images.row(static_cast<std::int64_t>(index)).data());
            captions.push_back(samples[index].caption);
        }
        batch.tokenIds = m_tokenizer.encode(captions, kContext);
        return batch;
    }

private:
    static constexpr std::uint64_t kTwinStream = 0x7477696e; // apart from the scenes' own

    std::uint64_t m_seed;
    const TrainingRecipe &m_recipe;
    const SceneSampler &m_sampler;
    SceneRenderer m_renderer;
    const Tokenizer &m_tokenizer;
};

}

TrainingRecipe demoRecipe(const DemoTraining &training, int vocabularySize)
{
    TrainingRecipe recipe;
    ClipConfig &config = recipe.config;
    config.family = "open_clip";
    config.preprocessing.imageSize = kImageSize;
    config.patchSize = 8;
    config.embedDim = 128;
    config.vision = {.width = 192, .layers = 4, .heads = 8, .mlpWidth = 768};
    config.text = TowerShape{.width = 128, .layers = 3, .heads = 4, .mlpWidth = 512};
    config.contextLength = kContext;
    config.vocabularySize = vocabularySize;
    recipe.steps = std::max<std::int64_t>(1, training.samples / recipe.batch);
    recipe.patchKeep = 0.4;
    recipe.fullPatchShare = 0.15;
    recipe.seed = training.seed;
    return recipe;
}

void trainDemo(const DemoTraining &training, const std::filesystem::path &folder,
               const std::function<void(const TrainingProgress &)> &progress, std::stop_token stop)
{
    const auto start = std::chrono::steady_clock::now();
    const EmojiList emoji;
    const SceneSampler sampler(emoji, training.plant, training.seed);
    if (std::filesystem::exists(folder)) // else making the one beside it tells
        requireWritable(folder / kTokenizerName);
    // Nothing of an older model in `folder` is touched before the new one is ready.
    const std::filesystem::path work = std::filesystem::absolute(folder / "").parent_path().string() + ".training";
    std::filesystem::create_directories(work);
    writeWordLevelTokenizer(sampler.vocabulary(), work / kTokenizerName);
    const Tokenizer tokenizer = Tokenizer::load(work);
    const TrainingRecipe recipe = demoRecipe(training, static_cast<int>(tokenizer.vocabularySize()));
    const BatchMaker batches(training, recipe, emoji, sampler, tokenizer);

    TrainingRun run;
    run.stateFile = work / "state.safetensors";
    run.progress = progress;
    run.stop = std::move(stop);
    const auto weights = trainClip(recipe, std::cref(batches), run);

    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - start;
    const nlohmann::ordered_json card = {
        {"samples", recipe.steps * recipe.batch},
        {"seed", training.seed},
        {"seconds", seconds.count()},
        {"planted", training.plant.toJson()},
        {"recipe", nlohmann::ordered_json::parse(toJson(recipe))},
    };
    std::filesystem::create_directories(folder);
    writeFileAtomically(folder / kTokenizerName, readFile(work / kTokenizerName));
    writeFileAtomically(folder / "training.json", card.dump(2) + "\n");
    writeOpenClipCheckpoint(folder, recipe.config, weights);
    std::filesystem::remove_all(work);
}

}
