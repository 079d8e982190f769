// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/openclip.h"

#include "core/checkpoint/configfields.h"
#include "core/checkpoint/statedict.h"
#include "core/checkpoint/tensorcheck.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"

#include <cmath>

namespace headscope {
namespace {

using Json = nlohmann::json;

// What open_clip takes for the sizes that a configuration leaves out.
constexpr TowerShape kVisionDefaults = {.width = 768, .layers = 12};
constexpr TowerShape kTextDefaults = {.width = 512, .layers = 12, .heads = 8};
constexpr int kHeadWidth = 64;
constexpr int kPatchSize = 16;
constexpr int kImageSize = 224;
constexpr int kContextLength = 77;
constexpr int kVocabularySize = 49408;
constexpr int kEndId = 2;

constexpr const char *kConfigName = "open_clip_config.json";
constexpr const char *kWeightsName = "open_clip_model.safetensors";

void refuseOtherConfigurations(const Json &model, const Json &vision, const std::string &file)
{
    const auto refuse = [&file](const std::string &part) {
        throw InputError(file, part, "supported are CLIP's own vision and text transformers (ViT)");
    };
    if (vision.contains("timm_model_name"))
        refuse("the image tower is the timm model " + vision["timm_model_name"].dump());
    if (vision.contains("layers") && vision["layers"].is_array())
        refuse("the image tower is a ResNet (\"layers\" is a list)");
    for (const char *key : {"attentional_pool", "global_average_pool", "final_ln_after_pool"}) {
        if (optionalMember<bool>(vision, key, file).value_or(false))
            refuse(std::string("the image tower has \"") + key + "\"");
    }
    if (const auto pool = optionalMember<std::string>(vision, "pool_type", file); pool && *pool != "tok")
        refuse("the image tower pools with \"" + *pool + "\", not the class token");
    if (model.contains("multimodal_cfg"))
        refuse("the model has a multimodal tower (CoCa)");
    for (const char *key : {"ls_init_value", "act_kwargs"}) {
        if (vision.contains(key) && !vision[key].is_null())
            refuse(std::string("the image tower has \"") + key + "\"");
    }
}

/// Why the text tower can't be read; empty if it is CLIP's own.
std::string unreadText(const Json &text, const std::string &file)
{
    if (const auto name = optionalMember<std::string>(text, "hf_model_name", file))
        return "has the transformers model " + *name + " for its text tower";
    const auto pool = optionalMember<std::string>(text, "pool_type", file).value_or("argmax");
    if (pool != "argmax" && pool != "eos")
        return "has a text tower that pools with \"" + pool + "\", not the end token";
    for (const char *key : {"embed_cls", "no_causal_mask", "proj_bias"}) {
        if (optionalMember<bool>(text, key, file).value_or(false))
            return std::string("has a text tower with \"") + key + '"';
    }
    for (const char *key : {"ls_init_value", "act_kwargs"}) {
        if (text.contains(key) && !text[key].is_null())
            return std::string("has a text tower with \"") + key + '"';
    }
    return {};
}

Preprocessing readPreprocessing(const Json &config, int imageSize, std::vector<std::string> &assumed,
                                const std::string &file)
{
    Preprocessing preprocessing;
    preprocessing.imageSize = imageSize;
    const auto found = config.find("preprocess_cfg");
    if (found == config.end() || !found->is_object()) {
        assumed.push_back("preprocessing");
        return preprocessing;
    }
    preprocessing.mean = colourMember(*found, "mean", preprocessing.mean, file);
    preprocessing.std = deviationMember(*found, "std", preprocessing.std, file);

    const auto mode = optionalMember<std::string>(*found, "resize_mode", file).value_or("shortest");
    if (mode == "shortest")
        preprocessing.resize = Preprocessing::Resize::Shortest;
    else if (mode == "squash")
        preprocessing.resize = Preprocessing::Resize::Squash;
    else if (mode == "longest")
        preprocessing.resize = Preprocessing::Resize::Longest;
    else
        throw InputError(file, "\"resize_mode\" is \"" + mode + "\"", "shortest, longest or squash is needed");

    const auto interpolation = optionalMember<std::string>(*found, "interpolation", file).value_or("bicubic");
    if (interpolation == "bicubic")
        preprocessing.interpolation = Preprocessing::Interpolation::Bicubic;
    else if (interpolation == "bilinear")
        preprocessing.interpolation = Preprocessing::Interpolation::Bilinear;
    else
        throw InputError(file, "\"interpolation\" is \"" + interpolation + "\"", "bicubic or bilinear is needed");
    return preprocessing;
}

int headsOf(int width, int headWidth, const std::string &file)
{
    if (width % headWidth != 0)
        throw InputError(file,
                         "the width " + std::to_string(width) + " is no multiple of \"head_width\" " +
                             std::to_string(headWidth),
                         "heads must share the width evenly");
    return width / headWidth;
}

double layerNormEps(const Json &tower, const std::string &file)
{
    const auto norm = optionalMember<Json>(tower, "norm_kwargs", file).value_or(Json::object());
    return epsilonMember(norm, "eps", file);
}

ClipConfig readConfig(const Json &json, bool hasText, const std::string &file)
{
    if (!json.contains("model_cfg") || !json["model_cfg"].is_object())
        throw InputError(file, "has no object \"model_cfg\"", "it must be an open_clip configuration");
    const Json &model = json["model_cfg"];
    const auto vision = requiredMember<Json>(model, "vision_cfg", file);
    const auto text = hasText ? requiredMember<Json>(model, "text_cfg", file)
                              : optionalMember<Json>(model, "text_cfg", file).value_or(Json::object());
    if (!vision.is_object() || !text.is_object())
        throw InputError(file, "\"vision_cfg\" or \"text_cfg\" is not an object",
                         "spell the towers' sizes out, as open_clip's configurations do");
    refuseOtherConfigurations(model, vision, file);

    ClipConfig config;
    config.family = "open_clip";
    const bool quick = optionalMember<bool>(model, "quick_gelu", file).value_or(false);
    config.vision.activation = quick ? Activation::QuickGelu : Activation::Gelu;
    config.embedDim = sizeMember(model, "embed_dim", kLargestWidth, file);
    config.patchSize = sizeMember(vision, "patch_size", kLargestImage, kPatchSize, file);

    const auto mlpWidth = [&file](const Json &tower, int width) {
        const double ratio = optionalMember<double>(tower, "mlp_ratio", file).value_or(4.0);
        if (!(ratio > 0 && ratio <= 64))
            throw InputError(file, "\"mlp_ratio\" is " + std::to_string(ratio), "a number from 0 to 64 is needed");
        return static_cast<int>(width * ratio);
    };
    config.vision.width = sizeMember(vision, "width", kLargestWidth, kVisionDefaults.width, file);
    config.vision.layers = sizeMember(vision, "layers", kMostLayers, kVisionDefaults.layers, file);
    config.vision.layerNormEps = layerNormEps(vision, file);
    const int headWidth = sizeMember(vision, "head_width", kLargestWidth, kHeadWidth, file);
    config.vision.heads = headsOf(config.vision.width, headWidth, file);
    config.vision.mlpWidth = mlpWidth(vision, config.vision.width);
    config.vision.lnPre = !optionalMember<bool>(vision, "no_ln_pre", file).value_or(false);

    config.whyNoText = unreadText(text, file);
    if (config.whyNoText.empty() && !hasText)
        config.whyNoText = "has no text tower of CLIP's own";
    if (config.whyNoText.empty()) {
        TowerShape &tower = config.text.emplace();
        tower.width = sizeMember(text, "width", kLargestWidth, kTextDefaults.width, file);
        tower.layers = sizeMember(text, "layers", kMostLayers, kTextDefaults.layers, file);
        tower.layerNormEps = layerNormEps(text, file);
        tower.heads = sizeMember(text, "heads", kLargestWidth, kTextDefaults.heads, file);
        tower.mlpWidth = mlpWidth(text, tower.width);
        tower.activation = config.vision.activation;
        config.contextLength = sizeMember(text, "context_length", kLargestWidth, kContextLength, file);
        config.vocabularySize = sizeMember(text, "vocab_size", kLargestVocabulary, kVocabularySize, file);
        if (optionalMember<std::string>(text, "pool_type", file) == "eos")
            config.endId = optionalMember<std::int64_t>(text, "eos_id", file).value_or(kEndId);
    }

    const int imageSize = sizeMember(vision, "image_size", kLargestImage, kImageSize, file);
    if (imageSize < config.patchSize)
        throw InputError(file, "\"patch_size\" is larger than \"image_size\"", "at least one patch must fit");
    config.preprocessing = readPreprocessing(json, imageSize, config.assumed, file);
    return config;
}

Json configJson(const ClipConfig &config)
{
    const Preprocessing &preprocessing = config.preprocessing;
    const auto ratio = [](const TowerShape &tower) { return double(tower.mlpWidth) / tower.width; };
    const char *resize = preprocessing.resize == Preprocessing::Resize::Shortest ? "shortest"
                         : preprocessing.resize == Preprocessing::Resize::Squash ? "squash"
                                                                                 : "longest";
    const bool bicubic = preprocessing.interpolation == Preprocessing::Interpolation::Bicubic;
    // Through the shortest decimal that is the same float, so that 0.5 is written as 0.5.
    const auto colour = [](const std::array<float, 3> &values) {
        Json list = Json::array();
        for (const float value : values)
            list.push_back(std::round(double(value) * 1e8) / 1e8);
        return list;
    };
    return {
        {"model_cfg",
         {{"embed_dim", config.embedDim},
          {"quick_gelu", config.vision.activation == Activation::QuickGelu},
          {"vision_cfg",
           {{"image_size", config.imageSize()},
            {"patch_size", config.patchSize},
            {"width", config.vision.width},
            {"layers", config.vision.layers},
            {"head_width", config.headDim()},
            {"mlp_ratio", ratio(config.vision)}}},
          {"text_cfg",
           {{"context_length", config.contextLength},
            {"vocab_size", config.vocabularySize},
            {"width", config.text->width},
            {"heads", config.text->heads},
            {"layers", config.text->layers},
            {"mlp_ratio", ratio(*config.text)}}}}},
        {"preprocess_cfg",
         {{"mean", colour(preprocessing.mean)},
          {"std", colour(preprocessing.std)},
          {"interpolation", bicubic ? "bicubic" : "bilinear"},
          {"resize_mode", resize}}},
    };
}

}

Checkpoint readOpenClip(const std::filesystem::path &configFile, Weights weights)
{
    Checkpoint checkpoint;
    ClipConfig &config = checkpoint.config;
    cleanNames(weights);
    const bool isLong = joinPositions(weights);
    config = readConfig(readJson(configFile), hasClipText(weights), configFile.string());
    if (isLong && config.text)
        config.contextLength = static_cast<int>(weights.tensors.at("positional_embedding").shape.front());
    config.logitScale = weights.tensors.contains("logit_scale");
    checkPositions(weights.tensors, "visual.positional_embedding", config, weights.file.string());
    keepExpected(weights, expectedTensors(config));
    checkpoint.weightsFile = weights.file;
    checkpoint.tensors = std::move(weights.tensors);
    config.notes = std::move(weights.notes);
    return checkpoint;
}

void writeOpenClipCheckpoint(const std::filesystem::path &directory, const ClipConfig &config,
                             const std::map<std::string, FloatArray> &tensors)
{
    std::filesystem::create_directories(directory);
    SafetensorsWriter writer;
    for (const auto &[name, shape] : expectedTensors(config))
        writer.addHalf(name, tensors.at(name));
    writer.setMetadata("format", "pt");
    writer.write(directory / kWeightsName);
    writeFileAtomically(directory / kConfigName, configJson(config).dump(4) + "\n");
}

}
