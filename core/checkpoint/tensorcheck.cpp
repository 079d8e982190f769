// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensorcheck.h"

#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <cmath>
#include <set>

namespace headscope {
namespace {

// A file of another model differs in everything; the first differences say enough.
constexpr std::size_t kMostListed = 40;

bool isFloating(DType dtype)
{
    return dtype == DType::F32 || dtype == DType::F16 || dtype == DType::BF16 || dtype == DType::F64;
}

/// What is wrong with a tensor, or nothing.
std::string problemOf(const StoredTensor &tensor, const Shape &shape)
{
    // A scalar is stored as [] or [1].
    const bool scalar = shape.empty() && elementCount(tensor.shape) == 1;
    if (tensor.shape != shape && !scalar)
        return "is " + toString(tensor.shape) + " (should be " + toString(shape) + ")";
    if (!isFloating(tensor.dtype))
        return "is of " + std::string(name(tensor.dtype)) + " (should be F32, F16 or BF16)";
    return {};
}

struct Architecture
{
    std::string_view part; ///< how a name starts, or what is in it
    const char *description;
};

constexpr Architecture kOtherArchitectures[] = {
    {"visual.layer1.", "the image tower is a ResNet"},
    {"visual.attnpool.", "the image tower is a ResNet"},
    {"text_decoder.", "the model has a text decoder (CoCa)"},
    {"visual.attn_pool.", "the image tower pools by attention (CoCa)"},
    {"vision_model.head.", "the image tower pools by attention (SigLIP)"},
    {"logit_bias", "the model has a logit bias (SigLIP)"},
    {"visual.trunk.", "the image tower is a timm model"},
    {"visual.blocks.", "the image tower is EVA's"},
    {"text.transformer.embeddings.", "the text tower is a transformers model"},
    {"text.transformer.encoder.", "the text tower is a transformers model"},
    {"text.transformer.layer", "the text tower is a transformers model"},
    {"text.proj.", "the text tower is a transformers model"},
};

}

void checkPositions(const std::map<std::string, StoredTensor> &tensors, const std::string &name,
                    const ClipConfig &config, const std::string &file)
{
    const auto found = tensors.find(name);
    if (found == tensors.end() || found->second.shape.size() != 2 || found->second.shape[0] == config.tokens())
        return;
    const auto rows = found->second.shape[0];
    const auto grid = std::llround(std::sqrt(double(std::max<std::int64_t>(rows - 1, 0))));
    const std::string own = grid * grid + 1 == rows
                                ? " (an image of " + std::to_string(grid * config.patchSize) + " pixels)"
                                : std::string();
    throw InputError(file,
                     name + " has " + std::to_string(rows) + " positions" + own + ", but the configuration's " +
                         std::to_string(config.imageSize()) + " pixels in patches of " +
                         std::to_string(config.patchSize) + " make " + std::to_string(config.tokens()),
                     "positions are never resized: the image size must be that of the weights");
}

void checkTensors(const std::map<std::string, StoredTensor> &tensors,
                  const std::vector<std::pair<std::string, Shape>> &expected, const std::string &file)
{
    std::vector<std::string> wrong;
    std::set<std::string> known;
    for (const auto &[name, shape] : expected) {
        known.insert(name);
        const auto found = tensors.find(name);
        const std::string problem =
            found == tensors.end() ? "missing (should be " + toString(shape) + ")" : problemOf(found->second, shape);
        if (!problem.empty())
            wrong.push_back(name + " " + problem);
    }
    for (const auto &[name, tensor] : tensors) {
        if (!known.contains(name))
            wrong.push_back(toUtf8(name) + " " + toString(tensor.shape) + " unknown");
    }
    if (wrong.empty())
        return;
    std::string list;
    for (std::size_t index = 0; index < std::min(wrong.size(), kMostListed); ++index)
        list += (index == 0 ? "" : ", ") + wrong[index];
    if (wrong.size() > kMostListed)
        list += ", and " + std::to_string(wrong.size() - kMostListed) + " more";
    throw InputError(file,
                     std::to_string(wrong.size()) + (wrong.size() == 1 ? " tensor doesn't" : " tensors don't") +
                         " fit the configuration: " + list,
                     "the weights and the configuration must be of the same model");
}

void refuseOtherArchitectures(const std::map<std::string, StoredTensor> &tensors, const std::string &file)
{
    for (const Architecture &architecture : kOtherArchitectures) {
        const auto isPart = [&](const auto &entry) { return entry.first.starts_with(architecture.part); };
        if (std::ranges::any_of(tensors, isPart))
            throw InputError(file, architecture.description,
                             "supported are CLIP's own vision and text transformers (ViT)");
    }
}

}
