// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"

#include "core/checkpoint/adapter.h"
#include "core/checkpoint/nameprefix.h"
#include "core/checkpoint/openclip.h"
#include "core/checkpoint/statedict.h"
#include "core/checkpoint/tensorcheck.h"
#include "core/checkpoint/transformers.h"
#include "core/checkpoint/weightsfile.h"
#include "core/error.h"
#include "core/files.h"

namespace headscope {
namespace {

namespace fs = std::filesystem;

void addBlocks(std::vector<std::pair<std::string, Shape>> &expected, const std::string &prefix, const TowerShape &tower)
{
    const std::int64_t width = tower.width;
    const std::int64_t hidden = tower.mlpWidth;
    for (int layer = 0; layer < tower.layers; ++layer) {
        const std::string block = prefix + "transformer.resblocks." + std::to_string(layer) + ".";
        expected.insert(expected.end(), {
                                            {block + "ln_1.weight", {width}},
                                            {block + "ln_1.bias", {width}},
                                            {block + "attn.in_proj_weight", {3 * width, width}},
                                            {block + "attn.in_proj_bias", {3 * width}},
                                            {block + "attn.out_proj.weight", {width, width}},
                                            {block + "attn.out_proj.bias", {width}},
                                            {block + "ln_2.weight", {width}},
                                            {block + "ln_2.bias", {width}},
                                            {block + "mlp.c_fc.weight", {hidden, width}},
                                            {block + "mlp.c_fc.bias", {hidden}},
                                            {block + "mlp.c_proj.weight", {width, hidden}},
                                            {block + "mlp.c_proj.bias", {width}},
                                        });
    }
}

/// The weights that a path names: a folder's, those beside a configuration, all of which one file is a part, or itself.
fs::path weightsOf(const fs::path &path)
{
    if (fs::is_directory(path))
        return findWeights(path);
    if (extensionOf(path) == ".json" && !isWeightsIndex(path))
        return findWeights(fs::absolute(path).parent_path());
    const std::string name = path.filename().string();
    for (const std::string stem : {"model", "pytorch_model"}) {
        const std::string extension = path.extension().string();
        const fs::path index = path.parent_path() / (stem + extension + ".index.json");
        if (name.starts_with(stem + "-") && name.find("-of-") != name.npos && fs::exists(index))
            return index;
    }
    return path;
}

Checkpoint readLayout(Weights weights)
{
    const fs::path folder = weights.file.parent_path();
    if (hasTransformersNames(weights)) {
        const fs::path config = folder / "config.json";
        if (!fs::exists(config))
            throw InputError(weights.file.string(), "is a transformers model without its config.json",
                             "put config.json beside it");
        return readTransformers(config, std::move(weights));
    }
    const fs::path config = folder / "open_clip_config.json";
    if (!isOpenAi(weights) && fs::exists(config))
        return readOpenClip(config, std::move(weights));
    return readStateDict(std::move(weights));
}

void applyOptions(ClipConfig &config, const CheckpointOptions &options)
{
    const auto replace = [&config](auto &value, const auto &option, const char *name) {
        if (!option)
            return;
        value = *option;
        std::erase(config.assumed, name);
    };
    replace(config.vision.activation, options.activation, "activation");
    replace(config.vision.heads, options.heads, "heads");
    if (!config.text)
        return;
    replace(config.text->activation, options.activation, "activation");
    replace(config.text->heads, options.textHeads, "text heads");
}

void noteMissingParts(ClipConfig &config)
{
    if (!config.text)
        config.notes.push_back(config.whyNoText + ": texts and classes must be given as embeddings");
    else if (!config.logitScale)
        config.notes.push_back("has no logit_scale, which cosines don't need");
    if (!config.vision.projection)
        config.notes.push_back("has no projection (visual_projection): its embeddings are " +
                               std::to_string(config.embedDim) + " wide, as the tower, and comparable with no text");
}

void checkHeads(const TowerShape &tower, const std::string &name, const std::string &option, const std::string &file)
{
    if (tower.heads < 1)
        throw InputError(
            file, "doesn't say how many heads the " + name + " tower has, " + std::to_string(tower.width) + " wide",
            "say it with " + option);
    if (tower.width % tower.heads != 0)
        throw InputError(file,
                         "the " + name + " tower's width " + std::to_string(tower.width) + " is no multiple of its " +
                             std::to_string(tower.heads) + " heads",
                         "heads must share the width evenly");
}

}

std::vector<std::pair<std::string, Shape>> expectedTensors(const ClipConfig &config)
{
    const TowerShape &vision = config.vision;
    const std::int64_t width = vision.width;
    const std::int64_t patch = config.patchSize;
    std::vector<std::pair<std::string, Shape>> expected;
    const auto add = [&expected](bool has, const char *name, Shape shape) {
        if (has)
            expected.emplace_back(name, std::move(shape));
    };
    add(config.logitScale, "logit_scale", {});
    add(vision.classToken, "visual.class_embedding", {width});
    add(true, "visual.positional_embedding", {config.tokens(), width});
    add(true, "visual.conv1.weight", {width, 3, patch, patch});
    add(vision.patchBias, "visual.conv1.bias", {width});
    add(vision.lnPre, "visual.ln_pre.weight", {width});
    add(vision.lnPre, "visual.ln_pre.bias", {width});
    add(true, "visual.ln_post.weight", {width});
    add(true, "visual.ln_post.bias", {width});
    add(vision.projection, "visual.proj", {width, config.embedDim});
    const bool text = config.text.has_value();
    const std::int64_t textWidth = text ? config.text->width : 0;
    add(text, "token_embedding.weight", {config.vocabularySize, textWidth});
    add(text, "positional_embedding", {config.contextLength, textWidth});
    add(text, "ln_final.weight", {textWidth});
    add(text, "ln_final.bias", {textWidth});
    add(text, "text_projection", {textWidth, config.embedDim});
    addBlocks(expected, "visual.", vision);
    if (text)
        addBlocks(expected, "", *config.text);
    return expected;
}

std::int64_t parameterCount(const ClipConfig &config)
{
    std::int64_t count = 0;
    for (const auto &[name, shape] : expectedTensors(config))
        count += elementCount(shape);
    return count;
}

const char *toString(Activation activation) { return activation == Activation::Gelu ? "gelu" : "quick_gelu"; }

std::optional<Activation> activationNamed(std::string_view name)
{
    for (const Activation activation : {Activation::Gelu, Activation::QuickGelu}) {
        if (name == toString(activation))
            return activation;
    }
    return std::nullopt;
}

std::vector<std::string> notesOn(const ClipConfig &config)
{
    std::vector<std::string> notes = config.notes;
    const auto heads = [](const TowerShape &tower, const char *option) {
        return ": " + std::to_string(tower.heads) + " are assumed, each " + std::to_string(tower.headDim()) +
               " wide (" + option + " says otherwise)";
    };
    for (const std::string &fact : config.assumed) {
        if (fact == "activation")
            notes.push_back(std::string("doesn't say the activation: ") + toString(config.vision.activation) +
                            " is assumed (--activation says otherwise)");
        else if (fact == "heads")
            notes.push_back("doesn't say how many heads the image tower has" + heads(config.vision, "--heads"));
        else if (fact == "text heads")
            notes.push_back("doesn't say how many heads the text tower has" + heads(*config.text, "--text-heads"));
        else
            notes.push_back("doesn't say the " + fact + ": OpenAI's is taken");
    }
    return notes;
}

std::string sha256OfWeights(const fs::path &weightsFile)
{
    std::string hash = sha256OfFile(weightsFile);
    if (!isWeightsIndex(weightsFile))
        return hash;
    for (const fs::path &file : filesOfIndex(weightsFile))
        hash += sha256OfFile(file);
    return sha256(std::as_bytes(std::span(hash)));
}

Checkpoint readCheckpoint(const fs::path &path, const CheckpointOptions &options)
{
    if (!fs::exists(path))
        throw InputError(path.string(), "doesn't exist", "name a checkpoint");
    refuseAdapters(path);
    Weights weights = readWeights(weightsOf(path));
    const std::string file = weights.file.string();
    refuseAdapterTensors(weights);
    stripPrefix(weights);
    wrapVisionNames(weights);
    refuseOtherArchitectures(weights.tensors, file);
    Checkpoint checkpoint = readLayout(std::move(weights));
    ClipConfig &config = checkpoint.config;
    applyOptions(config, options);
    noteMissingParts(config);
    checkHeads(config.vision, "image", "--heads", file);
    if (config.text)
        checkHeads(*config.text, "text", "--text-heads", file);
    return checkpoint;
}

}
