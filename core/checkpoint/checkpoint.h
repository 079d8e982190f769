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

/// Opens a checkpoint: a folder or file of open_clip or transformers, OpenAI's archives, or a file of open_clip's
/// weights alone. Weights named within a folder are read with its configuration. The text tower may be missing or of a
/// kind that isn't read. Throws InputError if there is no checkpoint, if its image tower is of an unsupported kind, if
/// tensors are missing, misshapen or change what is computed without being known (they are listed together), or if
/// weights aren't finite numbers.
Checkpoint readCheckpoint(const std::filesystem::path &path, const CheckpointOptions &options = {});

/// Tells weights apart by their content: SHA-256 of a checkpoint's `weightsFile`, for an index also of every file it
/// names.
std::string sha256OfWeights(const std::filesystem::path &weightsFile);

/// Every tensor that a model of this configuration has, by open_clip's name, with its shape.
std::vector<std::pair<std::string, Shape>> expectedTensors(const ClipConfig &config);

/// How many numbers those tensors hold.
std::int64_t parameterCount(const ClipConfig &config);

/// Writes an open_clip folder: weights rounded to float16 and a configuration with preprocessing. The weights are
/// written first, so that a folder with a configuration is complete.
void writeOpenClipCheckpoint(const std::filesystem::path &directory, const ClipConfig &config,
                             const std::map<std::string, FloatArray> &tensors);

}
