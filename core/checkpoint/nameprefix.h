// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/weightsfile.h"

namespace headscope {

/// Takes off what training and wrapping put before the names of a model's tensors ("module.", "_orig_mod.model.", …),
/// whatever it is: all that stands before the name of the image tower's patch embedding. Throws InputError if there
/// are several such towers to choose from.
void stripPrefix(Weights &weights);

/// Puts "vision_model." before the names of an image tower of transformers' that was saved alone and lacks it.
void wrapVisionNames(Weights &weights);

}
