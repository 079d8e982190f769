// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/weightsfile.h"

namespace headscope {

/// Whether the tensors have the names of transformers' CLIPModel, or of its image tower alone.
bool hasTransformersNames(const Weights &weights);

/// A CLIPModel of the transformers library, its image tower alone, or a model of another type whose image tower is
/// CLIP's: `configFile` is its config.json; the image processor's beside it may be missing. What a configuration leaves
/// out has the library's defaults. Query, key and value are joined and the projections transposed, which copies them;
/// all other tensors stay where they are. Throws InputError.
Checkpoint readTransformers(const std::filesystem::path &configFile, Weights weights);

}
