// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/pixelsource.h"
#include "core/storefile/modelfacts.h"

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace headscope {

/// Stated in store.json, so that a store of another convention can't be mistaken for one of ours (mathematics §2).
constexpr const char *kStoreConvention =
    "mean, bias of ln_post and output bias split evenly over terms, heads and tokens";

/// What a store says of itself in store.json: enough to tell whether two stores may be compared or merged, and to find
/// the model and the pictures again.
struct StoreDescription : ModelFacts
{
    std::string modelPath;
    std::string modelFamily;   ///< the checkpoint's layout, as in ClipConfig; empty where an older store doesn't say it
    std::string dtype = "f32"; ///< of what is stored an image: "f32" or "f16"
    bool classToken = false;
    int batch = 0;
    std::int64_t images = 0;
    std::vector<SkippedImage> skipped;
};

nlohmann::ordered_json toJson(const StoreDescription &description);

/// Whether it is of a store, be it of another version.
bool isStoreDescription(const nlohmann::json &json);

/// Throws InputError naming `file` if the JSON describes no store, or one of another version or convention.
StoreDescription descriptionFrom(const nlohmann::json &json, const std::string &file);
StoreDescription readDescription(const std::filesystem::path &file);

}
