// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// A CSV file with a header. Every row has as many fields as the header; named columns have different names.
struct CsvTable
{
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<int> lines;         ///< the line of the file, from 1, in which each row begins
    std::vector<std::string> notes; ///< sentences on what was assumed while reading it

    std::optional<std::size_t> column(std::string_view name) const;
    /// The fields of a column, from top to bottom.
    std::vector<std::string> values(std::size_t column) const;
};

/// Reads RFC 4180 in UTF-8 (spaces belong to a field; blank lines are skipped; a line break inside a quoted field is
/// read as "\n", whichever kind it was). Throws InputError with the line if the file breaks these rules.
CsvTable readCsv(const std::filesystem::path &path);

/// A column that a reader knows, and other names that stand for it.
struct KnownColumn
{
    std::string_view name;
    std::vector<std::string_view> aliases = {};
};

/// As readCsv(), but forgiving of what spreadsheets do: fields may be separated by semicolons, tabs or bars (told by
/// which of them finds the first known column in the header, or said in a first line "sep=;"), and names of known
/// columns may be in other letters, have blanks around them, or be an alias; each such name is replaced by the known
/// one. Whatever was assumed is in the notes. Throws InputError too if the first known column isn't there.
CsvTable readSpreadsheet(const std::filesystem::path &path, std::span<const KnownColumn> known);

/// Whether a file's name says that it is CSV, in whatever letters.
bool isCsv(const std::filesystem::path &path);

/// One field as it is written into a CSV file: in quotes if it has to be.
std::string csvField(std::string_view text);

}
