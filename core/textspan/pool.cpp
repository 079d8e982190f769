// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/textspan/pool.h"

#include "core/dataset/csv.h"
#include "core/error.h"
#include "core/files.h"

namespace headscope {
namespace {

TextPool readCsvPool(const std::filesystem::path &path)
{
    const CsvTable table = readCsv(path);
    const auto textColumn = table.column("text");
    const auto conceptColumn = table.column("concept");
    if (!textColumn)
        throw InputError(path.string(), "has no column \"text\"", "a pool is CSV with the columns text,concept");
    TextPool pool;
    for (const auto &row : table.rows) {
        pool.texts.push_back(row[*textColumn]);
        pool.concepts.push_back(conceptColumn ? row[*conceptColumn] : std::string());
    }
    return pool;
}

}

TextPool readPool(const std::filesystem::path &path)
{
    TextPool pool;
    if (path.extension() == ".csv") {
        pool = readCsvPool(path);
    } else {
        pool.texts = readLines(path);
        pool.concepts.resize(pool.texts.size());
    }
    if (pool.texts.empty())
        throw InputError(path.string(), "holds no text", "write one description a line");
    return pool;
}

}
