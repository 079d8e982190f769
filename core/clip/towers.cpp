// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/towers.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <limits>
#include <memory>

namespace headscope {
namespace {

at::Tensor toTensor(const std::string &what, const StoredTensor &stored)
{
    const bool aligned = reinterpret_cast<std::uintptr_t>(stored.bytes.data()) % alignof(float) == 0;
    if (stored.dtype == DType::F32 && aligned) {
        auto *data = const_cast<std::byte *>(stored.bytes.data());
        return at::from_blob(
            data, stored.shape, [owner = stored.owner](void *) {}, at::kFloat);
    }
    std::vector<float> values = stored.toFloats(what);
    return at::from_blob(values.data(), stored.shape, at::kFloat).clone();
}

template <typename Visit>
void visitBlocks(std::vector<Block> &blocks, const std::string &prefix, const Visit &visit)
{
    for (std::size_t layer = 0; layer < blocks.size(); ++layer) {
        Block &block = blocks[layer];
        const std::string path = prefix + "transformer.resblocks." + std::to_string(layer) + ".";
        visit(path + "ln_1.weight", block.ln1Weight);
        visit(path + "ln_1.bias", block.ln1Bias);
        visit(path + "attn.in_proj_weight", block.inWeight);
        visit(path + "attn.in_proj_bias", block.inBias);
        visit(path + "attn.out_proj.weight", block.outWeight);
        visit(path + "attn.out_proj.bias", block.outBias);
        visit(path + "ln_2.weight", block.ln2Weight);
        visit(path + "ln_2.bias", block.ln2Bias);
        visit(path + "mlp.c_fc.weight", block.fcWeight);
        visit(path + "mlp.c_fc.bias", block.fcBias);
        visit(path + "mlp.c_proj.weight", block.projWeight);
        visit(path + "mlp.c_proj.bias", block.projBias);
    }
}

at::Tensor layerNorm(const at::Tensor &x, const at::Tensor &weight, const at::Tensor &bias, double eps)
{
    return at::layer_norm(x, {x.size(-1)}, weight, bias, eps);
}

at::Tensor activate(const at::Tensor &x, Activation activation)
{
    return activation == Activation::Gelu ? at::gelu(x) : x * at::sigmoid(1.702 * x);
}

/// x + y; in place where no gradient needs the old x.
at::Tensor accumulate(at::Tensor &x, const at::Tensor &y) { return at::GradMode::is_enabled() ? x + y : x.add_(y); }

/// [B, tokens, H·e] → [B, H, tokens, e]
at::Tensor splitHeads(const at::Tensor &x, int heads)
{
    return x.unflatten(-1, {heads, x.size(-1) / heads}).transpose(1, 2);
}

at::Tensor mlp(const Block &block, const at::Tensor &stream, Activation activation, double eps)
{
    const at::Tensor normalised = layerNorm(stream, block.ln2Weight, block.ln2Bias, eps);
    const at::Tensor hidden = activate(at::linear(normalised, block.fcWeight, block.fcBias), activation);
    return at::linear(hidden, block.projWeight, block.projBias);
}

struct Attended
{
    at::Tensor weights; ///< [B, H, queries, tokens]
    at::Tensor values;  ///< [B, H, tokens, e]
    at::Tensor outputs; ///< [B, queries, H, e]
};

/// Attention of the first `queries` tokens to all of them.
Attended attend(const Block &block, const at::Tensor &normalised, int heads, std::int64_t queries,
                const at::Tensor &mask = {})
{
    const std::int64_t tokens = normalised.size(1);
    const std::int64_t width = normalised.size(2);
    at::Tensor query, key, value;
    if (queries == tokens) {
        const auto parts = at::linear(normalised, block.inWeight, block.inBias).chunk(3, -1);
        query = parts[0];
        key = parts[1];
        value = parts[2];
    } else {
        query = at::linear(normalised.narrow(1, 0, queries), block.inWeight.narrow(0, 0, width),
                           block.inBias.narrow(0, 0, width));
        const auto parts =
            at::linear(normalised, block.inWeight.narrow(0, width, 2 * width), block.inBias.narrow(0, width, 2 * width))
                .chunk(2, -1);
        key = parts[0];
        value = parts[1];
    }

    const double scale = 1 / std::sqrt(double(width / heads));
    at::Tensor scores = at::matmul(splitHeads(query, heads) * scale, splitHeads(key, heads).transpose(-1, -2));
    if (mask.defined())
        scores = scores + mask;
    Attended result;
    result.weights = at::softmax(scores, -1);
    result.values = splitHeads(value, heads);
    // In one piece, as both the projection and whoever sums over pictures need it.
    result.outputs = at::matmul(result.weights, result.values).transpose(1, 2).contiguous();
    return result;
}

/// [B, queries, H, e] → [B, queries, w]
at::Tensor projectHeads(const Block &block, const at::Tensor &outputs)
{
    return at::linear(outputs.flatten(2), block.outWeight, block.outBias);
}

}

void forEachTensor(ClipTensors &tensors, const std::function<void(const std::string &, at::Tensor &)> &visit)
{
    const auto visitIf = [&visit](bool has, const char *name, at::Tensor &tensor) {
        if (has)
            visit(name, tensor);
    };
    VisionTower &vision = tensors.vision;
    const TowerShape &shape = vision.shape;
    visitIf(tensors.logitScale.defined(), "logit_scale", tensors.logitScale);
    visitIf(shape.classToken, "visual.class_embedding", vision.classEmbedding);
    visit("visual.positional_embedding", vision.positionEmbedding);
    visit("visual.conv1.weight", vision.patchWeight);
    visitIf(shape.patchBias, "visual.conv1.bias", vision.patchBias);
    visitIf(shape.lnPre, "visual.ln_pre.weight", vision.lnPreWeight);
    visitIf(shape.lnPre, "visual.ln_pre.bias", vision.lnPreBias);
    visit("visual.ln_post.weight", vision.lnPostWeight);
    visit("visual.ln_post.bias", vision.lnPostBias);
    visitIf(shape.projection, "visual.proj", vision.projection);
    if (tensors.text) {
        visit("token_embedding.weight", tensors.text->tokenEmbedding);
        visit("positional_embedding", tensors.text->positionEmbedding);
        visit("ln_final.weight", tensors.text->lnFinalWeight);
        visit("ln_final.bias", tensors.text->lnFinalBias);
        visit("text_projection", tensors.text->projection);
    }
    visitBlocks(vision.blocks, "visual.", visit);
    if (tensors.text)
        visitBlocks(tensors.text->blocks, "", visit);
}

ClipTensors makeTensors(const Checkpoint &checkpoint)
{
    const ClipConfig &config = checkpoint.config;
    ClipTensors tensors;
    VisionTower &vision = tensors.vision;
    vision.shape = config.vision;
    vision.patchSize = config.patchSize;
    vision.grid = config.grid();
    vision.blocks.resize(config.vision.layers);
    if (config.text) {
        TextTower &text = tensors.text.emplace();
        text.shape = *config.text;
        text.endId = config.endId;
        text.blocks.resize(config.text->layers);
    }
    if (config.logitScale)
        tensors.logitScale = at::zeros({});
    forEachTensor(tensors, [&checkpoint](const std::string &name, at::Tensor &tensor) {
        tensor = toTensor(checkpoint.weightsFile.string() + ", tensor " + name, checkpoint.tensors.at(name));
    });
    if (config.logitScale)
        tensors.logitScale = tensors.logitScale.reshape({});
    if (!config.vision.projection)
        vision.projection = at::eye(config.vision.width);
    vision.patchWeight = vision.patchWeight.flatten(1);
    return tensors;
}

at::Tensor embedPatches(const VisionTower &tower, const at::Tensor &pixels, const at::Tensor &patches)
{
    const std::int64_t batch = pixels.size(0);
    const std::int64_t grid = tower.grid;
    const std::int64_t patch = tower.patchSize;
    at::Tensor pieces = pixels.slice(2, 0, grid * patch)
                            .slice(3, 0, grid * patch)
                            .reshape({batch, 3, grid, patch, grid, patch})
                            .permute({0, 2, 4, 1, 3, 5})
                            .reshape({batch, grid * grid, 3 * patch * patch});
    at::Tensor positions = tower.positionEmbedding.slice(0, tower.shape.classToken ? 1 : 0);
    if (patches.defined()) {
        pieces = pieces.index_select(1, patches);
        positions = positions.index_select(0, patches);
    }
    at::Tensor stream = at::linear(pieces, tower.patchWeight, tower.patchBias) + positions;
    if (tower.shape.classToken) {
        const at::Tensor classToken = (tower.classEmbedding + tower.positionEmbedding[0]).expand({batch, 1, -1});
        stream = at::cat({classToken, stream}, 1);
    }
    if (tower.shape.lnPre)
        stream = layerNorm(stream, tower.lnPreWeight, tower.lnPreBias, tower.shape.layerNormEps);
    return stream;
}

at::Tensor runVisionLayers(const VisionTower &tower, at::Tensor stream, int firstLayer, ForwardObserver *observer)
{
    const double eps = tower.shape.layerNormEps;
    const int layers = tower.shape.layers;
    for (int layer = firstLayer; layer < layers; ++layer) {
        const Block &block = tower.blocks[layer];
        const std::int64_t queries = layer + 1 == layers ? 1 : stream.size(1);
        Attended attended =
            attend(block, layerNorm(stream, block.ln1Weight, block.ln1Bias, eps), tower.shape.heads, queries);
        if (observer) {
            observer->attention(layer, attended.weights, attended.values);
            observer->headOutputs(layer, attended.outputs);
        }
        stream = stream.narrow(1, 0, queries);
        stream = stream + projectHeads(block, attended.outputs);
        at::Tensor written = mlp(block, stream, tower.shape.activation, eps);
        if (observer)
            observer->mlpOutput(layer, written);
        stream = accumulate(stream, written);
        if (observer)
            observer->stream(layer, stream);
    }
    return stream.select(1, 0);
}

at::Tensor projectClassToken(const VisionTower &tower, const at::Tensor &classStream)
{
    return at::matmul(layerNorm(classStream, tower.lnPostWeight, tower.lnPostBias, tower.shape.layerNormEps),
                      tower.projection);
}

at::Tensor encodeImages(const VisionTower &tower, const at::Tensor &pixels, ForwardObserver *observer)
{
    at::Tensor stream = embedPatches(tower, pixels);
    if (observer)
        observer->embedded(stream);
    return projectClassToken(tower, runVisionLayers(tower, stream, 0, observer));
}

std::optional<std::int64_t> endOf(const TextTower &tower, std::span<const std::int64_t> tokenIds)
{
    const auto end = tower.endId ? std::ranges::find(tokenIds, *tower.endId) : std::ranges::max_element(tokenIds);
    if (end == tokenIds.begin() || end == tokenIds.end())
        return std::nullopt;
    return end - tokenIds.begin();
}

at::Tensor encodeTexts(const TextTower &tower, const at::Tensor &tokenIds)
{
    const std::int64_t texts = tokenIds.size(0);
    const std::int64_t context = tokenIds.size(1);

    std::vector<std::int64_t> ends;
    for (std::int64_t text = 0; text < texts; ++text) {
        const auto end = endOf(tower, {tokenIds[text].data_ptr<std::int64_t>(), std::size_t(context)});
        assert(end);
        ends.push_back(*end);
    }
    const std::int64_t length = texts == 0 ? 1 : *std::max_element(ends.begin(), ends.end()) + 1;

    at::Tensor stream =
        at::embedding(tower.tokenEmbedding, tokenIds.slice(1, 0, length)) + tower.positionEmbedding.slice(0, 0, length);
    const at::Tensor causal =
        at::full({length, length}, -std::numeric_limits<float>::infinity(), stream.options()).triu(1);
    const double eps = tower.shape.layerNormEps;
    for (const Block &block : tower.blocks) {
        const Attended attended =
            attend(block, layerNorm(stream, block.ln1Weight, block.ln1Bias, eps), tower.shape.heads, length, causal);
        stream = stream + projectHeads(block, attended.outputs);
        stream = accumulate(stream, mlp(block, stream, tower.shape.activation, eps));
    }
    const at::Tensor rows = at::arange(texts);
    const at::Tensor ended = stream.index({rows, at::tensor(ends)});
    return at::matmul(layerNorm(ended, tower.lnFinalWeight, tower.lnFinalBias, eps), tower.projection);
}

}
