// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/weightsfile.h"

namespace headscope {

/// Throws InputError if a folder or file is what fine-tuning with PEFT or LoRA leaves, which is no model but changes
/// one; names the model if adapter_config.json says which.
void refuseAdapters(const std::filesystem::path &path);
/// The same, by the names of tensors.
void refuseAdapterTensors(const Weights &weights);

}
