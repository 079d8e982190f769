// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// A column of a manifest: one value for each image, empty where it isn't known.
struct Attribute
{
    std::string name;
    std::vector<std::string> values;
    bool operator==(const Attribute &) const = default;
};

/// Pictures and what is known about them; nothing here has been decoded yet.
struct Dataset
{
    std::vector<std::filesystem::path> paths; ///< absolute and lexically normal
    std::vector<std::string> labels;          ///< one for each image, empty where it isn't known; or none at all
    std::vector<Attribute> attributes;        ///< in the manifest's order

    std::size_t size() const { return paths.size(); }
    /// Null if there is no such attribute.
    const Attribute *attribute(std::string_view name) const;
    /// The images at `images`, in that order.
    Dataset select(std::span<const int> images) const;
    bool operator==(const Dataset &) const = default;
};

/// A manifest if `path` is a file or a folder with a manifest.csv in it, otherwise a folder of pictures.
Dataset openDataset(const std::filesystem::path &path);

/// CSV with a header: `path` (relative to the manifest), `label` (may be missing), and attributes; a column without a
/// name (row numbers, as some programs write them) is left out. Single pictures may be missing, that shows when they
/// are read; throws InputError if all are, or if there is no column `path`, no row or an empty path.
Dataset readManifest(const std::filesystem::path &path);

/// The pictures of a folder, sorted by path. If its folders hold pictures, the folders' names are the labels (and a
/// picture beside them has none). Told by file name: extension of a picture, no leading dot. Throws InputError if there
/// is none.
Dataset readFolder(const std::filesystem::path &folder);

Dataset fromPaths(std::span<const std::filesystem::path> paths);

/// A column of text as small integers.
struct Codes
{
    std::vector<std::string> values; ///< what each code stands for
    std::vector<int> codes;          ///< one for each entry, -1 for an empty one (unknown)
};

/// Codes follow `knownOrder`, and after it the order of first appearance.
Codes encode(std::span<const std::string> column, std::span<const std::string> knownOrder = {});

/// The class index of each label, -1 for an empty label. Throws InputError about `classesFile` for a label that isn't a
/// class.
std::vector<int> encodeLabels(std::span<const std::string> labels, std::span<const std::string> classes,
                              const std::filesystem::path &classesFile);

/// One class name a line; throws InputError if there is none, or an empty one, or one twice.
std::vector<std::string> readClasses(const std::filesystem::path &path);

/// One template a line; throws InputError for one without `{}`, which stands for the class.
std::vector<std::string> readTemplates(const std::filesystem::path &path);

/// Each template with `name` for every `{}`.
std::vector<std::string> fillTemplate(std::span<const std::string> templates, std::string_view name);

}
