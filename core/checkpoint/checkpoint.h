// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/clipconfig.h"
#include "core/checkpoint/safetensors.h"

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace headscope {

/// A CLIP as it came from a file: its configuration and its tensors under one set of names, open_clip's, whatever the
/// layout. Float tensors may still be half precision and stay in the mapped file until they are converted.
struct Checkpoint
{
    ClipConfig config;
    std::map<std::string, StoredTensor> tensors;
    std::filesystem::path weightsFile;
};

/// Opens a checkpoint folder, named by itself or by the weights in it. Throws InputError if there is none, if it is of
/// an unsupported kind, or if tensors are missing or misshapen (all of them are listed).
Checkpoint readCheckpoint(const std::filesystem::path &path);

/// Every tensor that a model of this configuration has, by open_clip's name, with its shape.
std::vector<std::pair<std::string, Shape>> expectedTensors(const ClipConfig &config);

/// How many numbers those tensors hold.
std::int64_t parameterCount(const ClipConfig &config);

/// Throws InputError listing every tensor of `expectedTensors` that is missing or has another shape.
void checkTensors(const Checkpoint &checkpoint);

/// Writes an open_clip folder: weights rounded to float16 and a configuration with preprocessing. The weights are
/// written first, so that a folder with a configuration is complete.
void writeOpenClipCheckpoint(const std::filesystem::path &directory, const ClipConfig &config,
                             const std::map<std::string, FloatArray> &tensors);

}
