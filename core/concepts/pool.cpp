// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/concepts/pool.h"

#include "core/dataset/csv.h"
#include "core/error.h"
#include "core/files.h"

namespace headscope {
namespace {

TextPool readCsvPool(const std::filesystem::path &path)
{
    static const std::vector<KnownColumn> known = {{"text"}, {"concept"}};
    const CsvTable table = readSpreadsheet(path, known);
    const std::size_t textColumn = table.column("text").value();
    const auto conceptColumn = table.column("concept");
    TextPool pool;
    pool.notes = table.notes;
    for (const auto &row : table.rows) {
        pool.texts.push_back(row[textColumn]);
        pool.concepts.push_back(conceptColumn ? row[*conceptColumn] : std::string());
    }
    return pool;
}

}

TextPool readPool(const std::filesystem::path &path)
{
    TextPool pool;
    if (isCsv(path)) {
        pool = readCsvPool(path);
    } else {
        pool.texts = readLines(path);
        pool.concepts.resize(pool.texts.size());
    }
    if (pool.texts.empty())
        throw InputError(path.string(), "holds no text", "write one description a line");
    return pool;
}

std::string csvOf(const TextPool &pool)
{
    std::string csv = "text,concept\n";
    for (std::size_t index = 0; index < pool.texts.size(); ++index)
        csv += csvField(pool.texts[index]) + ',' + csvField(pool.concepts[index]) + '\n';
    return csv;
}

}
