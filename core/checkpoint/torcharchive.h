// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/safetensors.h"

namespace headscope {

/// The tensors of a file that torch.save or torch.jit.save wrote, without anything in it being run.
struct TorchArchive
{
    /// By their path through dictionaries and modules, joined by dots. A training checkpoint's `state_dict` (or
    /// `model_state_dict`, `model`) is taken alone.
    std::map<std::string, StoredTensor> tensors;
    /// Whether it is a TorchScript module, as OpenAI published its models.
    bool script = false;
};

/// Reads such a file from `bytes`, which tensors refer to and `owner` keeps alive. Tensors whose elements don't lie
/// one after the other are copied. Throws InputError about `file` for anything but tensors and containers of them, and
/// for any tensor that reaches beyond what is stored. The one entry point of untrusted bytes.
TorchArchive parseTorchArchive(std::span<const std::byte> bytes, const std::string &file,
                               const std::shared_ptr<const void> &owner);

}
