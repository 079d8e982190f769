// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/checkpoint.h"

namespace headscope {

/// Throws InputError if the table of positions `name` (one row a patch and one for the class token) is for images of
/// another size than the configuration says. It is never resized.
void checkPositions(const std::map<std::string, StoredTensor> &tensors, const std::string &name,
                    const ClipConfig &config, const std::string &file);

/// Throws InputError listing every tensor that is missing, has another shape, isn't of floating point, or isn't
/// expected at all.
void checkTensors(const std::map<std::string, StoredTensor> &tensors,
                  const std::vector<std::pair<std::string, Shape>> &expected, const std::string &file);

/// Throws InputError if the names of tensors are those of something else than CLIP's own transformers (ViT), saying
/// which part it is.
void refuseOtherArchitectures(const std::map<std::string, StoredTensor> &tensors, const std::string &file);

}
