// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// A CSV file with a header. Every row has as many fields as the header; named columns have different names.
struct CsvTable
{
    std::vector<std::string> header;
    std::vector<std::vector<std::string>> rows;
    std::vector<int> lines; ///< the line of the file, from 1, in which each row begins

    std::optional<std::size_t> column(std::string_view name) const;
};

/// Reads RFC 4180 in UTF-8 (spaces belong to a field; blank lines are skipped; a line break inside a quoted field is
/// read as "\n", whichever kind it was). Throws InputError with the line if the file breaks these rules.
CsvTable readCsv(const std::filesystem::path &path);

/// One field as it is written into a CSV file: in quotes if it has to be.
std::string csvField(std::string_view text);

}
