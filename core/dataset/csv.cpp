// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/csv.h"

#include "core/error.h"
#include "core/files.h"
#include "core/tokens/unicode.h"

#include <algorithm>
#include <csv.h>
#include <new>
#include <utility>

namespace headscope {
namespace {

class Parser
{
public:
    explicit Parser(char separator)
    {
        if (csv_init(&m_parser, CSV_STRICT | CSV_STRICT_FINI) != 0)
            throw std::bad_alloc();
        // libcsv trims the spaces around a field, which RFC 4180 counts as part of it.
        csv_set_space_func(&m_parser, [](unsigned char) { return 0; });
        csv_set_delim(&m_parser, static_cast<unsigned char>(separator));
    }
    ~Parser() { csv_free(&m_parser); }
    Parser(const Parser &) = delete;
    Parser &operator=(const Parser &) = delete;

    void skipLine()
    {
        ++m_line;
        ++m_rowStart;
    }
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

/// How the fields of a file are told apart.
struct Dialect
{
    char separator = ',';
    bool announced = false; ///< by the first line, which isn't a row
};

std::string nameOf(char separator)
{
    switch (separator) {
    case '\t':
        return "tabs";
    case ',':
        return "commas";
    default:
        return std::string("\"") + separator + "\"";
    }
}

CsvTable parse(const std::filesystem::path &path, const std::vector<std::string> &lines, const Dialect &dialect)
{
    Parser parser(dialect.separator);
    for (const std::string &line : lines) {
        if (dialect.announced && &line == &lines.front())
            parser.skipLine();
        else if (!parser.parseLine(line))
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

    for (std::size_t row = 0; row < table.rows.size(); ++row) {
        if (table.rows[row].size() != table.header.size())
            throw InputError(path.string(),
                             "the number of fields in line " + std::to_string(table.lines[row]) + " is " +
                                 std::to_string(table.rows[row].size()) + " and not " +
                                 std::to_string(table.header.size()) + " as in the header",
                             dialect.separator == ',' ? "a field with a comma in it is put in quotes"
                                                      : "fields are separated by " + nameOf(dialect.separator) +
                                                            "; a field that holds it is put in quotes");
    }
    return table;
}

/// The separator of a first line such as "sep=;", as Excel takes it.
std::optional<char> announcedSeparator(std::string_view line)
{
    if (line.size() >= 2 && line.front() == '"' && line.back() == '"')
        line = line.substr(1, line.size() - 2);
    return line.size() == 5 && lowerCase(line.substr(0, 4)) == "sep=" ? std::optional(line.back()) : std::nullopt;
}

std::string plain(std::string_view name) { return lowerCase(trimmed(name)); }

/// The column that a known one's name, or one of its aliases, means; a name as it is counts before one in other
/// letters, and of two of these none.
std::optional<std::size_t> findColumn(const std::vector<std::string> &header, const KnownColumn &known)
{
    std::vector<std::string_view> names = {known.name};
    names.insert(names.end(), known.aliases.begin(), known.aliases.end());
    for (const std::string_view name : names) {
        const auto exact = std::ranges::find(header, name);
        if (exact != header.end())
            return exact - header.begin();
        const auto isAlike = [name](const std::string &column) { return plain(column) == name; };
        if (std::ranges::count_if(header, isAlike) == 1)
            return std::ranges::find_if(header, isAlike) - header.begin();
    }
    return std::nullopt;
}

Dialect dialectOf(const std::vector<std::string> &lines, const KnownColumn &first)
{
    if (const auto announced = lines.empty() ? std::nullopt : announcedSeparator(lines.front()))
        return {*announced, true};
    const auto header = std::ranges::find_if(lines, [](const std::string &line) { return !line.empty(); });
    for (const char separator : {',', ';', '\t', '|'}) {
        Parser parser(separator);
        if (header == lines.end() || !parser.parseLine(*header) || !parser.finish())
            continue;
        if (const auto rows = parser.takeRows(); !rows.empty() && findColumn(rows.front(), first))
            return {separator, false};
    }
    return {};
}

std::string listed(const std::vector<std::string> &names)
{
    std::string list;
    for (const std::string &name : names)
        list += (list.empty() ? "\"" : ", \"") + name + '"';
    return list;
}

}

std::optional<std::size_t> CsvTable::column(std::string_view name) const
{
    const auto found = std::find(header.begin(), header.end(), name);
    return found == header.end() ? std::nullopt : std::optional(static_cast<std::size_t>(found - header.begin()));
}

std::vector<std::string> CsvTable::values(std::size_t column) const
{
    std::vector<std::string> values;
    values.reserve(rows.size());
    for (const auto &row : rows)
        values.push_back(row[column]);
    return values;
}

CsvTable readCsv(const std::filesystem::path &path)
{
    CsvTable table = parse(path, readLines(path), {});
    checkHeader(path, table.header);
    return table;
}

CsvTable readSpreadsheet(const std::filesystem::path &path, std::span<const KnownColumn> known)
{
    const std::vector<std::string> lines = readLines(path);
    const Dialect dialect = dialectOf(lines, known.front());
    CsvTable table = parse(path, lines, dialect);
    const std::string file = path.filename().string();
    if (dialect.separator != ',')
        table.notes.push_back(file + ": its columns are separated by " + nameOf(dialect.separator));
    const auto rename = [&](std::string &column, std::string_view name) {
        if (column == name)
            return;
        table.notes.push_back(file + ": its column \"" + column + "\" is read as \"" + std::string(name) + '"');
        column = name;
    };
    for (const KnownColumn &column : known) {
        if (const auto found = findColumn(table.header, column))
            rename(table.header[*found], column.name);
    }
    for (std::string &column : table.header)
        rename(column, std::string(trimmed(column)));
    checkHeader(path, table.header);
    if (!table.column(known.front().name))
        throw InputError(path.string(), "has no column \"" + std::string(known.front().name) + '"',
                         "its columns, separated by " + nameOf(dialect.separator) + ", are " + listed(table.header));
    return table;
}

bool isCsv(const std::filesystem::path &path) { return extensionOf(path) == ".csv"; }

std::string csvField(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos)
        return std::string(text);
    std::string quoted(csv_write(nullptr, 0, text.data(), text.size()), '\0');
    csv_write(quoted.data(), quoted.size(), text.data(), text.size());
    return quoted;
}

}
