// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"

#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>
#include <nlohmann/json.hpp>
#include <ostream>
#include <set>
#include <utility>

namespace headscope {
namespace {

static_assert(std::endian::native == std::endian::little, "safetensors are little-endian");

// The format allows 100 MB; the largest CLIP's header is a tenth of a megabyte.
constexpr std::uint64_t kLargestHeader = 16 << 20;
constexpr std::size_t kLengthBytes = 8;

/// Shape × element size, or nothing where that would overflow or is no whole number of bytes.
std::optional<std::uint64_t> byteCount(const Shape &shape, DType dtype)
{
    std::uint64_t bits = bitSize(dtype);
    for (const std::int64_t size : shape) {
        if (__builtin_mul_overflow(bits, static_cast<std::uint64_t>(size), &bits))
            return std::nullopt;
    }
    return bits % 8 == 0 ? std::optional(bits / 8) : std::nullopt;
}

struct Range
{
    std::uint64_t begin;
    std::uint64_t end;
    std::string tensor;
};

/// Reads one entry of the header; problems are thrown as text.
std::pair<StoredTensor, Range> parseEntry(const std::string &tensorName, const nlohmann::json &entry)
{
    const std::string label = "tensor \"" + tensorName + "\"";
    if (!entry.is_object() || !entry.contains("dtype") || !entry.contains("shape") || !entry.contains("data_offsets"))
        throw std::runtime_error(label + " lacks dtype, shape or data_offsets");

    const auto &dtypeField = entry["dtype"];
    const auto dtype = dtypeField.is_string() ? dtypeNamed(dtypeField.get<std::string>()) : std::nullopt;
    if (!dtype)
        throw std::runtime_error(label + " has the unknown dtype " + dtypeField.dump());

    StoredTensor tensor;
    tensor.dtype = *dtype;
    const auto &shape = entry["shape"];
    const auto &offsets = entry["data_offsets"];
    const auto isSize = [](const nlohmann::json &number) {
        return number.is_number_unsigned() && number.get<std::uint64_t>() <= std::uint64_t(1) << 48;
    };
    if (!shape.is_array() || !std::all_of(shape.begin(), shape.end(), isSize))
        throw std::runtime_error(label + " has a shape that is not a list of sizes");
    if (!offsets.is_array() || offsets.size() != 2 || !std::all_of(offsets.begin(), offsets.end(), isSize))
        throw std::runtime_error(label + " has data_offsets that are not two positions");
    tensor.shape = shape.get<Shape>();

    Range range = {offsets[0].get<std::uint64_t>(), offsets[1].get<std::uint64_t>(), tensorName};
    const auto bytes = byteCount(tensor.shape, tensor.dtype);
    if (range.end < range.begin || !bytes || range.end - range.begin != *bytes)
        throw std::runtime_error(label + " has shape " + toString(tensor.shape) + " of " + std::string(name(*dtype)) +
                                 ", which its data_offsets don't fit");
    return {tensor, range};
}

void checkCoverage(std::vector<Range> ranges, std::uint64_t dataSize)
{
    std::sort(ranges.begin(), ranges.end(),
              [](const Range &a, const Range &b) { return std::tie(a.begin, a.end) < std::tie(b.begin, b.end); });
    std::uint64_t position = 0;
    for (const Range &range : ranges) {
        if (range.end > dataSize)
            throw std::runtime_error("tensor \"" + range.tensor + "\" ends at byte " + std::to_string(range.end) +
                                     " of the data, but there are only " + std::to_string(dataSize));
        if (range.begin != position)
            throw std::runtime_error("the data has " + std::string(range.begin < position ? "an overlap" : "a gap") +
                                     " before tensor \"" + range.tensor + "\"");
        position = range.end;
    }
    if (position != dataSize)
        throw std::runtime_error(std::to_string(dataSize - position) + " bytes at the end belong to no tensor");
}

nlohmann::json parseHeader(std::string_view text)
{
    // JSON lets a name stand twice and the parser keeps the last, so names are checked while it reads.
    std::set<std::string> names;
    const auto checkNames = [&names](int depth, nlohmann::json::parse_event_t event, nlohmann::json &parsed) {
        if (event == nlohmann::json::parse_event_t::key && depth == 1 &&
            !names.insert(parsed.get<std::string>()).second)
            throw std::runtime_error("tensor \"" + parsed.get<std::string>() + "\" stands twice in the header");
        if (depth > 4)
            throw std::runtime_error("the header is nested too deeply");
        return true;
    };
    nlohmann::json header = nlohmann::json::parse(text, checkNames, false);
    if (!header.is_object())
        throw std::runtime_error("the header is not a JSON object");
    return header;
}

}

std::map<std::string, StoredTensor> parseSafetensors(std::span<const std::byte> bytes, const std::string &file,
                                                     std::map<std::string, std::string> *metadata)
{
    try {
        if (bytes.size() < kLengthBytes)
            throw std::runtime_error("is only " + std::to_string(bytes.size()) + " bytes long");
        std::uint64_t headerLength;
        std::memcpy(&headerLength, bytes.data(), kLengthBytes);
        if (headerLength > kLargestHeader || headerLength > bytes.size() - kLengthBytes)
            throw std::runtime_error("announces a header of " + std::to_string(headerLength) + " bytes in a file of " +
                                     std::to_string(bytes.size()));
        const std::string_view text(reinterpret_cast<const char *>(bytes.data()) + kLengthBytes, headerLength);
        const auto data = bytes.subspan(kLengthBytes + headerLength);

        std::map<std::string, StoredTensor> tensors;
        std::vector<Range> ranges;
        const nlohmann::json header = parseHeader(text);
        for (const auto &[tensorName, entry] : header.items()) {
            if (tensorName == "__metadata__") {
                for (const auto &[key, value] : entry.items()) {
                    if (!value.is_string())
                        throw std::runtime_error("the metadata entry \"" + key + "\" is not a string");
                    if (metadata)
                        metadata->insert_or_assign(key, value.get<std::string>());
                }
                continue;
            }
            auto [tensor, range] = parseEntry(tensorName, entry);
            ranges.push_back(range);
            tensors.emplace(tensorName, std::move(tensor));
        }
        checkCoverage(ranges, data.size());
        for (const Range &range : ranges)
            tensors.at(range.tensor).bytes = data.subspan(range.begin, range.end - range.begin);
        return tensors;
    } catch (const std::exception &error) {
        throw InputError(file, error.what(), "it is damaged or not a safetensors file; fetch or write it again");
    }
}

SafetensorsFile::SafetensorsFile(const std::filesystem::path &path)
    : m_path(path)
{
    const auto file = std::make_shared<const MappedFile>(path);
    m_tensors = parseSafetensors(file->bytes(), path.string(), &m_metadata);
    for (auto &[tensorName, tensor] : m_tensors)
        tensor.owner = file;
}

const StoredTensor &SafetensorsFile::tensor(const std::string &wanted) const
{
    const auto found = m_tensors.find(wanted);
    if (found != m_tensors.end())
        return found->second;
    std::string present;
    for (const auto &[tensorName, tensor] : m_tensors) {
        if (present.size() > 200) {
            present += ", …";
            break;
        }
        present += (present.empty() ? "" : ", ") + tensorName;
    }
    throw InputError(m_path.string(), "has no tensor \"" + wanted + "\"",
                     present.empty() ? "it holds none at all" : "it holds " + present);
}

namespace {

void checkShape(const std::string &what, const Shape &actual, const Shape &wanted)
{
    const bool fits = std::equal(actual.begin(), actual.end(), wanted.begin(), wanted.end(),
                                 [](std::int64_t have, std::int64_t want) { return want < 0 || have == want; });
    if (fits)
        return;
    std::string text = toString(wanted);
    for (std::size_t at; (at = text.find("-1")) != std::string::npos;)
        text.replace(at, 2, "n");
    throw InputError(what, "has shape " + toString(actual), "shape " + text + " is needed");
}

}

FloatArray SafetensorsFile::floats(const std::string &wanted, const Shape &shape) const
{
    const StoredTensor &stored = tensor(wanted);
    const std::string what = m_path.string() + ", tensor \"" + wanted + "\"";
    if (!shape.empty())
        checkShape(what, stored.shape, shape);
    return FloatArray(stored.shape, stored.toFloats(what));
}

IntArray SafetensorsFile::ints(const std::string &wanted, const Shape &shape) const
{
    const StoredTensor &stored = tensor(wanted);
    const std::string what = m_path.string() + ", tensor \"" + wanted + "\"";
    if (!shape.empty())
        checkShape(what, stored.shape, shape);
    return IntArray(stored.shape, stored.toInts(what));
}

void SafetensorsWriter::add(const std::string &tensorName, DType dtype, const Shape &shape,
                            std::span<const std::byte> bytes)
{
    assert(
        std::none_of(m_entries.begin(), m_entries.end(), [&](const Entry &entry) { return entry.name == tensorName; }));
    m_entries.push_back({tensorName, dtype, shape, {bytes.begin(), bytes.end()}});
}

void SafetensorsWriter::add(const std::string &tensorName, const FloatArray &array)
{
    add(tensorName, DType::F32, array.shape, std::as_bytes(std::span(array.values)));
}

void SafetensorsWriter::add(const std::string &tensorName, const IntArray &array)
{
    add(tensorName, DType::I64, array.shape, std::as_bytes(std::span(array.values)));
}

void SafetensorsWriter::add(const std::string &tensorName, const Array<double> &array)
{
    add(tensorName, DType::F64, array.shape, std::as_bytes(std::span(array.values)));
}

void SafetensorsWriter::add(const std::string &tensorName, const Array<std::uint8_t> &array)
{
    add(tensorName, DType::U8, array.shape, std::as_bytes(std::span(array.values)));
}

void SafetensorsWriter::addHalf(const std::string &tensorName, const FloatArray &array)
{
    std::vector<std::uint16_t> half(array.values.size());
    floatToHalf(array.values, half.data());
    add(tensorName, DType::F16, array.shape, std::as_bytes(std::span(half)));
}

void SafetensorsWriter::write(const std::filesystem::path &path) const
{
    std::vector<std::tuple<std::string, DType, Shape>> layout;
    for (const Entry &entry : m_entries)
        layout.emplace_back(entry.name, entry.dtype, entry.shape);
    const std::string header = safetensorsHeader(layout, m_metadata);
    writeFileAtomically(path, [&](std::ostream &stream) {
        stream << header;
        for (const Entry &entry : m_entries)
            stream.write(reinterpret_cast<const char *>(entry.bytes.data()),
                         static_cast<std::streamsize>(entry.bytes.size()));
    });
}

std::string safetensorsHeader(const std::vector<std::tuple<std::string, DType, Shape>> &tensors,
                              const std::map<std::string, std::string> &metadata, std::size_t minimumBytes)
{
    nlohmann::ordered_json header = nlohmann::ordered_json::object();
    if (!metadata.empty())
        header["__metadata__"] = metadata;
    std::int64_t position = 0;
    for (const auto &[tensorName, dtype, shape] : tensors) {
        const std::int64_t end = position + elementCount(shape) * static_cast<std::int64_t>(byteSize(dtype));
        header[tensorName] = {{"dtype", name(dtype)}, {"shape", shape}, {"data_offsets", {position, end}}};
        position = end;
    }
    std::string text = header.dump();
    // Data starts on a multiple of eight bytes, so that mapped tensors are aligned.
    const std::size_t size = std::max(text.size(), minimumBytes);
    text.resize((size + 7) / 8 * 8, ' ');

    const std::uint64_t length = text.size();
    return std::string(reinterpret_cast<const char *>(&length), kLengthBytes) + text;
}

}
