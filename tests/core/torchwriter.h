// SPDX-License-Identifier: GPL-3.0-or-later
// Files as torch.save and torch.jit.save write them, sound or not, without Python.
#pragma once

#include "core/checkpoint/safetensors.h"

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace headscope::test {

template <typename Number>
std::string littleEndian(Number number)
{
    return {reinterpret_cast<const char *>(&number), sizeof(Number)};
}

struct ZipEntry
{
    std::string name;
    std::string content;
    std::uint16_t method = 0;
    std::uint16_t flags = 0;
};

/// A zip archive with the content of every entry on a multiple of 64 bytes. `zip64` puts its offsets in the fields of
/// large files.
inline std::string zipOf(const std::vector<ZipEntry> &entries, bool zip64 = false)
{
    const auto u16 = [](std::size_t number) { return littleEndian(static_cast<std::uint16_t>(number)); };
    const auto u32 = [](std::size_t number) { return littleEndian(static_cast<std::uint32_t>(number)); };
    const auto u64 = [](std::size_t number) { return littleEndian(static_cast<std::uint64_t>(number)); };
    constexpr std::size_t kElsewhere = 0xFFFFFFFF;
    std::string archive, directory;
    for (const ZipEntry &entry : entries) {
        const std::size_t offset = archive.size();
        const std::size_t padding = 64 - (offset + 30 + entry.name.size() + 4) % 64;
        const std::string fields = u16(entry.flags) + u16(entry.method) + u32(0) + u32(0);
        const std::string sizes = u32(entry.content.size()) + u32(entry.content.size());
        archive += u32(0x04034b50) + u16(20) + fields + sizes + u16(entry.name.size()) + u16(4 + padding) + entry.name +
                   "FB" + u16(padding) + std::string(padding, 'Z') + entry.content;
        const std::string extra =
            zip64 ? u16(1) + u16(24) + u64(entry.content.size()) + u64(entry.content.size()) + u64(offset)
                  : std::string();
        directory += u32(0x02014b50) + u16(20) + u16(20) + fields +
                     (zip64 ? u32(kElsewhere) + u32(kElsewhere) : sizes) + u16(entry.name.size()) + u16(extra.size()) +
                     u16(0) + u16(0) + u16(0) + u32(0) + u32(zip64 ? kElsewhere : offset) + entry.name + extra;
    }
    const std::size_t begin = archive.size();
    archive += directory;
    const std::size_t count = entries.size();
    if (zip64) {
        const std::size_t end = archive.size();
        archive += u32(0x06064b50) + u64(44) + u16(45) + u16(45) + u32(0) + u32(0) + u64(count) + u64(count) +
                   u64(directory.size()) + u64(begin) + u32(0x07064b50) + u32(0) + u64(end) + u32(1);
    }
    return archive + u32(0x06054b50) + u16(0) + u16(0) + u16(count) + u16(count) +
           u32(zip64 ? kElsewhere : directory.size()) + u32(zip64 ? kElsewhere : begin) + u16(0);
}

/// Pieces of a pickle's program.
namespace pickled {

inline std::string text(const std::string &value)
{
    return "X" + littleEndian(static_cast<std::uint32_t>(value.size())) + value;
}

inline std::string number(std::int64_t value) { return std::string("\x8a\x08", 2) + littleEndian(value); }

inline std::string global(const std::string &module, const std::string &name)
{
    return "c" + module + "\n" + name + "\n";
}

inline std::string tuple(const std::vector<std::string> &items)
{
    std::string program = "(";
    for (const std::string &item : items)
        program += item;
    return program + "t";
}

inline std::string numbers(const std::vector<std::int64_t> &values)
{
    std::vector<std::string> items;
    for (const std::int64_t value : values)
        items.push_back(number(value));
    return tuple(items);
}

using Members = std::vector<std::pair<std::string, std::string>>;

inline std::string items(const Members &members)
{
    std::string program = "(";
    for (const auto &[name, value] : members)
        program += text(name) + value;
    return program + "u";
}

inline std::string dictionary(const Members &members) { return "}" + items(members); }

inline std::string orderedDictionary(const Members &members)
{
    return global("collections", "OrderedDict") + ")R" + items(members);
}

/// A module of TorchScript.
inline std::string module(const std::string &name, const Members &members)
{
    return global("__torch__", name) + ")\x81}" + items(members) + "b";
}

inline std::string storage(const std::string &type, const std::string &key, std::int64_t count)
{
    return tuple({text("storage"), global("torch", type), text(key), text("cpu"), number(count)}) + "Q";
}

inline std::string tensor(const std::string &storage, std::int64_t offset, const std::vector<std::int64_t> &shape,
                          const std::vector<std::int64_t> &strides)
{
    return global("torch._utils", "_rebuild_tensor_v2") +
           tuple({storage, number(offset), numbers(shape), numbers(strides), "\x89", orderedDictionary({})}) + "R";
}

inline std::string program(const std::string &value) { return "\x80\x02" + value + "."; }

}

/// Collects the storages of an archive.
class TorchWriter
{
public:
    /// The program that makes a tensor.
    std::string add(const StoredTensor &stored)
    {
        static const std::map<DType, std::string> types = {{DType::F32, "FloatStorage"},
                                                           {DType::F16, "HalfStorage"},
                                                           {DType::BF16, "BFloat16Storage"},
                                                           {DType::F64, "DoubleStorage"},
                                                           {DType::I64, "LongStorage"}};
        const std::string key = std::to_string(m_storages.size());
        m_storages.emplace_back(reinterpret_cast<const char *>(stored.bytes.data()), stored.bytes.size());
        std::vector<std::int64_t> strides(stored.shape.size(), 1);
        for (std::size_t index = strides.size(); index-- > 1;)
            strides[index - 1] = strides[index] * stored.shape[index];
        const std::string storage = pickled::storage(types.at(stored.dtype), key, elementCount(stored.shape));
        return pickled::tensor(storage, 0, stored.shape, strides);
    }

    std::string add(std::int64_t value) { return add({DType::I64, {}, std::as_bytes(std::span(&value, 1)), nullptr}); }

    pickled::Members add(const std::map<std::string, StoredTensor> &tensors)
    {
        pickled::Members members;
        for (const auto &[name, tensor] : tensors)
            members.emplace_back(name, add(tensor));
        return members;
    }

    /// The file, with a compressed entry of code as TorchScript has.
    std::string archive(const std::string &root, bool zip64 = false) const
    {
        std::vector<ZipEntry> entries = {{"archive/data.pkl", pickled::program(root)}};
        for (std::size_t index = 0; index < m_storages.size(); ++index)
            entries.push_back({"archive/data/" + std::to_string(index), m_storages[index]});
        entries.push_back({"archive/code/__torch__.py", "compressed", 8});
        entries.push_back({"archive/byteorder", "little"});
        return zipOf(entries, zip64);
    }

private:
    std::vector<std::string> m_storages;
};

/// Members with dots in their names as modules within modules.
inline std::string scriptModule(const pickled::Members &members)
{
    pickled::Members own;
    std::map<std::string, pickled::Members> inner;
    for (const auto &[name, value] : members) {
        const std::size_t dot = name.find('.');
        if (dot == name.npos)
            own.emplace_back(name, value);
        else
            inner[name.substr(0, dot)].emplace_back(name.substr(dot + 1), value);
    }
    own.emplace_back("training", "\x89");
    for (const auto &[name, part] : inner)
        own.emplace_back(name, scriptModule(part));
    return pickled::module("Module_" + std::to_string(members.size()), own);
}

}
