// SPDX-License-Identifier: GPL-3.0-or-later
// Members of configuration files, checked as they are read. All throw InputError naming `file` and the member.
#pragma once

#include "core/json.h"

#include <array>

namespace headscope {

// Bounds that every CLIP stays far below; a configuration beyond them is a mistake, not a model.
inline constexpr int kLargestWidth = 16384;
inline constexpr int kMostLayers = 256;
inline constexpr int kLargestImage = 4096;
inline constexpr int kLargestVocabulary = 4'000'000;

/// A whole number from 1 to `largest`.
int sizeMember(const nlohmann::json &object, const char *key, int largest, const std::string &file);
/// The same; `fallback` if it isn't there.
int sizeMember(const nlohmann::json &object, const char *key, int largest, int fallback, const std::string &file);

/// Three numbers for red, green and blue, or `fallback`.
std::array<float, 3> colourMember(const nlohmann::json &object, const char *key, std::array<float, 3> fallback,
                                  const std::string &file);
/// The same, all above 0.
std::array<float, 3> deviationMember(const nlohmann::json &object, const char *key, std::array<float, 3> fallback,
                                     const std::string &file);

/// The epsilon of a LayerNorm, 1e-5 if it isn't there.
double epsilonMember(const nlohmann::json &object, const char *key, const std::string &file);

}
