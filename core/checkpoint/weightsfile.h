// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/safetensors.h"

namespace headscope {

/// The tensors of a checkpoint under the names its files give them.
struct Weights
{
    std::filesystem::path file; ///< for weights in several files their index
    std::map<std::string, StoredTensor> tensors;
    bool script = false;                 ///< a TorchScript module
    std::vector<std::string> notes = {}; ///< see ClipConfig::notes
};

/// Reads safetensors, an archive of PyTorch's, or an index (*.index.json) with the files it names. Throws InputError.
Weights readWeights(const std::filesystem::path &file);

/// Whether a folder holds weights of one of the usual names.
bool hasUsualWeights(const std::filesystem::path &folder);

/// Whether a file is an index of weights in several files.
bool isWeightsIndex(const std::filesystem::path &file);

/// The files an index names, each once, in order. They must lie in its folder; throws InputError if not.
std::vector<std::filesystem::path> filesOfIndex(const std::filesystem::path &index);

/// The weights in a folder that most likely are the checkpoint: by the usual names, those first whose configuration is
/// there, or the only ones. Throws InputError if there are none.
std::filesystem::path findWeights(const std::filesystem::path &folder);

}
