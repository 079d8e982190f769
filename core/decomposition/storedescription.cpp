// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/storedescription.h"

#include "core/json.h"

namespace headscope {
namespace {

constexpr int kFormatVersion = 1;
constexpr const char *kFormat = "headscope contribution store";

// Bounds that every CLIP stays far below, so that sizes computed from a description never overflow.
constexpr std::int64_t kLargestSize = 1 << 20;
constexpr std::int64_t kMostImages = std::int64_t(1) << 40;

std::int64_t numberMember(const nlohmann::json &json, const char *key, std::int64_t smallest, std::int64_t largest,
                          const std::string &file)
{
    const auto value = requiredMember<std::int64_t>(json, key, file);
    if (value < smallest || value > largest)
        throw InputError(file, std::string("\"") + key + "\" is " + std::to_string(value),
                         "a number from " + std::to_string(smallest) + " to " + std::to_string(largest) + " is needed");
    return value;
}

int sizeMember(const nlohmann::json &json, const char *key, const std::string &file)
{
    return static_cast<int>(numberMember(json, key, 1, kLargestSize, file));
}

/// An enumeration that is stored as its number.
template <typename Enumeration>
Enumeration enumMember(const nlohmann::json &json, const char *key, Enumeration last, const std::string &file)
{
    return static_cast<Enumeration>(numberMember(json, key, 0, static_cast<int>(last), file));
}

Preprocessing preprocessingFrom(const nlohmann::json &json, const std::string &file)
{
    Preprocessing preprocessing;
    preprocessing.imageSize = sizeMember(json, "image_size", file);
    preprocessing.mean = requiredMember<std::array<float, 3>>(json, "mean", file);
    preprocessing.std = requiredMember<std::array<float, 3>>(json, "std", file);
    preprocessing.resize = enumMember(json, "resize", Preprocessing::Resize::Longest, file);
    preprocessing.interpolation = enumMember(json, "interpolation", Preprocessing::Interpolation::Bilinear, file);
    preprocessing.upright = optionalMember<bool>(json, "upright", file).value_or(false);
    return preprocessing;
}

}

nlohmann::ordered_json toJson(const Preprocessing &preprocessing)
{
    return {{"image_size", preprocessing.imageSize},
            {"mean", preprocessing.mean},
            {"std", preprocessing.std},
            {"resize", static_cast<int>(preprocessing.resize)},
            {"interpolation", static_cast<int>(preprocessing.interpolation)},
            {"upright", preprocessing.upright}};
}

nlohmann::ordered_json toJson(const StoreDescription &description)
{
    nlohmann::ordered_json skipped = nlohmann::ordered_json::array();
    for (const SkippedImage &image : description.skipped)
        skipped.push_back({{"path", image.path}, {"reason", image.reason}});
    return {
        {"format", kFormat},
        {"version", kFormatVersion},
        {"convention", kStoreConvention},
        {"model",
         {{"path", description.modelPath}, {"sha256", description.modelHash}, {"family", description.modelFamily}}},
        {"preprocessing", toJson(description.preprocessing)},
        {"layers", description.layers},
        {"heads", description.heads},
        {"head_dim", description.headDim},
        {"embed_dim", description.embedDim},
        {"tokens", description.tokens},
        {"dtype", description.dtype},
        {"cls_token", description.classToken},
        {"batch", description.batch},
        {"images", description.images},
        {"skipped", skipped},
    };
}

StoreDescription descriptionFrom(const nlohmann::json &json, const std::string &file)
{
    if (optionalMember<std::string>(json, "format", file) != kFormat)
        throw InputError(file, "doesn't describe a contribution store", "name a folder that `decompose` has written");
    if (const int version = requiredMember<int>(json, "version", file); version != kFormatVersion)
        throw InputError(file, "is of version " + std::to_string(version), "decompose the pictures again");
    if (const auto convention = requiredMember<std::string>(json, "convention", file); convention != kStoreConvention)
        throw InputError(file, "is of another convention, \"" + convention + "\"", "decompose the pictures again");

    StoreDescription description;
    const auto model = requiredMember<nlohmann::json>(json, "model", file);
    description.modelPath = requiredMember<std::string>(model, "path", file);
    description.modelHash = requiredMember<std::string>(model, "sha256", file);
    description.modelFamily = optionalMember<std::string>(model, "family", file).value_or("");
    description.preprocessing = preprocessingFrom(requiredMember<nlohmann::json>(json, "preprocessing", file), file);
    description.layers = sizeMember(json, "layers", file);
    description.heads = sizeMember(json, "heads", file);
    description.headDim = sizeMember(json, "head_dim", file);
    description.embedDim = sizeMember(json, "embed_dim", file);
    description.tokens = sizeMember(json, "tokens", file);
    description.dtype = requiredMember<std::string>(json, "dtype", file);
    if (description.dtype != "f32" && description.dtype != "f16")
        throw InputError(file, "\"dtype\" is \"" + description.dtype + "\"", "f32 or f16 is needed");
    description.classToken = requiredMember<bool>(json, "cls_token", file);
    description.batch = sizeMember(json, "batch", file);
    description.images = numberMember(json, "images", 0, kMostImages, file);
    for (const auto &entry : requiredMember<nlohmann::json>(json, "skipped", file))
        description.skipped.push_back(
            {requiredMember<std::string>(entry, "path", file), requiredMember<std::string>(entry, "reason", file)});
    return description;
}

StoreDescription readDescription(const std::filesystem::path &file)
{
    return descriptionFrom(readJson(file), file.string());
}

}
