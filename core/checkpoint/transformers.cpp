// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/transformers.h"

#include "core/checkpoint/configfields.h"
#include "core/checkpoint/imageprocessor.h"
#include "core/checkpoint/tensorcheck.h"
#include "core/error.h"

#include <algorithm>
#include <cstring>

namespace headscope {
namespace {

using Json = nlohmann::json;

bool hasAnyOf(const Weights &weights, std::initializer_list<std::string_view> beginnings)
{
    return std::ranges::any_of(weights.tensors, [&](const auto &entry) {
        return std::ranges::any_of(beginnings, [&](std::string_view begin) { return entry.first.starts_with(begin); });
    });
}

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

Activation readActivation(const Json &tower, const std::string &file)
{
    const auto name = optionalMember<std::string>(tower, "hidden_act", file).value_or("quick_gelu");
    if (const auto activation = activationNamed(name))
        return *activation;
    throw InputError(file, "\"hidden_act\" is \"" + name + "\"", "gelu and quick_gelu are supported");
}

TowerShape readTower(const Json &json, const TowerDefaults &defaults, const std::string &file)
{
    TowerShape tower;
    tower.width = sizeMember(json, "hidden_size", kLargestWidth, defaults.width, file);
    tower.layers = sizeMember(json, "num_hidden_layers", kMostLayers, defaults.layers, file);
    tower.heads = sizeMember(json, "num_attention_heads", kLargestWidth, defaults.heads, file);
    tower.mlpWidth = sizeMember(json, "intermediate_size", kLargestWidth * 16, defaults.mlpWidth, file);
    tower.layerNormEps = epsilonMember(json, "layer_norm_eps", file);
    tower.activation = readActivation(json, file);
    return tower;
}

/// By "model_type", what is known of the text tower and of the size of the joint space.
struct ModelType
{
    std::string_view name;
    const char *whyNoText; ///< null if it is CLIP's own
    int projection = kProjection;
    bool poolsLargestId = false; ///< with an end id of 2, see readEndId
};
constexpr ModelType kModelTypes[] = {
    {"clip", nullptr, kProjection, true},
    {"metaclip_2", nullptr},
    {"chinese_clip", "has BERT for its text tower"},
    {"altclip", "has XLM-RoBERTa for its text tower", 768},
    {"vision-text-dual-encoder", "has a text tower that isn't CLIP's own"},
};
/// Of an image tower: alone, or within a model.
constexpr std::string_view kVisionTypes[] = {"clip_vision_model", "metaclip_2_vision_model",
                                             "chinese_clip_vision_model", "altclip_vision_model"};
constexpr ModelType kVisionAlone = {"", "has no text tower"};

bool isVisionType(std::string_view type) { return std::ranges::find(kVisionTypes, type) != std::end(kVisionTypes); }

ModelType modelType(const std::string &type, const std::string &file)
{
    if (isVisionType(type))
        return kVisionAlone;
    const auto found = std::ranges::find(kModelTypes, type, &ModelType::name);
    if (found == std::end(kModelTypes))
        throw InputError(file, "\"model_type\" is \"" + type + "\"",
                         "a model with CLIP's image tower (\"clip\", \"clip_vision_model\", …) is needed");
    return *found;
}

/// The library pools a text at its first end token. Files from before it did so say 2 whatever their end token is, and
/// are pooled at the largest id; as is what says an id outside of the vocabulary.
std::optional<std::int64_t> readEndId(const Json &text, const ModelType &type, int vocabulary, const std::string &file)
{
    constexpr std::int64_t kEarlier = 2;
    const auto id = optionalMember<std::int64_t>(text, "eos_token_id", file)
                        .value_or(type.poolsLargestId ? kVocabularySize - 1 : kEarlier);
    const bool says = id >= 0 && id < vocabulary && !(type.poolsLargestId && id == kEarlier);
    return says ? std::optional(id) : std::nullopt;
}

ClipConfig readConfig(const std::filesystem::path &path, const Weights &weights)
{
    const std::string file = path.string();
    const Json json = readJson(path);
    const ModelType type = modelType(optionalMember<std::string>(json, "model_type", file).value_or("clip"), file);
    const bool alone = type.name.empty();
    const Json vision = alone ? json : towerMember(json, "vision_config", file);
    const auto visionType = optionalMember<std::string>(vision, "model_type", file);
    if (visionType && !isVisionType(*visionType))
        throw InputError(file, "\"vision_config\" is of a \"" + *visionType + '"', "CLIP's image tower is needed");

    ClipConfig config;
    config.family = "transformers";
    config.vision = readTower(vision, kVisionDefaults, file);
    if (sizeMember(vision, "num_channels", kLargestWidth, 3, file) != 3)
        throw InputError(file, "\"num_channels\" isn't 3", "colour pictures are needed");
    config.patchSize = sizeMember(vision, "patch_size", kLargestImage, kPatchSize, file);
    config.preprocessing.imageSize = sizeMember(vision, "image_size", kLargestImage, kImageSize, file);
    if (config.imageSize() < config.patchSize)
        throw InputError(file, "\"patch_size\" is larger than \"image_size\"", "at least one patch must fit");

    if (type.whyNoText)
        config.whyNoText = type.whyNoText;
    else if (!hasAnyOf(weights, {"text_model."}))
        config.whyNoText = "has no text tower";
    if (config.whyNoText.empty()) {
        const Json text = towerMember(json, "text_config", file);
        config.text = readTower(text, kTextDefaults, file);
        config.contextLength = sizeMember(text, "max_position_embeddings", kLargestWidth, kContextLength, file);
        config.vocabularySize = sizeMember(text, "vocab_size", kLargestVocabulary, kVocabularySize, file);
        config.endId = readEndId(text, type, config.vocabularySize, file);
    }
    config.logitScale = weights.tensors.contains("logit_scale");
    config.vision.projection = config.text || weights.tensors.contains("visual_projection.weight");
    config.embedDim = config.vision.projection
                          ? sizeMember(json, "projection_dim", kLargestWidth, type.projection, file)
                          : config.vision.width;
    readImageProcessor(path.parent_path(), config);
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
    const auto copy = std::make_shared<std::vector<std::byte>>();
    const auto append = [&copy](std::span<const std::byte> bytes) {
        copy->insert(copy->end(), bytes.begin(), bytes.end());
    };
    const bool sameType = std::ranges::all_of(parts, [&](const auto &part) { return part.dtype == result.dtype; });
    for (const StoredTensor &part : parts) {
        if (sameType) {
            append(part.bytes);
        } else {
            const std::vector<float> values = part.toFloats(what);
            append(std::as_bytes(std::span(values)));
        }
    }
    return {sameType ? result.dtype : DType::F32, shape, *copy, copy};
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

bool hasTransformersNames(const Weights &weights) { return hasAnyOf(weights, {"vision_model.", "text_model."}); }

Checkpoint readTransformers(const std::filesystem::path &configFile, Weights weights)
{
    const std::string file = weights.file.string();
    std::erase_if(weights.tensors, [](const auto &entry) { return entry.first.ends_with("position_ids"); });
    Checkpoint checkpoint;
    ClipConfig &config = checkpoint.config;
    config = readConfig(configFile, weights);
    checkpoint.weightsFile = weights.file;

    const auto canonical = expectedTensors(config);
    std::vector<std::pair<std::string, Shape>> expected;
    for (const auto &[name, shape] : canonical) {
        const Source source = sourceOf(name, shape);
        for (const std::string &part : source.parts)
            expected.emplace_back(part, source.shape);
    }
    checkPositions(weights.tensors, sourceOf("visual.positional_embedding", {}).parts.front(), config, file);
    keepExpected(weights, expected);
    config.notes = std::move(weights.notes);

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
