// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/preprocess.h"

#include <cstdint>
#include <string>
#include <vector>

namespace headscope {

enum class Activation { Gelu, QuickGelu };

/// One transformer's sizes. The MLP's hidden size is `mlpWidth`, the head dimension width / heads.
struct TowerConfig
{
    int width = 0;
    int layers = 0;
    int heads = 0;
    int mlpWidth = 0;
    double layerNormEps = 1e-5;
};

/// What defines a CLIP model beside its weights, whatever file layout it came from.
struct ClipConfig
{
    std::string family; ///< the layout: "open_clip", "transformers" or "openai"
    Activation activation = Activation::Gelu;
    TowerConfig vision;
    TowerConfig text;
    int patchSize = 0;
    int embedDim = 0;
    int contextLength = 77;
    int vocabularySize = 0;
    Preprocessing preprocessing;
    /// Facts that no file stated and that were taken by default, e.g. "preprocessing".
    std::vector<std::string> assumed;

    int imageSize() const { return preprocessing.imageSize; }
    int grid() const { return imageSize() / patchSize; }
    /// Patches and the class token.
    int tokens() const { return grid() * grid() + 1; }
    int headDim() const { return vision.width / vision.heads; }
};

const char *toString(Activation activation);

}
