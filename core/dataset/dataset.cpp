// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset.h"

#include "core/dataset/csv.h"
#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <unordered_map>
#include <utility>

namespace fs = std::filesystem;

namespace headscope {
namespace {

constexpr std::string_view kPlaceholder = "{}";

fs::path normal(const fs::path &path) { return fs::absolute(path).lexically_normal(); }

bool isHidden(const fs::path &path) { return path.filename().native().starts_with('.'); }

bool isPicture(const fs::directory_entry &entry)
{
    constexpr std::array<std::string_view, 7> kExtensions = {".png", ".jpg", ".jpeg", ".bmp", ".webp", ".tif", ".tiff"};
    std::string extension = entry.path().extension().string();
    std::transform(extension.begin(), extension.end(), extension.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return !isHidden(entry.path()) && entry.is_regular_file() &&
           std::find(kExtensions.begin(), kExtensions.end(), extension) != kExtensions.end();
}

/// Levenshtein's distance, in bytes: good enough to find the class that was meant.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t(0));
    for (std::size_t i = 0; i < a.size(); ++i) {
        std::size_t diagonal = std::exchange(row[0], i + 1);
        for (std::size_t j = 0; j < b.size(); ++j) {
            const std::size_t replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = std::min({replaced, diagonal + 1, row[j] + 1});
        }
    }
    return row.back();
}

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

Dataset readManifest(const fs::path &path)
{
    const CsvTable table = readCsv(path);
    const auto pathColumn = table.column("path");
    const auto labelColumn = table.column("label");
    if (!pathColumn)
        throw InputError(path.string(), "has no column \"path\"",
                         "a manifest is CSV whose header names path, label and any attributes");
    if (table.rows.empty())
        throw InputError(path.string(), "lists no picture", "add a row for each one");

    Dataset dataset;
    const fs::path folder = normal(path).parent_path();
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const std::string &picture = table.rows[row][*pathColumn];
        if (picture.empty())
            throw InputError(path.string(), "the path in line " + std::to_string(table.lines[row]) + " is empty",
                             "name a picture, relative to the manifest");
        dataset.paths.push_back((folder / picture).lexically_normal());
    }
    const auto exists = [](const fs::path &picture) {
        std::error_code ignored;
        return fs::exists(picture, ignored);
    };
    if (std::none_of(dataset.paths.begin(), dataset.paths.end(), exists))
        throw InputError(path.string(), "none of its pictures exists, not even " + dataset.paths.front().string(),
                         "paths are relative to the manifest");

    const auto values = [&table](std::size_t column) {
        std::vector<std::string> texts;
        texts.reserve(table.rows.size());
        for (const auto &row : table.rows)
            texts.push_back(row[column]);
        return texts;
    };
    if (labelColumn)
        dataset.labels = values(*labelColumn);
    for (std::size_t column = 0; column < table.header.size(); ++column) {
        if (column != pathColumn && column != labelColumn && !table.header[column].empty())
            dataset.attributes.push_back({table.header[column], values(column)});
    }
    return dataset;
}

Dataset readFolder(const fs::path &folder)
try {
    struct Picture
    {
        fs::path path;
        std::string label;
    };
    std::vector<Picture> pictures;
    bool labelled = false;
    const fs::path root = normal(folder);
    for (const fs::directory_entry &entry : fs::directory_iterator(root)) {
        if (isPicture(entry))
            pictures.push_back({entry.path(), {}});
        if (!entry.is_directory() || isHidden(entry.path()))
            continue;
        for (const fs::directory_entry &inner : fs::directory_iterator(entry.path())) {
            if (isPicture(inner)) {
                pictures.push_back({inner.path(), entry.path().filename().string()});
                labelled = true;
            }
        }
    }
    if (pictures.empty())
        throw InputError(folder.string(), "holds no pictures",
                         "name a manifest, a folder of pictures or a folder with a folder of pictures for each label");
    std::sort(pictures.begin(), pictures.end(), [](const Picture &a, const Picture &b) { return a.path < b.path; });

    Dataset dataset;
    for (Picture &picture : pictures) {
        dataset.paths.push_back(std::move(picture.path));
        if (labelled)
            dataset.labels.push_back(std::move(picture.label));
    }
    return dataset;
} catch (const fs::filesystem_error &error) {
    throw InputError(error.path1().string(), "can't be listed: " + error.code().message(), "check the folder");
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

std::vector<int> encodeLabels(std::span<const std::string> labels, std::span<const std::string> classes,
                              const fs::path &classesFile)
{
    std::unordered_map<std::string_view, int> classOf = {{"", -1}};
    for (std::size_t index = 0; index < classes.size(); ++index)
        classOf.try_emplace(classes[index], static_cast<int>(index));

    std::vector<int> codes;
    codes.reserve(labels.size());
    for (const std::string &label : labels) {
        const auto found = classOf.find(label);
        if (found == classOf.end()) {
            const std::string problem = "the label \"" + label + "\" of picture " + std::to_string(codes.size() + 1) +
                                        " is not among its " + std::to_string(classes.size()) + " classes";
            const auto nearest = std::min_element(classes.begin(), classes.end(), [&](const auto &a, const auto &b) {
                return editDistance(label, a) < editDistance(label, b);
            });
            throw InputError(classesFile.string(), problem,
                             nearest == classes.end() ? "add it" : "the nearest is \"" + *nearest + "\"");
        }
        codes.push_back(found->second);
    }
    return codes;
}

std::vector<std::string> readClasses(const fs::path &path)
{
    auto classes = readLines(path);
    if (classes.empty())
        throw InputError(path.string(), "names no class", "write one class name a line");
    for (std::size_t line = 0; line < classes.size(); ++line) {
        const std::string where = "line " + std::to_string(line + 1);
        if (classes[line].empty())
            throw InputError(path.string(), where + " is empty", "write one class name a line");
        if (std::find(classes.begin(), classes.begin() + std::ptrdiff_t(line), classes[line]) !=
            classes.begin() + std::ptrdiff_t(line))
            throw InputError(path.string(), where + " names \"" + classes[line] + "\" once more",
                             "every class has a name of its own");
    }
    return classes;
}

std::vector<std::string> readTemplates(const fs::path &path)
{
    auto templates = readLines(path);
    if (templates.empty())
        throw InputError(path.string(), "holds no template", "write one a line, such as \"a photo of a {}\"");
    for (std::size_t line = 0; line < templates.size(); ++line) {
        if (templates[line].find(kPlaceholder) == std::string::npos)
            throw InputError(path.string(), "line " + std::to_string(line + 1) + " has no {}",
                             "{} stands for the class, as in \"a photo of a {}\"");
    }
    return templates;
}

std::vector<std::string> fillTemplate(std::span<const std::string> templates, std::string_view name)
{
    std::vector<std::string> texts;
    for (std::string text : templates) {
        for (std::size_t place = text.find(kPlaceholder); place != std::string::npos;
             place = text.find(kPlaceholder, place + name.size()))
            text.replace(place, kPlaceholder.size(), name);
        texts.push_back(std::move(text));
    }
    return texts;
}

}
