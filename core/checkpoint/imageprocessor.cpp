// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/imageprocessor.h"

#include "core/checkpoint/configfields.h"
#include "core/error.h"

#include <cmath>

namespace headscope {
namespace {

using Json = nlohmann::json;

/// A size that is a number or an object with one or two of them.
struct Edges
{
    int height;
    int width;
    bool shortest = false; ///< only the short side is given
};

Edges edgesMember(const Json &object, const char *key, int fallback, bool shortest, const std::string &file)
{
    const auto value = optionalMember<Json>(object, key, file);
    if (!value)
        return {fallback, fallback, shortest};
    if (!value->is_object()) {
        const int edge = sizeMember(object, key, kLargestImage, fallback, file);
        return {edge, edge, shortest};
    }
    if (value->contains("shortest_edge")) {
        const int edge = sizeMember(*value, "shortest_edge", kLargestImage, file);
        return {edge, edge, true};
    }
    return {sizeMember(*value, "height", kLargestImage, file), sizeMember(*value, "width", kLargestImage, file)};
}

void readPreprocessing(const Json &json, Preprocessing &preprocessing, const std::string &file)
{
    const auto enabled = [&](const char *key) { return optionalMember<bool>(json, key, file).value_or(true); };
    const int size = preprocessing.imageSize;
    const auto need = [&](bool met, const std::string &problem, const std::string &remedy) {
        if (!met)
            throw InputError(file, problem, remedy);
    };
    const auto isImageSize = [size](const Edges &edges) { return edges.height == size && edges.width == size; };
    const std::string wanted = std::to_string(size) + " pixels, the model's image size, are supported";

    need(enabled("do_resize"), "\"do_resize\" is false", "pictures are always scaled to the model's size");
    const Edges resized = edgesMember(json, "size", size, true, file);
    need(isImageSize(resized),
         "\"size\" is " + std::to_string(resized.height) + " × " + std::to_string(resized.width) + " pixels", wanted);
    if (resized.shortest) {
        need(enabled("do_center_crop"), "\"do_center_crop\" is false", "the model takes square pictures only");
        const Edges crop = edgesMember(json, "crop_size", size, false, file);
        need(isImageSize(crop),
             "\"crop_size\" is " + std::to_string(crop.height) + " × " + std::to_string(crop.width) + " pixels",
             wanted);
    }
    preprocessing.resize = resized.shortest ? Preprocessing::Resize::Shortest : Preprocessing::Resize::Squash;

    // The numbers of the imaging library that transformers uses.
    const auto resample = optionalMember<std::int64_t>(json, "resample", file).value_or(3);
    need(resample == 2 || resample == 3, "\"resample\" is " + std::to_string(resample),
         "2 (bilinear) or 3 (bicubic) is needed");
    preprocessing.interpolation =
        resample == 3 ? Preprocessing::Interpolation::Bicubic : Preprocessing::Interpolation::Bilinear;

    const double factor = optionalMember<double>(json, "rescale_factor", file).value_or(1.0 / 255);
    need(enabled("do_rescale") && std::abs(factor * 255 - 1) < 1e-6, "values aren't scaled from 0…255 to 0…1",
         "\"rescale_factor\" must be 1/255");
    if (enabled("do_normalize")) {
        preprocessing.mean = colourMember(json, "image_mean", preprocessing.mean, file);
        preprocessing.std = deviationMember(json, "image_std", preprocessing.std, file);
    } else {
        preprocessing.mean = {0, 0, 0};
        preprocessing.std = {1, 1, 1};
    }
}

}

void readImageProcessor(const std::filesystem::path &folder, ClipConfig &config)
{
    const std::filesystem::path own = folder / "preprocessor_config.json";
    if (std::filesystem::exists(own))
        return readPreprocessing(readJson(own), config.preprocessing, own.string());
    const std::filesystem::path shared = folder / "processor_config.json";
    if (std::filesystem::exists(shared)) {
        const auto nested = optionalMember<Json>(readJson(shared), "image_processor", shared.string());
        if (nested && nested->is_object())
            return readPreprocessing(*nested, config.preprocessing, shared.string());
    }
    config.assumed.push_back("preprocessing");
}

}
