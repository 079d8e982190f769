// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset.h"

#include <algorithm>
#include <unordered_map>

namespace fs = std::filesystem;

namespace headscope {
namespace {

fs::path normal(const fs::path &path) { return fs::absolute(path).lexically_normal(); }

template <typename T>
std::vector<T> pick(const std::vector<T> &values, std::span<const int> indices)
{
    std::vector<T> picked;
    picked.reserve(indices.size());
    for (const int index : indices)
        picked.push_back(values.at(static_cast<std::size_t>(index)));
    return picked;
}

}

const Attribute *Dataset::attribute(std::string_view name) const
{
    const auto found = std::find_if(attributes.begin(), attributes.end(),
                                    [name](const Attribute &attribute) { return attribute.name == name; });
    return found == attributes.end() ? nullptr : &*found;
}

Dataset Dataset::select(std::span<const int> images) const
{
    Dataset selected;
    selected.paths = pick(paths, images);
    if (!labels.empty())
        selected.labels = pick(labels, images);
    for (const Attribute &attribute : attributes)
        selected.attributes.push_back({attribute.name, pick(attribute.values, images)});
    selected.skipped = skipped;
    selected.notes = notes;
    return selected;
}

Dataset openDataset(const fs::path &path)
{
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return readManifest(path);
    const fs::path manifest = path / "manifest.csv";
    return fs::exists(manifest, ignored) ? readManifest(manifest) : readFolder(path);
}

Dataset fromPaths(std::span<const fs::path> paths)
{
    Dataset dataset;
    std::transform(paths.begin(), paths.end(), std::back_inserter(dataset.paths), normal);
    return dataset;
}

Codes encode(std::span<const std::string> column, std::span<const std::string> knownOrder)
{
    Codes result;
    std::unordered_map<std::string_view, int> codeOf = {{"", -1}};
    const auto code = [&](const std::string &value) {
        const auto [entry, isNew] = codeOf.try_emplace(value, static_cast<int>(result.values.size()));
        if (isNew)
            result.values.push_back(value);
        return entry->second;
    };
    for (const std::string &value : knownOrder)
        code(value);
    result.codes.reserve(column.size());
    for (const std::string &value : column)
        result.codes.push_back(code(value));
    return result;
}

}
