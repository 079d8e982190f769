// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/tensorcheck.h"

#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string_view>

namespace headscope {
namespace {

// A file of another model differs in everything; the first differences say enough.
constexpr std::size_t kMostListed = 40;
constexpr std::size_t kMostIgnoredListed = 6;

constexpr const char *kLogitScale = "logit_scale";
constexpr const char *kLogitBias = "logit_bias";

/// "a, b, and 7 more"
std::string listed(const std::vector<std::string> &names, std::size_t most)
{
    std::string list;
    for (std::size_t index = 0; index < std::min(names.size(), most); ++index)
        list += (index == 0 ? "" : ", ") + names[index];
    if (names.size() > most)
        list += ", and " + std::to_string(names.size() - most) + " more";
    return list;
}

/// A scalar is stored as [] or [1].
bool fits(const StoredTensor &tensor, const Shape &shape)
{
    return tensor.shape == shape || (shape.empty() && elementCount(tensor.shape) == 1);
}

bool isNumber(std::string_view text)
{
    return !text.empty() && std::ranges::all_of(text, [](char digit) { return digit >= '0' && digit <= '9'; });
}

/// What the names of tensors that change what is computed begin with, given those that are expected: a tensor's name
/// without its last word (the module), or whole where it stands alone, and for layers what stands before their number.
std::set<std::string> computedParts(const std::vector<std::pair<std::string, Shape>> &expected)
{
    std::set<std::string> parts;
    for (const auto &[name, shape] : expected) {
        if (name == kLogitScale)
            continue;
        std::string part = name;
        for (const std::string_view end : {".weight", ".bias"}) {
            if (name.ends_with(end))
                part.resize(name.size() - end.size());
        }
        for (std::size_t begin = 0; begin < name.size();) {
            const std::size_t end = std::min(name.find('.', begin), name.size());
            if (begin > 0 && isNumber(std::string_view(name).substr(begin, end - begin)))
                part = name.substr(0, begin - 1);
            begin = end + 1;
        }
        parts.insert(part);
    }
    return parts;
}

/// What follows "_" in the name of a tensor that changes the one before it: other names only look like one.
constexpr std::string_view kChangingEnds[] = {"_bias", "_res", "_scale"};

/// "a.b" and "a_res" belong to "a".
bool belongsTo(std::string_view name, std::string_view part)
{
    if (!name.starts_with(part))
        return false;
    const std::string_view rest = name.substr(part.size());
    return rest.empty() || rest.starts_with('.') ||
           std::ranges::any_of(kChangingEnds, [rest](std::string_view end) { return rest.starts_with(end); });
}

constexpr std::string_view kChanging[] = {"adapter", "lora", "prompt", "reg_token", "register", "rope"};

/// At the beginning of a name or of a part of it.
bool hasWord(const std::string &name, std::string_view word)
{
    const auto at = name.find(word);
    return at != name.npos && (at == 0 || name[at - 1] == '.' || name[at - 1] == '_');
}

bool changesResults(const std::string &name, const std::set<std::string> &parts)
{
    return std::ranges::any_of(parts, [&](const std::string &part) { return belongsTo(name, part); }) ||
           std::ranges::any_of(kChanging, [&](std::string_view word) { return hasWord(name, word); });
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
    {"visual.trunk.", "the image tower is a timm model"},
    {"visual.blocks.", "the image tower is EVA's"},
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

void keepExpected(Weights &weights, const std::vector<std::pair<std::string, Shape>> &expected)
{
    const std::string file = weights.file.string();
    const std::set<std::string> parts = computedParts(expected);
    std::vector<std::string> wrong, ignored, quantised;
    std::map<std::string, StoredTensor> kept;
    for (const auto &[name, shape] : expected) {
        auto node = weights.tensors.extract(name);
        if (node.empty()) {
            wrong.push_back(name + " missing (should be " + toString(shape) + ")");
            continue;
        }
        const StoredTensor &tensor = node.mapped();
        if (!isFloating(tensor.dtype)) // whose shape may be packed, and which has scales beside it
            quantised.push_back(name + " is of " + std::string(headscope::name(tensor.dtype)));
        else if (!fits(tensor, shape))
            wrong.push_back(name + " is " + toString(tensor.shape) + " (should be " + toString(shape) + ")");
        kept.insert(std::move(node));
    }
    for (const auto &[name, tensor] : weights.tensors) {
        const std::string shown = toUtf8(name);
        if (changesResults(name, parts))
            wrong.push_back(shown + " " + toString(tensor.shape) + " unknown");
        else if (name == kLogitBias)
            weights.notes.push_back("has a logit bias, which was ignored: what is shown are cosines, which have none");
        else
            ignored.push_back(shown);
    }
    if (!quantised.empty())
        throw InputError(file, "tensor " + listed(quantised, kMostListed),
                         "weights of F16, BF16, F32 or F64 are needed: fetch the model as it was before quantising");
    if (!wrong.empty())
        throw InputError(file,
                         std::to_string(wrong.size()) + (wrong.size() == 1 ? " tensor doesn't" : " tensors don't") +
                             " fit the configuration: " + listed(wrong, kMostListed),
                         "the weights and the configuration must be of the same model");
    for (const auto &[name, tensor] : kept) {
        if (!tensor.isFinite())
            throw InputError(file, "tensor " + name + " holds numbers that aren't finite (NaN or infinity)",
                             "every result would be NaN; fetch or save the weights again, best in F32");
    }
    if (!ignored.empty())
        weights.notes.push_back((ignored.size() == 1
                                     ? "has a tensor that the model doesn't use and that was ignored: "
                                     : "has " + std::to_string(ignored.size()) +
                                           " tensors that the model doesn't use and that were ignored: ") +
                                listed(ignored, kMostIgnoredListed));
    weights.tensors = std::move(kept);
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
