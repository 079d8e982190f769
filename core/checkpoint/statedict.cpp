// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/statedict.h"

#include "core/checkpoint/tensorcheck.h"
#include "core/error.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace headscope {
namespace {

using Tensors = std::map<std::string, StoredTensor>;

constexpr const char *kInputResolution = "input_resolution";
constexpr const char *kTokens = "token_embedding.weight";
constexpr const char *kPositions = "positional_embedding";
constexpr const char *kProjection = "visual.proj";
constexpr const char *kLogitScale = "logit_scale";
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

TowerShape towerOf(const Weights &weights, const std::string &prefix, int width)
{
    TowerShape tower;
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
    const std::string name = std::string("visual.") + kPositions;
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
    const std::string text = "text.";
    if (hasClipText(weights, text)) {
        Tensors plain;
        for (auto &[name, tensor] : weights.tensors)
            plain.emplace(name.starts_with(text) ? name.substr(text.size()) : name, std::move(tensor));
        weights.tensors = std::move(plain);
    }
}

bool joinPositions(Weights &weights)
{
    constexpr std::int64_t kKept = 20;
    const std::string other = std::string(kPositions) + "_res";
    const auto first = weights.tensors.find(kPositions);
    const auto second = weights.tensors.find(other);
    if (first == weights.tensors.end() || second == weights.tensors.end())
        return false;
    const Shape shape = second->second.shape;
    const bool fits = first->second.shape == shape && shape.size() == 2 && shape.front() > kKept;
    if (!fits)
        throw InputError(weights.file.string(),
                         other + " is " + toString(shape) + " beside " + toString(first->second.shape),
                         "the two tables of Long-CLIP's positions must be of the same shape");
    StoredTensor &positions = first->second;
    const std::string what = weights.file.string() + ", tensor ";
    const auto joined = std::make_shared<std::vector<float>>(second->second.toFloats(what + other));
    const std::vector<float> kept = positions.toFloats(what + kPositions);
    std::copy_n(kept.begin(), kKept * shape.back(), joined->begin());
    positions = {DType::F32, shape, std::as_bytes(std::span(*joined)), joined};
    weights.tensors.erase(second);
    weights.notes.push_back("has its positions from 20 on in " + other + " (Long-CLIP)");
    return true;
}

bool hasClipText(const Weights &weights, const std::string &prefix)
{
    return std::ranges::any_of(weights.tensors, [&prefix](const auto &entry) {
        return entry.first == prefix + kTokens || entry.first.starts_with(prefix + "transformer.resblocks.");
    });
}

bool isOpenAi(const Weights &weights) { return weights.script || weights.tensors.contains(kInputResolution); }

Checkpoint readStateDict(Weights weights)
{
    Checkpoint checkpoint;
    ClipConfig &config = checkpoint.config;
    const bool openAi = isOpenAi(weights);
    cleanNames(weights);
    joinPositions(weights);
    config.patchSize = sizeOf(weights, "visual.conv1.weight", 4, 3);
    config.vision = towerOf(weights, "visual.", sizeOf(weights, "visual.conv1.weight", 4, 0));
    config.preprocessing.imageSize = imageSizeOf(weights, config.patchSize);
    if (hasClipText(weights)) {
        config.text = towerOf(weights, "", sizeOf(weights, kPositions, 2, 1));
        config.contextLength = sizeOf(weights, kPositions, 2, 0);
        config.vocabularySize = sizeOf(weights, kTokens, 2, 0);
    } else {
        config.whyNoText = "has no text tower of CLIP's own";
        config.vision.projection = weights.tensors.contains(kProjection);
    }
    config.embedDim = config.vision.projection ? sizeOf(weights, kProjection, 2, 1) : config.vision.width;
    if (openAi) {
        config.family = "openai";
        config.vision.activation = Activation::QuickGelu;
    } else {
        config.family = "open_clip";
        config.assumed = {"heads", "text heads", "activation", "preprocessing"};
        if (!config.text)
            std::erase(config.assumed, "text heads");
    }
    if (config.text)
        config.text->activation = config.vision.activation;
    config.logitScale = weights.tensors.contains(kLogitScale);
    keepExpected(weights, expectedTensors(config));
    checkpoint.weightsFile = weights.file;
    checkpoint.tensors = std::move(weights.tensors);
    config.notes = std::move(weights.notes);
    return checkpoint;
}

}
