// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/statedict.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {
namespace {

using Tensors = std::map<std::string, StoredTensor>;

constexpr const char *kInputResolution = "input_resolution";
/// Buffers and notes that files carry beside the weights, by how their names end.
constexpr std::array<std::string_view, 5> kNoWeights = {"position_ids", "attn_mask", kInputResolution, "context_length",
                                                        "vocab_size"};

// A size beyond is a mistake and would overflow products.
constexpr std::int64_t kLargestSize = 1 << 24;

/// Towers of open_clip whose heads aren't 64 wide, by width and depth.
struct WideHeads
{
    int width, layers, headWidth;
};
constexpr WideHeads kWideHeads[] = {
    {1280, 32, 80},  // ViT-H
    {1408, 40, 88},  // ViT-g
    {1664, 48, 104}, // ViT-bigG
    {1792, 56, 112}, // ViT-e
};
constexpr int kHeadWidth = 64;

/// Takes a prefix off all names, if all of them have it.
void stripCommonPrefix(Tensors &tensors, const std::string &prefix)
{
    const auto hasPrefix = [&prefix](const auto &entry) { return entry.first.starts_with(prefix); };
    if (!std::ranges::all_of(tensors, hasPrefix))
        return;
    Tensors plain;
    for (auto &[name, tensor] : tensors)
        plain.emplace(name.substr(prefix.size()), std::move(tensor));
    tensors = std::move(plain);
}

/// Size `dimension` of a tensor with `rank` of them.
int sizeOf(const Weights &weights, const std::string &name, std::size_t rank, std::size_t dimension)
{
    const auto found = weights.tensors.find(name);
    if (found == weights.tensors.end())
        throw InputError(weights.file.string(), "has no tensor " + name,
                         "a CLIP of open_clip, transformers or OpenAI with a ViT is needed");
    const Shape &shape = found->second.shape;
    if (shape.size() != rank || shape[dimension] < 1 || shape[dimension] > kLargestSize)
        throw InputError(weights.file.string(), "has a tensor " + name + " of shape " + toString(shape),
                         std::to_string(rank) + " sizes are needed there");
    return static_cast<int>(shape[dimension]);
}

TowerConfig towerOf(const Weights &weights, const std::string &prefix, int width)
{
    TowerConfig tower;
    tower.width = width;
    const std::string blocks = prefix + "transformer.resblocks.";
    while (weights.tensors.contains(blocks + std::to_string(tower.layers) + ".ln_1.weight"))
        ++tower.layers;
    if (tower.layers == 0)
        throw InputError(weights.file.string(), "has no tensor " + blocks + "0.ln_1.weight",
                         "a CLIP of open_clip, transformers or OpenAI with a ViT is needed");
    tower.mlpWidth = sizeOf(weights, blocks + "0.mlp.c_fc.weight", 2, 0);
    int headWidth = kHeadWidth;
    for (const WideHeads &wide : kWideHeads) {
        // The text tower of ViT-bigG is as wide and deep as the image tower of ViT-H.
        if (!prefix.empty() && wide.width == width && wide.layers == tower.layers)
            headWidth = wide.headWidth;
    }
    tower.heads = width % headWidth == 0 ? width / headWidth : 0;
    return tower;
}

/// The edge of a square image in pixels: as many patches as there are positions beside the class token's.
int imageSizeOf(const Weights &weights, int patchSize)
{
    const std::string name = "visual.positional_embedding";
    const int patches = sizeOf(weights, name, 2, 0) - 1;
    const int grid = static_cast<int>(std::lround(std::sqrt(double(patches))));
    if (patches < 1 || grid * grid != patches || std::int64_t(grid) * patchSize > kLargestSize)
        throw InputError(weights.file.string(),
                         name + " has " + std::to_string(patches + 1) +
                             " positions, which are no square and a class token",
                         "only square images are supported");
    return grid * patchSize;
}

}

void cleanNames(Weights &weights)
{
    std::erase_if(weights.tensors, [](const auto &entry) {
        return std::ranges::any_of(kNoWeights, [&](std::string_view end) { return entry.first.ends_with(end); });
    });
    stripCommonPrefix(weights.tensors, "module.");
    stripCommonPrefix(weights.tensors, "_orig_mod.");

    Tensors plain;
    for (auto &[name, tensor] : weights.tensors) {
        const std::string text = "text.";
        plain.emplace(name.starts_with(text) ? name.substr(text.size()) : name, std::move(tensor));
    }
    weights.tensors = std::move(plain);
}

bool isOpenAi(const Weights &weights) { return weights.script || weights.tensors.contains(kInputResolution); }

Checkpoint readStateDict(Weights weights)
{
    Checkpoint checkpoint;
    ClipConfig &config = checkpoint.config;
    const bool openAi = isOpenAi(weights);
    cleanNames(weights);
    config.patchSize = sizeOf(weights, "visual.conv1.weight", 4, 3);
    config.vision = towerOf(weights, "visual.", sizeOf(weights, "visual.conv1.weight", 4, 0));
    config.text = towerOf(weights, "", sizeOf(weights, "positional_embedding", 2, 1));
    config.embedDim = sizeOf(weights, "visual.proj", 2, 1);
    config.contextLength = sizeOf(weights, "positional_embedding", 2, 0);
    config.vocabularySize = sizeOf(weights, "token_embedding.weight", 2, 0);
    config.preprocessing.imageSize = imageSizeOf(weights, config.patchSize);
    if (openAi) {
        config.family = "openai";
        config.activation = Activation::QuickGelu;
    } else {
        config.family = "open_clip";
        config.activation = Activation::Gelu;
        config.assumed = {"heads", "text heads", "activation", "preprocessing"};
    }
    checkpoint.weightsFile = weights.file;
    checkpoint.tensors = std::move(weights.tensors);
    return checkpoint;
}

}
