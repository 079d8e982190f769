// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"

#include "core/checkpoint/openclip.h"
#include "core/error.h"

namespace headscope {
namespace {

void addBlocks(std::vector<std::pair<std::string, Shape>> &expected, const std::string &prefix,
               const TowerConfig &tower)
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

}

std::vector<std::pair<std::string, Shape>> expectedTensors(const ClipConfig &config)
{
    const std::int64_t width = config.vision.width;
    const std::int64_t textWidth = config.text.width;
    const std::int64_t patch = config.patchSize;
    std::vector<std::pair<std::string, Shape>> expected = {
        {"logit_scale", {}},
        {"visual.class_embedding", {width}},
        {"visual.positional_embedding", {config.tokens(), width}},
        {"visual.conv1.weight", {width, 3, patch, patch}},
        {"visual.ln_pre.weight", {width}},
        {"visual.ln_pre.bias", {width}},
        {"visual.ln_post.weight", {width}},
        {"visual.ln_post.bias", {width}},
        {"visual.proj", {width, config.embedDim}},
        {"token_embedding.weight", {config.vocabularySize, textWidth}},
        {"positional_embedding", {config.contextLength, textWidth}},
        {"ln_final.weight", {textWidth}},
        {"ln_final.bias", {textWidth}},
        {"text_projection", {textWidth, config.embedDim}},
    };
    addBlocks(expected, "visual.", config.vision);
    addBlocks(expected, "", config.text);
    return expected;
}

void checkTensors(const Checkpoint &checkpoint)
{
    std::string wrong;
    int count = 0;
    for (const auto &[name, shape] : expectedTensors(checkpoint.config)) {
        const auto found = checkpoint.tensors.find(name);
        // A scalar is stored as [] or [1].
        const bool scalar =
            shape.empty() && found != checkpoint.tensors.end() && elementCount(found->second.shape) == 1;
        if (found != checkpoint.tensors.end() && (found->second.shape == shape || scalar))
            continue;
        ++count;
        wrong += (wrong.empty() ? "" : ", ") + name + " " +
                 (found == checkpoint.tensors.end() ? "missing" : "is " + toString(found->second.shape)) +
                 " (should be " + toString(shape) + ")";
    }
    if (count > 0)
        throw InputError(checkpoint.weightsFile.string(),
                         std::to_string(count) + (count == 1 ? " tensor doesn't" : " tensors don't") +
                             " fit the configuration: " + wrong,
                         "the weights and the configuration must be of the same model");
}

std::int64_t parameterCount(const ClipConfig &config)
{
    std::int64_t count = 0;
    for (const auto &[name, shape] : expectedTensors(config))
        count += elementCount(shape);
    return count;
}

Checkpoint readCheckpoint(const std::filesystem::path &named)
{
    const std::filesystem::path path =
        std::filesystem::is_regular_file(named) && isOpenClipFolder(named.parent_path()) ? named.parent_path() : named;
    if (!std::filesystem::exists(path))
        throw InputError(path.string(), "doesn't exist", "name a checkpoint folder");
    if (!isOpenClipFolder(path))
        throw InputError(path.string(), "is not a checkpoint that can be read",
                         "an open_clip folder with open_clip_config.json and open_clip_model.safetensors is needed");
    Checkpoint checkpoint = readOpenClipFolder(path);
    checkTensors(checkpoint);
    return checkpoint;
}

}
