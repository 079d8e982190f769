// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/csv.h"
#include "core/dataset/dataset.h"
#include "core/error.h"
#include "core/tokens/unicode.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>

namespace fs = std::filesystem;

namespace headscope {
namespace {

/// How many programs write a value that isn't known, in small letters. All of them may also be meant: Namibia is NA.
constexpr auto kMissing = std::to_array<std::string_view>(
    {"nan",   "na",       "n/a",    "n.a.",    "#n/a",      "<na>",          "nat",     "null",   "none", "nil",
     "empty", "-",        "--",     "unknown", "undefined", "not available", "missing", "?",      ".",    "#na",
     "-nan",  "#n/a n/a", "1.#ind", "-1.#ind", "1.#qnan",   "-1.#qnan",      "#nv",     "#value!"});

/// A column with more different values than this holds names or captions, not groups.
constexpr std::size_t kMostGroups = 1000;

bool looksMissing(const std::string &value)
{
    const std::string plain = lowerCase(trimmed(value));
    return !value.empty() && (plain.empty() || std::ranges::find(kMissing, plain) != kMissing.end());
}

bool isThere(const fs::path &path)
{
    std::error_code ignored;
    return fs::exists(path, ignored);
}

/// Finds the pictures that a column names, and counts what had to be assumed for it.
class PictureFinder
{
public:
    explicit PictureFinder(const fs::path &manifest)
        : m_folder(fs::absolute(manifest).lexically_normal().parent_path())
    {
    }

    /// The path as it is written, unless only another reading of it exists.
    fs::path find(const std::string &text)
    {
        const fs::path written = (m_folder / text).lexically_normal();
        if (isThere(written))
            return written;
        std::string other(trimmed(text));
        std::ranges::replace(other, '\\', '/');
        const fs::path path = (m_folder / other).lexically_normal();
        if (other == text || other.empty() || !isThere(path))
            return written;
        m_slashes += text.find('\\') != text.npos;
        m_blanks += trimmed(text).size() != text.size();
        return path;
    }

    std::vector<std::string> notes(const std::string &file) const
    {
        std::vector<std::string> notes;
        if (m_slashes > 0)
            notes.push_back(file + ": \"\\\" in " + std::to_string(m_slashes) + " of its paths is read as \"/\"");
        if (m_blanks > 0)
            notes.push_back(file + ": blanks around " + std::to_string(m_blanks) + " of its paths are left out");
        return notes;
    }

private:
    fs::path m_folder;
    int m_slashes = 0;
    int m_blanks = 0;
};

void noteValues(const std::string &file, const std::string &column, const std::vector<std::string> &values,
                std::vector<std::string> &notes)
{
    std::map<std::string, int> missing;
    std::ranges::for_each(values, [&](const std::string &value) {
        if (looksMissing(value))
            ++missing[value];
    });
    std::string list;
    for (const auto &[value, count] : missing)
        list += (list.empty() ? "\"" : ", \"") + value + "\" (" + std::to_string(count) + "×)";
    if (!list.empty())
        notes.push_back(file + ": values of \"" + column + "\" that look missing but are kept as values: " + list +
                        "; leave the field empty where it isn't known");

    const std::set<std::string> different(values.begin(), values.end());
    if (different.size() > kMostGroups)
        return;
    std::string alike;
    for (const std::string &group : likeNames(std::vector<std::string>(different.begin(), different.end())))
        alike += (alike.empty() ? "" : "; ") + group;
    if (!alike.empty())
        notes.push_back(file + ": values of \"" + column + "\" that differ only by case or blanks: " + alike);
}

/// Spreadsheets leave rows of nothing behind.
void dropEmptyRows(CsvTable &table)
{
    std::size_t kept = 0;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (std::ranges::all_of(table.rows[row], &std::string::empty))
            continue;
        std::swap(table.rows[kept], table.rows[row]);
        table.lines[kept++] = table.lines[row];
    }
    table.rows.resize(kept);
    table.lines.resize(kept);
}

}

Dataset readManifest(const fs::path &path)
{
    static const std::vector<KnownColumn> known = {
        {"path", {"file_name", "filename", "filepath", "image_path"}}, {"label"}, {"twin"}};
    CsvTable table = readSpreadsheet(path, known);
    dropEmptyRows(table);
    const std::size_t pathColumn = table.column("path").value();
    if (table.rows.empty())
        throw InputError(path.string(), "lists no picture", "add a row for each one");

    Dataset dataset;
    dataset.notes = std::move(table.notes);
    const std::string file = path.filename().string();
    PictureFinder finder(path);
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        const std::string &picture = table.rows[row][pathColumn];
        if (picture.empty())
            throw InputError(path.string(), "the path in line " + std::to_string(table.lines[row]) + " is empty",
                             "name a picture, relative to the manifest");
        dataset.paths.push_back(finder.find(picture));
    }
    if (std::ranges::none_of(dataset.paths, isThere))
        throw InputError(path.string(), "none of its pictures exists, not even " + dataset.paths.front().string(),
                         "paths are relative to the manifest");
    std::ranges::copy(finder.notes(file), std::back_inserter(dataset.notes));

    for (std::size_t column = 0; column < table.header.size(); ++column) {
        const std::string &name = table.header[column];
        if (column == pathColumn || name.empty())
            continue;
        std::vector<std::string> values = table.values(column);
        noteValues(file, name, values, dataset.notes);
        if (name == "label")
            dataset.labels = std::move(values);
        else
            dataset.attributes.push_back({name, std::move(values)});
    }
    return dataset;
}

}
