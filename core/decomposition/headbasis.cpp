// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/headbasis.h"

#include "core/clip/torchconversions.h"
#include "core/clip/towers.h"

#include <c10/core/InferenceMode.h>

namespace headscope {

FloatArray headBasis(const ClipModel &model)
{
    const c10::InferenceMode guard;
    const VisionTower &tower = model.tensors().vision;
    const std::int64_t layers = tower.shape.layers;
    const std::int64_t heads = tower.shape.heads;
    const std::int64_t headDim = model.config().headDim();
    const std::int64_t embedDim = model.config().embedDim;
    const double terms = double(2 * layers + 1);

    const at::Tensor projection = tower.projection.to(at::kDouble);
    const at::Tensor gain = tower.lnPostWeight.to(at::kDouble).unsqueeze(1) * projection; // diag(γ) P
    const at::Tensor meanRow = -gain.sum(0) / (terms * double(heads));
    const at::Tensor biasRow = at::matmul(tower.lnPostBias.to(at::kDouble), projection) / (terms * double(heads));

    FloatArray basis({layers, heads, headDim + kSharedCoordinates, embedDim});
    at::Tensor out = tensorView(basis);
    for (std::int64_t layer = 0; layer < layers; ++layer) {
        const Block &block = tower.blocks[static_cast<std::size_t>(layer)];
        at::Tensor rows = out[layer];
        rows.narrow(1, 0, headDim)
            .copy_(at::matmul(block.outWeight.to(at::kDouble).t(), gain).reshape({heads, headDim, embedDim}));
        rows.select(1, headDim).copy_(at::matmul(block.outBias.to(at::kDouble), gain) / double(heads));
        rows.select(1, headDim + 1).copy_(meanRow);
        rows.select(1, headDim + 2).copy_(biasRow);
    }
    return basis;
}

}
