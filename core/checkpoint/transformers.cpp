// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/transformers.h"

#include "core/checkpoint/configfields.h"
#include "core/checkpoint/tensorcheck.h"
#include "core/error.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace headscope {
namespace {

using Json = nlohmann::json;

/// What transformers takes for the members that a configuration leaves out.
struct TowerDefaults
{
    int width, layers, heads, mlpWidth;
};
constexpr TowerDefaults kVisionDefaults = {768, 12, 12, 3072};
constexpr TowerDefaults kTextDefaults = {512, 12, 8, 2048};
constexpr int kImageSize = 224;
constexpr int kPatchSize = 32;
constexpr int kContextLength = 77;
constexpr int kVocabularySize = 49408;
constexpr int kProjection = 512;

/// A tower's object. Old files have a second one, which counts more.
Json towerMember(const Json &config, const std::string &name, const std::string &file)
{
    for (const std::string &key : {name + "_dict", name}) {
        if (const auto tower = optionalMember<Json>(config, key.c_str(), file)) {
            if (!tower->is_object())
                throw InputError(file, "\"" + key + "\" is not an object", "it holds the sizes of a tower");
            return *tower;
        }
    }
    return Json::object();
}

TowerConfig readTower(const Json &json, const TowerDefaults &defaults, const std::string &file)
{
    TowerConfig tower;
    tower.width = sizeMember(json, "hidden_size", kLargestWidth, defaults.width, file);
    tower.layers = sizeMember(json, "num_hidden_layers", kMostLayers, defaults.layers, file);
    tower.heads = sizeMember(json, "num_attention_heads", kLargestWidth, defaults.heads, file);
    tower.mlpWidth = sizeMember(json, "intermediate_size", kLargestWidth * 16, defaults.mlpWidth, file);
    tower.layerNormEps = epsilonMember(json, "layer_norm_eps", file);
    return tower;
}

Activation readActivation(const Json &tower, const std::string &file)
{
    const auto name = optionalMember<std::string>(tower, "hidden_act", file).value_or("quick_gelu");
    if (const auto activation = activationNamed(name))
        return *activation;
    throw InputError(file, "\"hidden_act\" is \"" + name + "\"", "gelu and quick_gelu are supported");
}

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

ClipConfig readConfig(const std::filesystem::path &path)
{
    const std::string file = path.string();
    const Json json = readJson(path);
    if (const auto type = optionalMember<std::string>(json, "model_type", file); type && *type != "clip")
        throw InputError(file, "\"model_type\" is \"" + *type + "\"", "a CLIPModel (\"clip\") is needed");
    const Json vision = towerMember(json, "vision_config", file);
    const Json text = towerMember(json, "text_config", file);

    ClipConfig config;
    config.family = "transformers";
    config.vision = readTower(vision, kVisionDefaults, file);
    config.text = readTower(text, kTextDefaults, file);
    config.activation = readActivation(vision, file);
    if (readActivation(text, file) != config.activation)
        throw InputError(file, "the towers have different \"hidden_act\"", "one activation for both is supported");
    if (sizeMember(vision, "num_channels", kLargestWidth, 3, file) != 3)
        throw InputError(file, "\"num_channels\" isn't 3", "colour pictures are needed");
    config.patchSize = sizeMember(vision, "patch_size", kLargestImage, kPatchSize, file);
    config.preprocessing.imageSize = sizeMember(vision, "image_size", kLargestImage, kImageSize, file);
    if (config.imageSize() < config.patchSize)
        throw InputError(file, "\"patch_size\" is larger than \"image_size\"", "at least one patch must fit");
    config.embedDim = sizeMember(json, "projection_dim", kLargestWidth, kProjection, file);
    config.contextLength = sizeMember(text, "max_position_embeddings", kLargestWidth, kContextLength, file);
    config.vocabularySize = sizeMember(text, "vocab_size", kLargestVocabulary, kVocabularySize, file);

    const std::filesystem::path preprocessor = path.parent_path() / "preprocessor_config.json";
    if (std::filesystem::exists(preprocessor))
        readPreprocessing(readJson(preprocessor), config.preprocessing, preprocessor.string());
    else
        config.assumed.push_back("preprocessing");
    return config;
}

/// How a canonical tensor is stored: in one part, or in three that are joined by their rows.
struct Source
{
    std::vector<std::string> parts;
    Shape shape; ///< of each part
    bool transposed = false;
};

using Replacement = std::pair<std::string_view, std::string_view>;

/// By how a canonical name starts, and how transformers' does.
constexpr Replacement kTowers[] = {
    {"visual.transformer.resblocks.", "vision_model.encoder.layers."},
    {"transformer.resblocks.", "text_model.encoder.layers."},
    {"visual.class_embedding", "vision_model.embeddings.class_embedding"},
    {"visual.positional_embedding", "vision_model.embeddings.position_embedding.weight"},
    {"visual.conv1.weight", "vision_model.embeddings.patch_embedding.weight"},
    {"visual.ln_pre.", "vision_model.pre_layrnorm."}, // so it is spelt
    {"visual.ln_post.", "vision_model.post_layernorm."},
    {"visual.proj", "visual_projection.weight"},
    {"token_embedding.weight", "text_model.embeddings.token_embedding.weight"},
    {"positional_embedding", "text_model.embeddings.position_embedding.weight"},
    {"ln_final.", "text_model.final_layer_norm."},
    {"text_projection", "text_projection.weight"},
};
/// Within a block.
constexpr Replacement kBlock[] = {
    {".ln_1.", ".layer_norm1."}, {".ln_2.", ".layer_norm2."},   {".attn.out_proj.", ".self_attn.out_proj."},
    {".mlp.c_fc.", ".mlp.fc1."}, {".mlp.c_proj.", ".mlp.fc2."},
};
constexpr std::string_view kJoined = ".attn.in_proj_";

Source sourceOf(const std::string &canonical, const Shape &shape)
{
    std::string name = canonical;
    for (const auto &[from, to] : kTowers) {
        if (name.starts_with(from)) {
            name.replace(0, from.size(), to);
            break;
        }
    }
    for (const auto &[from, to] : kBlock) {
        if (const auto at = name.find(from); at != name.npos)
            name.replace(at, from.size(), to);
    }
    Source source = {{}, shape, false};
    if (const auto at = name.find(kJoined); at != name.npos) {
        for (const char *part : {".self_attn.q_proj.", ".self_attn.k_proj.", ".self_attn.v_proj."})
            source.parts.push_back(std::string(name).replace(at, kJoined.size(), part));
        source.shape.front() /= 3;
    } else {
        source.parts = {name};
    }
    if (canonical == "visual.proj" || canonical == "text_projection") {
        source.transposed = true;
        std::swap(source.shape.front(), source.shape.back());
    }
    return source;
}

StoredTensor joined(const std::vector<StoredTensor> &parts, const Shape &shape, const std::string &what)
{
    StoredTensor result = parts.front();
    if (parts.size() == 1)
        return result;
    const auto sameType = [&](const StoredTensor &part) { return part.dtype == result.dtype; };
    if (!std::ranges::all_of(parts, sameType))
        throw InputError(what, "has query, key and value of different types", "one type is needed for the three");
    const auto copy = std::make_shared<std::vector<std::byte>>();
    copy->reserve(parts.size() * result.bytes.size());
    for (const StoredTensor &part : parts)
        copy->insert(copy->end(), part.bytes.begin(), part.bytes.end());
    result.shape = shape;
    result.bytes = *copy;
    result.owner = copy;
    return result;
}

StoredTensor transposed(const StoredTensor &tensor)
{
    const auto rows = static_cast<std::size_t>(tensor.shape[0]);
    const auto columns = static_cast<std::size_t>(tensor.shape[1]);
    const std::size_t size = byteSize(tensor.dtype);
    const auto copy = std::make_shared<std::vector<std::byte>>(tensor.bytes.size());
    for (std::size_t row = 0; row < rows; ++row) {
        for (std::size_t column = 0; column < columns; ++column)
            std::memcpy(copy->data() + (column * rows + row) * size,
                        tensor.bytes.data() + (row * columns + column) * size, size);
    }
    return {tensor.dtype, {tensor.shape[1], tensor.shape[0]}, *copy, copy};
}

}

bool hasTransformersNames(const Weights &weights)
{
    return std::ranges::any_of(weights.tensors, [](const auto &entry) {
        return entry.first.starts_with("vision_model.") || entry.first.starts_with("text_model.");
    });
}

Checkpoint readTransformers(const std::filesystem::path &configFile, Weights weights)
{
    const std::string file = weights.file.string();
    Checkpoint checkpoint;
    checkpoint.config = readConfig(configFile);
    checkpoint.weightsFile = weights.file;
    std::erase_if(weights.tensors, [](const auto &entry) { return entry.first.ends_with(".position_ids"); });

    const auto canonical = expectedTensors(checkpoint.config);
    std::vector<std::pair<std::string, Shape>> expected;
    for (const auto &[name, shape] : canonical) {
        const Source source = sourceOf(name, shape);
        for (const std::string &part : source.parts)
            expected.emplace_back(part, source.shape);
    }
    checkPositions(weights.tensors, sourceOf("visual.positional_embedding", {}).parts.front(), checkpoint.config, file);
    checkTensors(weights.tensors, expected, file);

    for (const auto &[name, shape] : canonical) {
        const Source source = sourceOf(name, shape);
        std::vector<StoredTensor> parts;
        for (const std::string &part : source.parts)
            parts.push_back(std::move(weights.tensors.at(part)));
        StoredTensor tensor = joined(parts, shape, file + ", tensor " + name);
        checkpoint.tensors.emplace(name, source.transposed ? transposed(tensor) : std::move(tensor));
    }
    return checkpoint;
}

}
