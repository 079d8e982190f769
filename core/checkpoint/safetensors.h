// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/storedtensor.h"

#include <filesystem>
#include <map>
#include <tuple>
#include <utility>

namespace headscope {

/// A memory-mapped safetensors file. The header is checked strictly before a byte of data is used: its length, that it
/// is JSON, every dtype, that shape × size equals the offsets, that the offsets lie inside the file without overlap or
/// gap.
class SafetensorsFile
{
public:
    /// Throws InputError naming the file and the first thing that is wrong with it.
    explicit SafetensorsFile(const std::filesystem::path &path);

    const std::filesystem::path &path() const { return m_path; }
    const std::map<std::string, StoredTensor> &tensors() const { return m_tensors; }
    const std::map<std::string, std::string> &metadata() const { return m_metadata; }

    bool contains(const std::string &tensor) const { return m_tensors.contains(tensor); }
    /// Throws InputError, listing the tensors there are, if `tensor` isn't one of them.
    const StoredTensor &tensor(const std::string &tensor) const;

    /// The tensor converted. If `shape` is given it must match; −1 in it stands for any size.
    FloatArray floats(const std::string &tensor, const Shape &shape = {}) const;
    IntArray ints(const std::string &tensor, const Shape &shape = {}) const;

private:
    std::filesystem::path m_path;
    std::map<std::string, StoredTensor> m_tensors;
    std::map<std::string, std::string> m_metadata;
};

/// What a header says, without the data: parsed from `bytes` (the whole file), errors as strings for `file`.
/// The one entry point of untrusted bytes.
std::map<std::string, StoredTensor> parseSafetensors(std::span<const std::byte> bytes, const std::string &file,
                                                     std::map<std::string, std::string> *metadata);

/// Collects tensors and writes them in the order they were added, whole or not at all.
class SafetensorsWriter
{
public:
    void add(const std::string &name, const FloatArray &array);
    void add(const std::string &name, const IntArray &array);
    void add(const std::string &name, const Array<double> &array);
    void add(const std::string &name, const Array<std::uint8_t> &array);
    /// Rounded to half precision.
    void addHalf(const std::string &name, const FloatArray &array);
    void setMetadata(const std::string &key, const std::string &value) { m_metadata[key] = value; }

    void write(const std::filesystem::path &path) const;

private:
    struct Entry
    {
        std::string name;
        DType dtype;
        Shape shape;
        std::vector<std::byte> bytes;
    };
    void add(const std::string &name, DType dtype, const Shape &shape, std::span<const std::byte> bytes);

    std::vector<Entry> m_entries;
    std::map<std::string, std::string> m_metadata;
};

/// Header of a safetensors file with the given tensors laid out one after the other, the 8 length bytes included.
/// Padded with blanks to at least `minimumBytes`, so that a growing file can rewrite it in place.
std::string safetensorsHeader(const std::vector<std::tuple<std::string, DType, Shape>> &tensors,
                              const std::map<std::string, std::string> &metadata, std::size_t minimumBytes = 0);

}
