// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/heatmap.h"

#include "core/clip/torchconversions.h"
#include "core/clip/towers.h"
#include "core/decomposition/headbasis.h"

#include <c10/core/InferenceMode.h>
#include <opencv2/imgproc.hpp>

#include <cassert>
#include <vector>

namespace headscope {
namespace {

/// A[cls,i] v_i of every layer.
class TokenRecorder : public ForwardObserver
{
public:
    void attention(int, const at::Tensor &weights, const at::Tensor &values) override
    {
        // [1, H, N+1, 1] · [1, H, N+1, e] → [N+1, H, e]
        layers.push_back((weights.select(2, 0).unsqueeze(-1) * values)[0].transpose(0, 1));
    }

    std::vector<at::Tensor> layers;
};

}

struct TokenHeatmap::Data
{
    int grid;
    FloatArray basis;  ///< [L, H, e+3, d]
    at::Tensor tokens; ///< [N+1, L, H, e]: A[cls,i] v_i / (σn)
    at::Tensor shared; ///< [3]: the shared coordinates of one token
};

TokenHeatmap::TokenHeatmap(const ClipModel &model, const FloatArray &pixels, FloatArray basis)
{
    const c10::InferenceMode guard;
    assert(pixels.shape.front() == 1);
    const VisionTower &tower = model.tensors().vision;
    TokenRecorder recorder;
    const at::Tensor classStream = runVisionLayers(tower, embedPatches(tower, tensorView(pixels)), 0, &recorder)[0];
    const double norm = projectClassToken(tower, classStream.unsqueeze(0)).norm().item<double>();
    const double mean = classStream.mean().item<double>();
    const double std = (classStream.var(0, false) + tower.shape.layerNormEps).sqrt().item<double>();
    const double tokens = model.config().tokens();

    m_data = std::make_shared<const Data>(
        Data{model.config().grid(), basis.values.empty() ? headBasis(model) : std::move(basis),
             at::stack(recorder.layers, 1) / (std * norm),
             at::tensor({1 / (std * norm), mean / (std * norm), 1 / norm}).to(at::kFloat) / tokens});
}

Heat TokenHeatmap::heat(std::span<const float> text, std::optional<HeadId> head) const
{
    const c10::InferenceMode guard;
    const at::Tensor direction =
        at::from_blob(const_cast<float *>(text.data()), {static_cast<std::int64_t>(text.size())}, at::kFloat);
    at::Tensor basis = tensorView(m_data->basis);
    at::Tensor tokens = m_data->tokens;
    if (head) {
        basis = basis[head->layer][head->head];
        tokens = tokens.select(1, head->layer).select(1, head->head);
    }
    // B t: e+3 numbers a head.
    const at::Tensor folded = at::matmul(basis, direction);
    const std::int64_t headDim = tokens.size(-1);
    const at::Tensor own = folded.narrow(-1, 0, headDim).reshape({-1});
    const at::Tensor common = at::matmul(folded.narrow(-1, headDim, kSharedCoordinates), m_data->shared).sum();
    const at::Tensor heat = at::matmul(tokens.reshape({tokens.size(0), -1}), own) + common;

    Heat result;
    result.patches = toArray(heat.narrow(0, 1, heat.size(0) - 1).reshape({m_data->grid, m_data->grid}));
    result.classToken = heat[0].item<float>();
    return result;
}

FloatArray enlarged(const FloatArray &map, int factor)
{
    const auto height = static_cast<int>(map.shape[0]);
    const auto width = static_cast<int>(map.shape[1]);
    FloatArray result({std::int64_t(height) * factor, std::int64_t(width) * factor});
    const cv::Mat source(height, width, CV_32F, const_cast<float *>(map.values.data()));
    cv::Mat target(height * factor, width * factor, CV_32F, result.values.data());
    cv::resize(source, target, target.size(), 0, 0, cv::INTER_LINEAR);
    return result;
}

}
