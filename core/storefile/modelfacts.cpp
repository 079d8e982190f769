// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storefile/modelfacts.h"

#include "core/checkpoint/checkpoint.h"
#include "core/json.h"

namespace headscope {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json orNull(const std::optional<T> &value)
{
    return value ? Json(*value) : Json();
}

/// An enumeration that is stored as its number.
template <typename Enumeration>
Enumeration enumMember(const nlohmann::json &json, const char *key, Enumeration last, const std::string &file)
{
    return static_cast<Enumeration>(numberMember(json, key, 0, static_cast<int>(last), file));
}

Json toJson(const Preprocessing &preprocessing)
{
    return {{"image_size", preprocessing.imageSize},
            {"mean", preprocessing.mean},
            {"std", preprocessing.std},
            {"resize", static_cast<int>(preprocessing.resize)},
            {"interpolation", static_cast<int>(preprocessing.interpolation)},
            {"fill", preprocessing.fill}};
}

Preprocessing preprocessingFrom(const nlohmann::json &json, const std::string &file)
{
    Preprocessing preprocessing;
    preprocessing.imageSize = sizeMember(json, "image_size", file);
    preprocessing.mean = requiredMember<std::array<float, 3>>(json, "mean", file);
    preprocessing.std = requiredMember<std::array<float, 3>>(json, "std", file);
    preprocessing.resize = enumMember(json, "resize", Preprocessing::Resize::Longest, file);
    preprocessing.interpolation = enumMember(json, "interpolation", Preprocessing::Interpolation::Bilinear, file);
    preprocessing.fill = optionalMember<std::array<std::uint8_t, 3>>(json, "fill", file).value_or(preprocessing.fill);
    return preprocessing;
}

std::optional<Activation> activationMember(const nlohmann::json &json, const std::string &file)
{
    const auto name = optionalMember<std::string>(json, "activation", file);
    if (!name)
        return std::nullopt;
    if (const auto activation = activationNamed(*name))
        return activation;
    throw InputError(file, "\"activation\" is \"" + *name + "\"", "gelu or quick_gelu is needed");
}

}

ModelFacts factsOf(const ClipConfig &config, const std::filesystem::path &weightsFile)
{
    ModelFacts facts;
    facts.modelHash = sha256OfWeights(weightsFile);
    facts.activation = config.vision.activation;
    facts.heads = config.vision.heads;
    facts.layers = config.vision.layers;
    facts.headDim = config.headDim();
    facts.layerNormEps = config.vision.layerNormEps;
    facts.patchSize = config.patchSize;
    facts.embedDim = config.embedDim;
    facts.tokens = config.tokens();
    facts.preprocessing = config.preprocessing;
    return facts;
}

Json toJson(const ModelFacts &facts)
{
    return {{"model", {{"sha256", facts.modelHash}}},
            {"activation", facts.activation ? Json(toString(*facts.activation)) : Json()},
            {"heads", facts.heads},
            {"layers", facts.layers},
            {"head_dim", facts.headDim},
            {"layer_norm_eps", orNull(facts.layerNormEps)},
            {"patch_size", orNull(facts.patchSize)},
            {"embed_dim", facts.embedDim},
            {"tokens", facts.tokens},
            {"preprocessing", toJson(facts.preprocessing)}};
}

void readFacts(const nlohmann::json &json, const std::string &file, ModelFacts &facts)
{
    facts.modelHash = requiredMember<std::string>(requiredMember<nlohmann::json>(json, "model", file), "sha256", file);
    facts.activation = activationMember(json, file);
    facts.heads = sizeMember(json, "heads", file);
    facts.layers = sizeMember(json, "layers", file);
    facts.headDim = sizeMember(json, "head_dim", file);
    facts.layerNormEps = optionalMember<double>(json, "layer_norm_eps", file);
    facts.patchSize = optionalMember<int>(json, "patch_size", file);
    facts.embedDim = sizeMember(json, "embed_dim", file);
    facts.tokens = sizeMember(json, "tokens", file);
    facts.preprocessing = preprocessingFrom(requiredMember<nlohmann::json>(json, "preprocessing", file), file);
}

std::optional<FactDifference> firstDifference(const Json &first, const Json &second)
{
    const Json wanted = first.flatten();
    const Json found = second.flatten();
    for (const auto &[path, value] : wanted.items()) {
        const auto other = found.find(path);
        if (other != found.end() && !value.is_null() && !other->is_null() && *other != value)
            return FactDifference{path.substr(1), value.dump(), other->dump()};
    }
    return std::nullopt;
}

std::optional<FactDifference> firstDifference(const ModelFacts &first, const ModelFacts &second)
{
    return firstDifference(toJson(first), toJson(second));
}

std::vector<std::string> unstatedFacts(const ModelFacts &facts)
{
    std::vector<std::string> unstated;
    const Json flat = toJson(facts).flatten();
    for (const auto &[path, value] : flat.items()) {
        if (value.is_null())
            unstated.push_back(path.substr(1));
    }
    return unstated;
}

}
