// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/decomposition.h"

#include "core/clip/torchconversions.h"
#include "core/clip/towers.h"

#include <c10/core/InferenceMode.h>

namespace headscope {
namespace {

/// Keeps the class token's part of the forward pass: a row of every layer, never tokens × heads × embed_dim.
class Recorder : public ForwardObserver
{
public:
    Recorder(bool classToken, TokenSums *sums)
        : m_classToken(classToken)
        , m_sums(sums)
    {
    }

    void embedded(at::Tensor &stream) override
    {
        terms.push_back(stream.select(1, 0).clone());
        if (m_sums) {
            m_sums->images += stream.size(0);
            tensorView(m_sums->classToken).add_(terms.back().sum(0));
        }
    }

    void attention(int, const at::Tensor &weights, const at::Tensor &values) override
    {
        if (m_classToken) // [B, H, 1] · [B, H, e]
            classShares.push_back((weights.select(2, 0).narrow(2, 0, 1) * values.select(2, 0)).flatten(1));
    }

    void headOutputs(int layer, at::Tensor &outputs) override
    {
        heads.push_back(outputs.select(1, 0).clone());
        addTokens(m_sums ? &m_sums->heads : nullptr, layer, outputs);
    }

    void mlpOutput(int layer, at::Tensor &output) override
    {
        terms.push_back(output.select(1, 0).clone());
        addTokens(m_sums ? &m_sums->mlps : nullptr, layer, output);
    }

    std::vector<at::Tensor> terms;       ///< L+1 times [B, w]: class token after ln_pre, then each MLP
    std::vector<at::Tensor> heads;       ///< L times [B, H, e]
    std::vector<at::Tensor> classShares; ///< L times [B, w]: A[cls,cls] v_cls

private:
    static void addTokens(Array<double> *sums, int layer, const at::Tensor &outputs)
    {
        if (sums)
            tensorView(*sums)[layer].narrow(0, 0, outputs.size(1)).add_(outputs.sum(0).flatten(1));
    }

    bool m_classToken;
    TokenSums *m_sums;
};

}

Decomposition decomposeImages(const ClipModel &model, const FloatArray &pixels, bool classToken, TokenSums *tokenSums)
{
    const c10::InferenceMode guard;
    const VisionTower &tower = model.tensors().vision;
    const int layers = tower.shape.layers;
    const double terms = 2 * layers + 1;

    Recorder recorder(classToken, tokenSums);
    at::Tensor stream = embedPatches(tower, tensorView(pixels));
    recorder.embedded(stream);
    const at::Tensor classStream = runVisionLayers(tower, stream, 0, &recorder);
    const at::Tensor embedding = projectClassToken(tower, classStream);

    const at::Tensor mean = classStream.mean(1, true);
    const at::Tensor std = (classStream.var(1, false, true) + tower.shape.layerNormEps).sqrt();
    const at::Tensor norm = embedding.norm(2, 1, true);

    // A term u [B, n, w] of the residual stream that takes `share` of an n-th of μ and β, seen in the joint space.
    const auto toJointSpace = [&](const at::Tensor &u, double share) {
        const at::Tensor centred = (u - mean.unsqueeze(1) * share) / std.unsqueeze(1);
        return at::matmul(centred * tower.lnPostWeight + tower.lnPostBias * share, tower.projection) /
               norm.unsqueeze(1);
    };

    Decomposition result;
    result.coordinates = toArray(at::stack(recorder.heads, 1) / (std * norm).unsqueeze(-1).unsqueeze(-1));
    result.shared = toArray(at::cat({1 / (std * norm), mean / (std * norm), 1 / norm}, 1));
    result.mlps = toArray(toJointSpace(at::stack(recorder.terms, 1), 1 / terms));
    result.embedding = toArray(embedding);
    result.streamMean = toArray(mean);
    result.streamStd = toArray(std);
    if (classToken) {
        const double tokens = model.config().tokens();
        std::vector<at::Tensor> written;
        for (int layer = 0; layer < layers; ++layer) {
            const Block &block = tower.blocks[layer];
            written.push_back(at::linear(recorder.classShares[layer], block.outWeight, block.outBias / tokens));
        }
        result.classToken = toArray(toJointSpace(at::stack(written, 1), 1 / (terms * tokens)));
    }
    return result;
}

}
