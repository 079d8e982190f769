// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/ziparchive.h"

#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <bit>
#include <cstring>
#include <optional>
#include <vector>

namespace headscope {
namespace {

static_assert(std::endian::native == std::endian::little, "zip archives are little-endian");

using Bytes = std::span<const std::byte>;

constexpr std::uint32_t kLocalHeader = 0x04034b50;
constexpr std::uint32_t kDirectoryEntry = 0x02014b50;
constexpr std::uint32_t kDirectoryEnd = 0x06054b50;
constexpr std::uint32_t kDirectoryEnd64 = 0x06064b50;
constexpr std::uint32_t kLocator64 = 0x07064b50;
constexpr std::size_t kLocalHeaderSize = 30;
constexpr std::size_t kDirectoryEntrySize = 46;
constexpr std::size_t kDirectoryEndSize = 22;
constexpr std::size_t kDirectoryEnd64Size = 56;
constexpr std::size_t kLocator64Size = 20;
constexpr std::size_t kLongestComment = 0xFFFF;
constexpr std::uint16_t kSizes64 = 1; // the extra field that holds what doesn't fit in 32 bits
constexpr std::uint32_t kElsewhere = 0xFFFFFFFF;

[[noreturn]] void damaged(const std::string &file, const std::string &problem)
{
    throw InputError(file, "is a damaged zip archive: " + problem, "fetch or write it again");
}

/// Where in the archive the directory lies.
struct Directory
{
    std::uint64_t begin = 0;
    std::uint64_t size = 0;
};

/// Bounds-checked reading of numbers and parts.
class Reader
{
public:
    Reader(Bytes bytes, const std::string &file)
        : m_bytes(bytes)
        , m_file(file)
    {
    }

    std::uint64_t size() const { return m_bytes.size(); }

    Bytes part(std::uint64_t begin, std::uint64_t size) const
    {
        if (begin > m_bytes.size() || size > m_bytes.size() - begin)
            damaged(m_file, "a part of it lies beyond its end");
        return m_bytes.subspan(begin, size);
    }

    template <typename Number>
    Number number(std::uint64_t position) const
    {
        Number value;
        std::memcpy(&value, part(position, sizeof(Number)).data(), sizeof(Number));
        return value;
    }

    std::string text(std::uint64_t begin, std::uint64_t size) const
    {
        const Bytes bytes = part(begin, size);
        return {reinterpret_cast<const char *>(bytes.data()), bytes.size()};
    }

private:
    Bytes m_bytes;
    const std::string &m_file;
};

/// The record at the very end, which is followed by nothing but its own comment.
std::optional<std::uint64_t> findDirectoryEnd(const Reader &reader)
{
    for (std::uint64_t comment = 0; comment <= kLongestComment && comment + kDirectoryEndSize <= reader.size();
         ++comment) {
        const std::uint64_t position = reader.size() - kDirectoryEndSize - comment;
        if (reader.number<std::uint32_t>(position) == kDirectoryEnd &&
            reader.number<std::uint16_t>(position + 20) == comment)
            return position;
    }
    return std::nullopt;
}

Directory findDirectory(const Reader &reader, const std::string &file)
{
    const auto end = findDirectoryEnd(reader);
    if (!end)
        damaged(file, "its directory is missing, as if the end were cut off");
    Directory directory = {reader.number<std::uint32_t>(*end + 16), reader.number<std::uint32_t>(*end + 12)};
    const bool large = directory.begin == kElsewhere || directory.size == kElsewhere;
    if (large && *end >= kLocator64Size && reader.number<std::uint32_t>(*end - kLocator64Size) == kLocator64) {
        const auto position = reader.number<std::uint64_t>(*end - kLocator64Size + 8);
        reader.part(position, kDirectoryEnd64Size);
        if (reader.number<std::uint32_t>(position) != kDirectoryEnd64)
            damaged(file, "its directory isn't where it should be");
        directory = {reader.number<std::uint64_t>(position + 48), reader.number<std::uint64_t>(position + 40)};
    }
    if (directory.begin > *end || directory.size > *end - directory.begin)
        damaged(file, "its directory lies beyond its end");
    return directory;
}

/// Where an entry is and how long, from the fields of its directory record.
struct Place
{
    std::uint64_t size;
    std::uint64_t offset;
};

Place readPlace(const Reader &record, std::uint64_t extraBegin, std::uint64_t extraSize, const std::string &file)
{
    Place place = {record.number<std::uint32_t>(20), record.number<std::uint32_t>(42)};
    const bool longContent = record.number<std::uint32_t>(24) == kElsewhere;
    const bool longSize = place.size == kElsewhere;
    const bool longOffset = place.offset == kElsewhere;
    for (std::uint64_t position = extraBegin; position + 4 <= extraBegin + extraSize;) {
        const auto id = record.number<std::uint16_t>(position);
        const auto length = record.number<std::uint16_t>(position + 2);
        const Reader field(record.part(position + 4, length), file);
        if (id == kSizes64) {
            // Only what didn't fit is there, in this order: size of the content, size as it is stored, offset.
            std::uint64_t next = longContent ? 8 : 0;
            if (longSize)
                place.size = field.number<std::uint64_t>(next);
            next += longSize ? 8 : 0;
            if (longOffset)
                place.offset = field.number<std::uint64_t>(next);
        }
        position += 4 + length;
    }
    return place;
}

struct Range
{
    std::uint64_t begin;
    std::uint64_t end;
};

}

ZipArchive::ZipArchive(Bytes bytes, std::string file)
    : m_file(std::move(file))
{
    const Reader whole(bytes, m_file);
    const Directory directory = findDirectory(whole, m_file);
    const Reader records(whole.part(directory.begin, directory.size), m_file);
    const Reader data(whole.part(0, directory.begin), m_file);

    std::vector<Range> ranges;
    for (std::uint64_t position = 0; position < records.size();) {
        const Reader record(records.part(position, records.size() - position), m_file);
        if (record.number<std::uint32_t>(0) != kDirectoryEntry)
            damaged(m_file, "its directory holds something else");
        const auto nameSize = record.number<std::uint16_t>(28);
        const auto extraSize = record.number<std::uint16_t>(30);
        const auto commentSize = record.number<std::uint16_t>(32);
        const std::string name = record.text(kDirectoryEntrySize, nameSize);
        const Place place = readPlace(record, kDirectoryEntrySize + nameSize, extraSize, m_file);
        position += kDirectoryEntrySize + nameSize + extraSize + commentSize;

        const Reader local(data.part(place.offset, data.size() - std::min(place.offset, data.size())), m_file);
        const auto localNameSize = local.number<std::uint16_t>(26);
        if (local.number<std::uint32_t>(0) != kLocalHeader || local.text(kLocalHeaderSize, localNameSize) != name)
            damaged(m_file, "entry \"" + toUtf8(name) + "\" isn't where the directory says");
        const std::uint64_t begin = kLocalHeaderSize + localNameSize + local.number<std::uint16_t>(28);
        Entry entry;
        entry.bytes = local.part(begin, place.size);
        entry.encrypted = record.number<std::uint16_t>(8) & 1;
        entry.method = record.number<std::uint16_t>(10);
        ranges.push_back({place.offset, place.offset + begin + place.size});
        if (!m_entries.emplace(name, entry).second)
            damaged(m_file, "entry \"" + toUtf8(name) + "\" stands in it twice");
    }

    std::sort(ranges.begin(), ranges.end(), [](const Range &a, const Range &b) { return a.begin < b.begin; });
    for (std::size_t index = 1; index < ranges.size(); ++index) {
        if (ranges[index].begin < ranges[index - 1].end)
            damaged(m_file, "two entries overlap");
    }
}

Bytes ZipArchive::content(const std::string &name) const
{
    const auto found = m_entries.find(name);
    if (found == m_entries.end())
        damaged(m_file, "entry \"" + toUtf8(name) + "\" is missing");
    const Entry &entry = found->second;
    if (entry.encrypted)
        throw InputError(m_file, "entry \"" + toUtf8(name) + "\" is encrypted", "save it without a password");
    if (entry.method != 0)
        throw InputError(m_file, "entry \"" + toUtf8(name) + "\" is compressed",
                         "PyTorch stores tensors uncompressed; save it again with torch.save");
    return entry.bytes;
}

}
