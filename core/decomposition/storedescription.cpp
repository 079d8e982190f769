// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/store.h"
#include "core/json.h"

namespace headscope {
namespace {

constexpr int kFormatVersion = 1;
constexpr const char *kFormat = "headscope contribution store";
// Stated in the file, so that a store of another convention can't be mistaken for one of ours.
constexpr const char *kConvention = "mean, bias of ln_post and output bias split evenly over terms, heads and tokens";

nlohmann::ordered_json preprocessingJson(const Preprocessing &preprocessing)
{
    return {{"image_size", preprocessing.imageSize},
            {"mean", preprocessing.mean},
            {"std", preprocessing.std},
            {"resize", static_cast<int>(preprocessing.resize)},
            {"interpolation", static_cast<int>(preprocessing.interpolation)}};
}

Preprocessing preprocessingFrom(const nlohmann::json &json, const std::string &file)
{
    Preprocessing preprocessing;
    preprocessing.imageSize = requiredMember<int>(json, "image_size", file);
    preprocessing.mean = requiredMember<std::array<float, 3>>(json, "mean", file);
    preprocessing.std = requiredMember<std::array<float, 3>>(json, "std", file);
    preprocessing.resize = static_cast<Preprocessing::Resize>(requiredMember<int>(json, "resize", file));
    preprocessing.interpolation =
        static_cast<Preprocessing::Interpolation>(requiredMember<int>(json, "interpolation", file));
    return preprocessing;
}

}

std::string toJsonText(const StoreDescription &description)
{
    nlohmann::ordered_json skipped = nlohmann::ordered_json::array();
    for (const SkippedImage &image : description.skipped)
        skipped.push_back({{"path", image.path}, {"reason", image.reason}});
    const nlohmann::ordered_json json = {
        {"format", kFormat},
        {"version", kFormatVersion},
        {"convention", kConvention},
        {"model", {{"path", description.modelPath}, {"sha256", description.modelHash}}},
        {"preprocessing", preprocessingJson(description.preprocessing)},
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
    return json.dump(2) + "\n";
}

StoreDescription descriptionFromJson(const std::filesystem::path &path)
{
    const std::string file = path.string();
    const nlohmann::json json = readJson(path);
    if (optionalMember<std::string>(json, "format", file) != kFormat)
        throw InputError(file, "doesn't describe a contribution store", "name a folder that `decompose` has written");
    if (requiredMember<int>(json, "version", file) != kFormatVersion ||
        requiredMember<std::string>(json, "convention", file) != kConvention)
        throw InputError(file, "is of another version or convention", "decompose the pictures again");

    StoreDescription description;
    const auto model = requiredMember<nlohmann::json>(json, "model", file);
    description.modelPath = requiredMember<std::string>(model, "path", file);
    description.modelHash = requiredMember<std::string>(model, "sha256", file);
    description.preprocessing = preprocessingFrom(requiredMember<nlohmann::json>(json, "preprocessing", file), file);
    description.layers = requiredMember<int>(json, "layers", file);
    description.heads = requiredMember<int>(json, "heads", file);
    description.headDim = requiredMember<int>(json, "head_dim", file);
    description.embedDim = requiredMember<int>(json, "embed_dim", file);
    description.tokens = requiredMember<int>(json, "tokens", file);
    description.dtype = requiredMember<std::string>(json, "dtype", file);
    description.classToken = requiredMember<bool>(json, "cls_token", file);
    description.batch = requiredMember<int>(json, "batch", file);
    description.images = requiredMember<std::int64_t>(json, "images", file);
    for (const auto &entry : requiredMember<nlohmann::json>(json, "skipped", file))
        description.skipped.push_back(
            {requiredMember<std::string>(entry, "path", file), requiredMember<std::string>(entry, "reason", file)});
    return description;
}

}
