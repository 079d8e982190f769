// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/nameprefix.h"

#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <array>
#include <optional>
#include <set>

namespace headscope {
namespace {

/// What every image tower has, by the layouts' names for it; the longer before those that they end with.
constexpr std::array<std::string_view, 5> kPatchEmbeddings = {
    "visual.conv1.weight",
    "visual.trunk.patch_embed.proj.weight",
    "visual.patch_embed.proj.weight",
    "vision_model.embeddings.patch_embedding.weight",
    "embeddings.patch_embedding.weight",
};

/// Parts of transformers' image tower.
constexpr std::string_view kVisionModel = "vision_model.";
constexpr std::array<std::string_view, 5> kVisionParts = {"embeddings.", "pre_layrnorm.", "encoder.", "post_layernorm.",
                                                          "head."};

/// Where a model's own names begin, and what training wraps their parts in.
constexpr std::array<std::string_view, 4> kRoots = {"visual.", "vision_model.", "text_model.", "transformer."};
constexpr std::array<std::string_view, 4> kWrappers = {"_orig_mod.", "module.", "_fsdp_wrapped_module.",
                                                       "_checkpoint_wrapped_module."};

/// The name without wrappers of parts of the model; those before its root are a prefix.
std::string unwrapped(std::string name)
{
    std::size_t root = name.npos;
    for (const std::string_view part : kRoots) {
        const std::size_t found = name.find(part);
        if (found < root && (found == 0 || name[found - 1] == '.'))
            root = found;
    }
    for (const std::string_view wrapper : kWrappers) {
        const std::string inner = '.' + std::string(wrapper);
        for (std::size_t at = root; at != name.npos && (at = name.find(inner, at)) != name.npos;)
            name.erase(at + 1, wrapper.size());
    }
    return name;
}

void unwrapParts(Weights &weights)
{
    std::map<std::string, StoredTensor> plain;
    std::size_t wrapped = 0;
    for (auto &[name, tensor] : weights.tensors) {
        std::string own = unwrapped(name);
        if (own != name && weights.tensors.contains(own)) // the plain one is there as well
            own = name;
        wrapped += own != name;
        plain.emplace(std::move(own), std::move(tensor));
    }
    weights.tensors = std::move(plain);
    if (wrapped > 0)
        weights.notes.push_back("has " + std::to_string(wrapped) +
                                " names with wrappers of training in them, which were taken out");
}

/// What stands before a patch embedding's name; nothing for the name of another tensor.
std::optional<std::string> prefixOf(std::string_view name)
{
    for (const std::string_view embedding : kPatchEmbeddings) {
        if (!name.ends_with(embedding))
            continue;
        const std::string_view prefix = name.substr(0, name.size() - embedding.size());
        if (prefix.empty() || prefix.ends_with('.'))
            return std::string(prefix);
    }
    return std::nullopt;
}

}

void stripPrefix(Weights &weights)
{
    unwrapParts(weights);
    std::set<std::string> prefixes;
    for (const auto &[name, tensor] : weights.tensors) {
        if (const auto prefix = prefixOf(name))
            prefixes.insert(*prefix);
    }
    if (prefixes.empty() || prefixes.contains(""))
        return;
    const std::string &prefix = *prefixes.begin();
    if (prefixes.size() > 1)
        throw InputError(weights.file.string(),
                         "holds several models, under \"" + toUtf8(prefix) + "\" and \"" + toUtf8(*prefixes.rbegin()) +
                             '"',
                         "save the one that is meant alone");
    std::map<std::string, StoredTensor> plain, others;
    for (auto &[name, tensor] : weights.tensors) {
        if (name.starts_with(prefix))
            plain.emplace(name.substr(prefix.size()), std::move(tensor));
        else
            others.emplace(name, std::move(tensor));
    }
    plain.merge(others);
    if (!others.empty())
        weights.notes.push_back("has " + std::to_string(others.size()) + " tensors with and without \"" +
                                toUtf8(prefix) + "\" before their names, of which those with it count");
    weights.tensors = std::move(plain);
    weights.notes.push_back("has names that begin with \"" + toUtf8(prefix) + "\", which was taken off");
}

void wrapVisionNames(Weights &weights)
{
    if (!weights.tensors.contains(std::string(kPatchEmbeddings.back())))
        return;
    std::map<std::string, StoredTensor> wrapped;
    for (auto &[name, tensor] : weights.tensors) {
        const bool bare = std::ranges::any_of(kVisionParts, [&own = name](auto part) { return own.starts_with(part); });
        wrapped.emplace(bare ? std::string(kVisionModel) + name : name, std::move(tensor));
    }
    weights.tensors = std::move(wrapped);
}

}
