// SPDX-License-Identifier: GPL-3.0-or-later
// Internal to core: the only headers with libtorch in them are not included outside of it.
#pragma once

#include "core/checkpoint/checkpoint.h"

#include <ATen/ATen.h>

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace headscope {

/// One residual attention block; linear weights are [out, in].
struct Block
{
    at::Tensor ln1Weight, ln1Bias;
    at::Tensor inWeight, inBias; ///< query, key and value stacked
    at::Tensor outWeight, outBias;
    at::Tensor ln2Weight, ln2Bias;
    at::Tensor fcWeight, fcBias;
    at::Tensor projWeight, projBias;
};

struct VisionTower
{
    TowerShape shape;
    int patchSize = 0;
    int grid = 0;
    at::Tensor classEmbedding;         ///< [w]
    at::Tensor positionEmbedding;      ///< [N+1, w]
    at::Tensor patchWeight;            ///< [w, 3·patch·patch]
    at::Tensor patchBias;              ///< [w], may be undefined
    at::Tensor lnPreWeight, lnPreBias; ///< may be undefined
    at::Tensor lnPostWeight, lnPostBias;
    at::Tensor projection; ///< [w, d]; the identity where the shape has none
    std::vector<Block> blocks;
};

struct TextTower
{
    TowerShape shape;
    std::optional<std::int64_t> endId; ///< see ClipConfig
    at::Tensor tokenEmbedding;         ///< [vocabulary, w]
    at::Tensor positionEmbedding;      ///< [context, w]
    at::Tensor lnFinalWeight, lnFinalBias;
    at::Tensor projection; ///< [w, d]
    std::vector<Block> blocks;
};

struct ClipTensors
{
    VisionTower vision;
    std::optional<TextTower> text;
    at::Tensor logitScale; ///< scalar, before exp; may be undefined
};

/// The named points of the image tower's forward pass, in the order in which they are passed. An observer reads what it
/// wants; where a tensor is handed over by reference it may put another of the same shape in its place.
///
/// The last layer computes only the class token, since nothing reads the others: `queries` is N+1 before it and 1 in
/// it.
class ForwardObserver
{
public:
    virtual ~ForwardObserver() = default;

    /// The stream that enters layer 0, after ln_pre.
    virtual void embedded(at::Tensor & /*stream [B, N+1, w]*/) {}
    /// Softmax weights and values (with the value bias).
    virtual void attention(int /*layer*/, const at::Tensor & /*weights [B, H, queries, N+1]*/,
                           const at::Tensor & /*values [B, H, N+1, e]*/)
    {
    }
    /// What each head hands to the output projection.
    virtual void headOutputs(int /*layer*/, at::Tensor & /*outputs [B, queries, H, e]*/) {}
    virtual void mlpOutput(int /*layer*/, at::Tensor & /*output [B, queries, w]*/) {}
    /// The residual stream that leaves a layer.
    virtual void stream(int /*layer*/, const at::Tensor & /*stream [B, queries, w]*/) {}
};

/// Tensors of a checkpoint in float32. F32 weights stay where the file is mapped.
ClipTensors makeTensors(const Checkpoint &checkpoint);

/// Visits every tensor that the model has under its canonical name.
void forEachTensor(ClipTensors &tensors, const std::function<void(const std::string &, at::Tensor &)> &visit);

/// Pixels [B, 3, S, S] → the stream that enters layer 0, [B, N+1, w]: patches, class token, positions, ln_pre.
/// `patches` ([n] int64, may be undefined) keeps only these patches of every picture.
at::Tensor embedPatches(const VisionTower &tower, const at::Tensor &pixels, const at::Tensor &patches = {});

/// Runs layers `firstLayer`… on the stream that enters it; returns the class token's stream [B, w] after the last.
at::Tensor runVisionLayers(const VisionTower &tower, at::Tensor stream, int firstLayer,
                           ForwardObserver *observer = nullptr);

/// ln_post and projection: [B, w] → embeddings [B, d], not normalised.
at::Tensor projectClassToken(const VisionTower &tower, const at::Tensor &classStream);

/// All three: pixels [B, 3, S, S] → embeddings [B, d].
at::Tensor encodeImages(const VisionTower &tower, const at::Tensor &pixels, ForwardObserver *observer = nullptr);

/// Where a text ends: the first place of the tower's end id, or without one of the text's largest id. Nothing if there
/// is no such place after the first, where a text begins.
std::optional<std::int64_t> endOf(const TextTower &tower, std::span<const std::int64_t> tokenIds);

/// Token ids [T, context] → embeddings [T, d], not normalised. Every text must have an end; what follows it has no
/// influence and isn't computed.
at::Tensor encodeTexts(const TextTower &tower, const at::Tensor &tokenIds);

}
