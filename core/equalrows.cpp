// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/equalrows.h"

#include <map>
#include <string_view>

namespace headscope {

std::vector<std::size_t> firstEqualRows(const FloatArray &rows)
{
    std::map<std::string_view, std::size_t> firsts;
    std::vector<std::size_t> equal;
    for (std::int64_t index = 0; index < rows.shape.front(); ++index) {
        const auto bytes = std::as_bytes(rows.row(index));
        const std::string_view key(reinterpret_cast<const char *>(bytes.data()), bytes.size());
        equal.push_back(firsts.try_emplace(key, equal.size()).first->second);
    }
    return equal;
}

void copyColumns(FloatArray &matrix, std::span<const std::size_t> from)
{
    std::vector<std::size_t> copies;
    for (std::size_t column = 0; column < from.size(); ++column) {
        if (from[column] != column)
            copies.push_back(column);
    }
    if (copies.empty())
        return;
    for (std::int64_t index = 0; index < matrix.shape.front(); ++index) {
        const auto row = matrix.row(index);
        for (const std::size_t column : copies)
            row[column] = row[from[column]];
    }
}

}
