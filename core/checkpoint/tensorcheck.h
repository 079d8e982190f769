// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/weightsfile.h"

namespace headscope {

/// Throws InputError if the table of positions `name` (one row a patch and one for the class token) is for images of
/// another size than the configuration says. It is never resized.
void checkPositions(const std::map<std::string, StoredTensor> &tensors, const std::string &name,
                    const ClipConfig &config, const std::string &file);

/// Leaves a model's tensors and notes which others were ignored. Throws InputError listing every tensor that is
/// missing, has another shape or changes what the model computes without being expected; or naming one that isn't of
/// floating point, or that holds a number that isn't finite.
///
/// Others change nothing unless their names say that they are part of what is computed: they lie among the layers (one
/// more, a scale, an adapter), they belong to an expected tensor (its bias, a second table of positions), or they are
/// tokens, prompts or adapters. A part of the image tower that isn't known by name could do so too; whoever ignores
/// one says it.
void keepExpected(Weights &weights, const std::vector<std::pair<std::string, Shape>> &expected);

/// Throws InputError if the names of tensors are those of something else than CLIP's own transformers (ViT), saying
/// which part it is.
void refuseOtherArchitectures(const std::map<std::string, StoredTensor> &tensors, const std::string &file);

}
