// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/clip/preprocess.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
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
    /// Facts that neither a file nor its format stated and that were taken as is usual: "heads", "text heads",
    /// "activation", "preprocessing".
    std::vector<std::string> assumed;

    int imageSize() const { return preprocessing.imageSize; }
    int grid() const { return imageSize() / patchSize; }
    /// Patches and the class token.
    int tokens() const { return grid() * grid() + 1; }
    int headDim() const { return vision.width / vision.heads; }
};

/// What a person says of a checkpoint; it counts more than what files say.
struct CheckpointOptions
{
    std::optional<Activation> activation;
    std::optional<int> heads;     ///< of the image tower
    std::optional<int> textHeads; ///< of the text tower
};

/// "gelu" or "quick_gelu", as files name them.
const char *toString(Activation activation);
std::optional<Activation> activationNamed(std::string_view name);

}
