// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset.h"

#include "core/error.h"
#include "core/files.h"
#include "core/tokens/unicode.h"

#include <algorithm>
#include <functional>
#include <map>
#include <numeric>
#include <set>
#include <unordered_map>
#include <utility>

namespace fs = std::filesystem;

namespace headscope {
namespace {

constexpr std::string_view kPlaceholder = "{}";

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

using Places = std::map<std::string, std::vector<std::size_t>>;

/// Where each name is, counted from 1, with `key` in its place.
template <typename Key>
Places placesOf(std::span<const std::string> names, const Key &key)
{
    Places places;
    for (std::size_t index = 0; index < names.size(); ++index)
        places[key(names[index])].push_back(index + 1);
    std::erase_if(places, [](const auto &entry) { return entry.second.size() < 2; });
    return places;
}

/// "2 and 4", "line 2 and line 4", "1, 2 and 7"
std::string listed(const std::vector<std::string> &items)
{
    std::string list;
    for (std::size_t index = 0; index < items.size(); ++index)
        list += (index == 0 ? "" : index + 1 == items.size() ? " and " : ", ") + items[index];
    return list;
}

std::vector<std::string> numbered(const std::vector<std::size_t> &places, const std::string &unit = {})
{
    std::vector<std::string> items;
    std::ranges::transform(places, std::back_inserter(items),
                           [&](std::size_t place) { return unit + std::to_string(place); });
    return items;
}

}

std::vector<std::string> likeNames(std::span<const std::string> names)
{
    std::vector<std::string> groups;
    for (const auto &[key, places] :
         placesOf(names, [](const std::string &name) { return lowerCase(simplified(name)); })) {
        std::vector<std::string> forms;
        for (const std::size_t place : places) {
            const std::string form = '"' + names[place - 1] + '"';
            if (std::ranges::find(forms, form) == forms.end())
                forms.push_back(form);
        }
        if (forms.size() > 1)
            groups.push_back(listed(forms));
    }
    return groups;
}

std::vector<std::string> notesOnClasses(std::span<const std::string> classes, const fs::path &file)
{
    std::vector<std::string> notes;
    std::string twice;
    for (const auto &[name, places] : placesOf(classes, std::identity()))
        twice += (twice.empty() ? "\"" : ", \"") + name + "\" is in lines " + listed(numbered(places));
    if (!twice.empty())
        notes.push_back(file.filename().string() + ": " + twice +
                        "; every line is a class of its own, and of equal scores the first wins");
    std::string alike;
    for (const std::string &group : likeNames(classes))
        alike += (alike.empty() ? "" : "; ") + group;
    if (!alike.empty())
        notes.push_back(file.filename().string() + ": classes whose names differ only by case or blanks: " + alike);
    return notes;
}

std::set<std::string> ambiguousLabels(std::span<const std::string> labels, std::span<const std::string> classes)
{
    const Places twice = placesOf(classes, std::identity());
    std::set<std::string> ambiguous;
    std::ranges::copy_if(labels, std::inserter(ambiguous, ambiguous.end()),
                         [&](const std::string &label) { return twice.contains(label); });
    return ambiguous;
}

std::vector<int> encodeLabels(std::span<const std::string> labels, std::span<const std::string> classes,
                              const fs::path &classesFile)
{
    if (const auto ambiguous = ambiguousLabels(labels, classes); !ambiguous.empty()) {
        const std::string &label = *ambiguous.begin();
        const auto places = placesOf(classes, std::identity()).at(label);
        throw InputError(classesFile.string(),
                         "the label \"" + label + "\" names " +
                             (places.size() == 2 ? "two" : std::to_string(places.size())) + " classes, " +
                             listed(numbered(places, "line ")) + " of its list",
                         "give labels by index, or every class that is a label a name of its own");
    }
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
    if (const auto empty = std::ranges::find(classes, ""); empty != classes.end())
        throw InputError(path.string(), "line " + std::to_string(empty - classes.begin() + 1) + " is empty",
                         "write one class name a line");
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
