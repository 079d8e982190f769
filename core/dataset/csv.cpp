// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/csv.h"

#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <csv.h>
#include <new>
#include <utility>

namespace headscope {
namespace {

class Parser
{
public:
    Parser()
    {
        if (csv_init(&m_parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
            throw std::bad_alloc();
        // libcsv trims the spaces around a field, which RFC 4180 counts as part of it.
        csv_set_space_func(&m_parser, [](unsigned char) { return 0; });
    }
    ~Parser() { csv_free(&m_parser); }
    Parser(const Parser &) = delete;
    Parser &operator=(const Parser &) = delete;

    bool parseLine(std::string_view text)
    {
        ++m_line;
        if (text.empty() && m_rowStart == m_line)
            ++m_rowStart;
        return parse(text) && parse("\n");
    }
    bool finish() { return csv_fini(&m_parser, endField, endRow, this) == 0; }

    int line() const { return m_line; }
    int rowStart() const { return m_rowStart; }
    std::vector<std::vector<std::string>> takeRows() { return std::move(m_rows); }
    std::vector<int> takeLines() { return std::move(m_lines); }

private:
    bool parse(std::string_view text)
    {
        return csv_parse(&m_parser, text.data(), text.size(), endField, endRow, this) == text.size();
    }

    static void endField(void *text, std::size_t size, void *parser)
    {
        static_cast<Parser *>(parser)->m_row.emplace_back(static_cast<const char *>(text), size);
    }

    static void endRow(int, void *parser)
    {
        auto *self = static_cast<Parser *>(parser);
        self->m_rows.push_back(std::exchange(self->m_row, {}));
        self->m_lines.push_back(std::min(self->m_rowStart, self->m_line));
        self->m_rowStart = self->m_line + 1;
    }

    csv_parser m_parser;
    int m_line = 0;
    int m_rowStart = 1;
    std::vector<std::string> m_row;
    std::vector<std::vector<std::string>> m_rows;
    std::vector<int> m_lines;
};

void checkHeader(const std::filesystem::path &path, const std::vector<std::string> &header)
{
    for (auto name = header.begin(); name != header.end(); ++name) {
        if (!name->empty() && std::find(header.begin(), name, *name) != name)
            throw InputError(path.string(), "has two columns named \"" + *name + "\"",
                             "give every column its own name");
    }
}

}

std::optional<std::size_t> CsvTable::column(std::string_view name) const
{
    const auto found = std::find(header.begin(), header.end(), name);
    return found == header.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - header.begin()));
}

CsvTable readCsv(const std::filesystem::path &path)
{
    Parser parser;
    for (const std::string &line : readLines(path)) {
        if (!parser.parseLine(line))
            throw InputError(path.string(), "line " + std::to_string(parser.line()) + " has a quote in a wrong place",
                             "put the whole field in quotes and double the quotes inside it");
    }
    if (!parser.finish())
        throw InputError(path.string(),
                         "a quoted field of the row that begins in line " + std::to_string(parser.rowStart()) +
                             " never ends",
                         "close its quote");

    CsvTable table;
    table.rows = parser.takeRows();
    table.lines = parser.takeLines();
    if (table.rows.empty())
        throw InputError(path.string(), "is empty", "the first row names the columns");
    table.header = std::move(table.rows.front());
    table.rows.erase(table.rows.begin());
    table.lines.erase(table.lines.begin());
    checkHeader(path, table.header);

    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (table.rows[row].size() != table.header.size())
            throw InputError(path.string(),
                             "the number of fields in line " + std::to_string(table.lines[row]) + " is " +
                                 std::to_string(table.rows[row].size()) + " and not " +
                                 std::to_string(table.header.size()) + " as in the header",
                             "a field with a comma in it is put in quotes");
    }
    return table;
}

std::string csvField(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string quoted(csv_write(nullptr, 0, text.data(), text.size()), '\0');
    csv_write(quoted.data(), quoted.size(), text.data(), text.size());
    return quoted;
}

}
