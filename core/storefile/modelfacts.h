// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/clipconfig.h"

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// What the numbers of a store depend on beside its pictures: the weights and everything that says how the image tower
/// computes with them. The text tower is no part of it. What an older store doesn't state is empty.
struct ModelFacts
{
    std::string modelHash; ///< SHA-256 of the weights
    std::optional<Activation> activation;
    int heads = 0;
    int layers = 0;
    int headDim = 0;
    std::optional<double> layerNormEps;
    std::optional<int> patchSize;
    int embedDim = 0;
    int tokens = 0;
    Preprocessing preprocessing;
};

ModelFacts factsOf(const ClipConfig &config, const std::filesystem::path &weightsFile);

/// As they stand in store.json; null is what isn't stated. Whether pictures are upright is none of the model's facts.
nlohmann::ordered_json toJson(const ModelFacts &facts);

/// Reads those of a store. Throws InputError naming `file`.
void readFacts(const nlohmann::json &json, const std::string &file, ModelFacts &facts);

/// A fact in which two differ, by its path in store.json, with what each says, as JSON.
struct FactDifference
{
    std::string fact;
    std::string first;
    std::string second;
};

/// The first of them, if there is one, in the order of `first`; what one of the two doesn't state is passed over.
std::optional<FactDifference> firstDifference(const nlohmann::ordered_json &first,
                                              const nlohmann::ordered_json &second);
std::optional<FactDifference> firstDifference(const ModelFacts &first, const ModelFacts &second);

/// Paths of the facts that aren't stated.
std::vector<std::string> unstatedFacts(const ModelFacts &facts);

}
