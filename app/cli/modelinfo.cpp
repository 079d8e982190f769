// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/checkpoint/checkpoint.h"

#include <nlohmann/json.hpp>

namespace headscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ModelInfoOptions
{
    ModelOptions model;
    bool json = true;
};

void run(const ModelInfoOptions &options)
{
    const Checkpoint checkpoint = options.model.read();
    const ClipConfig &config = checkpoint.config;
    Json text, contextLength, vocabularySize; // null without a text tower
    if (config.text) {
        text = {{"layers", config.text->layers},
                {"heads", config.text->heads},
                {"width", config.text->width},
                {"activation", toString(config.text->activation)}};
        contextLength = config.contextLength;
        vocabularySize = config.vocabularySize;
    }
    printJson({
        {"family", config.family},
        {"image_size", config.imageSize()},
        {"patch_size", config.patchSize},
        {"layers", config.vision.layers},
        {"heads", config.vision.heads},
        {"width", config.vision.width},
        {"embed_dim", config.embedDim},
        {"activation", toString(config.vision.activation)},
        {"context_length", contextLength},
        {"vocab_size", vocabularySize},
        {"parameters", parameterCount(config)},
        {"text", text},
        {"preprocessing", {{"mean", config.preprocessing.mean}, {"std", config.preprocessing.std}}},
        {"assumed", config.assumed},
        {"notes", notesOn(config)},
        {"file", checkpoint.weightsFile.string()},
        {"sha256", sha256OfWeights(checkpoint.weightsFile)},
    });
}

}

void addModelInfo(CLI::App &app)
{
    auto options = std::make_shared<ModelInfoOptions>();
    CLI::App *verb = app.add_subcommand("model-info", "What a checkpoint is, as JSON");
    options->model.add(*verb)->required();
    verb->add_flag("--json", options->json, "The result is JSON in any case");
    verb->callback([options] { run(*options); });
}

}
