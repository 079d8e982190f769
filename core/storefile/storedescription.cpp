// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storefile/storedescription.h"

#include "core/json.h"

namespace headscope {
namespace {

constexpr int kFormatVersion = 1;
constexpr const char *kFormat = "headscope contribution store";

// So that sizes computed from a description never overflow.
constexpr std::int64_t kMostImages = std::int64_t(1) << 40;

}

nlohmann::ordered_json toJson(const StoreDescription &description)
{
    nlohmann::ordered_json json = {{"format", kFormat}, {"version", kFormatVersion}, {"convention", kStoreConvention}};
    json.update(toJson(static_cast<const ModelFacts &>(description)));
    json["model"]["path"] = description.modelPath;
    json["model"]["family"] = description.modelFamily;
    json["preprocessing"]["upright"] = description.preprocessing.upright;
    json["dtype"] = description.dtype;
    json["cls_token"] = description.classToken;
    json["batch"] = description.batch;
    json["images"] = description.images;
    json["skipped"] = nlohmann::ordered_json::array();
    for (const SkippedImage &image : description.skipped)
        json["skipped"].push_back({{"path", image.path}, {"reason", image.reason}});
    return json;
}

bool isStoreDescription(const nlohmann::json &json)
{
    return json.is_object() && json.value("format", nlohmann::json()) == kFormat;
}

StoreDescription descriptionFrom(const nlohmann::json &json, const std::string &file)
{
    if (!isStoreDescription(json))
        throw InputError(file, "doesn't describe a contribution store", "name a folder that `decompose` has written");
    if (const int version = requiredMember<int>(json, "version", file); version != kFormatVersion)
        throw InputError(file, "is of version " + std::to_string(version), "decompose the pictures again");
    if (const auto convention = requiredMember<std::string>(json, "convention", file); convention != kStoreConvention)
        throw InputError(file, "is of another convention, \"" + convention + "\"", "decompose the pictures again");

    StoreDescription description;
    readFacts(json, file, description);
    const auto model = requiredMember<nlohmann::json>(json, "model", file);
    description.modelPath = requiredMember<std::string>(model, "path", file);
    description.modelFamily = optionalMember<std::string>(model, "family", file).value_or("");
    description.preprocessing.upright = optionalMember<bool>(json["preprocessing"], "upright", file).value_or(false);
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
