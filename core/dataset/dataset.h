// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <set>
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

/// A picture that was left out, and why; valid UTF-8 whatever its name is.
struct SkippedImage
{
    std::string path;
    std::string reason;
    bool operator==(const SkippedImage &) const = default;
};

/// Pictures and what is known about them; nothing here has been decoded yet.
struct Dataset
{
    std::vector<std::filesystem::path> paths; ///< absolute and lexically normal
    std::vector<std::string> labels;          ///< one for each image, empty where it isn't known; or none at all
    std::vector<Attribute> attributes;        ///< in the manifest's order
    std::vector<SkippedImage> skipped;        ///< what lies beside them in a folder and isn't read
    std::vector<std::string> notes;           ///< sentences on what was assumed or noticed while reading

    std::size_t size() const { return paths.size(); }
    /// Null if there is no such attribute.
    const Attribute *attribute(std::string_view name) const;
    /// The images at `images`, in that order.
    Dataset select(std::span<const int> images) const;
    bool operator==(const Dataset &) const = default;
};

/// A manifest if `path` is a file or a folder with a manifest.csv in it, otherwise a folder of pictures.
Dataset openDataset(const std::filesystem::path &path);

/// CSV with a header, as readSpreadsheet() takes it: `path` or `file_name` (relative to the manifest), `label` (may be
/// missing), and attributes; a column without a name (row numbers, as some programs write them) is left out. A path
/// that doesn't exist as it is written is tried without blanks around it and with "/" for "\". Values that look missing
/// stay values, but a note names them, and those that differ by case or blanks alone. Single pictures may be missing,
/// that shows when they are read; throws InputError if all are, or if there is no column `path`, no row or an empty
/// path.
Dataset readManifest(const std::filesystem::path &path);

/// The pictures of a folder, sorted by path. If its folders hold pictures, the folders' names are the labels (and a
/// picture beside them has none). Told by file name: extension of a picture, in whatever letters, no leading dot. Any
/// other file, and those deeper down, are `skipped`; only hidden ones, texts, tables, scripts and the like (told by
/// extension: .txt, .csv, .json, .db…) are taken for what they are and not mentioned. Throws InputError if there is no
/// picture, or a folder can't be listed.
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
/// class, or that names several.
std::vector<int> encodeLabels(std::span<const std::string> labels, std::span<const std::string> classes,
                              const std::filesystem::path &classesFile);

/// The labels that name several classes.
std::set<std::string> ambiguousLabels(std::span<const std::string> labels, std::span<const std::string> classes);

/// One class name a line; a class is its line, so that a name may be there twice. Throws InputError if there is none,
/// or an empty one.
std::vector<std::string> readClasses(const std::filesystem::path &path);

/// Sentences on names that several classes have, and on names that differ by case or blanks alone.
std::vector<std::string> notesOnClasses(std::span<const std::string> classes, const std::filesystem::path &file);

/// Groups of names that differ by case or blanks alone, such as `"cook" and "Cook"`.
std::vector<std::string> likeNames(std::span<const std::string> names);

/// One template a line; throws InputError for one without `{}`, which stands for the class.
std::vector<std::string> readTemplates(const std::filesystem::path &path);

/// Each template with `name` for every `{}`.
std::vector<std::string> fillTemplate(std::span<const std::string> templates, std::string_view name);

}
