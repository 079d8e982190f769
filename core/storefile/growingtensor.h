// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/safetensors.h"

#include <filesystem>
#include <span>
#include <string>

namespace headscope {

/// A safetensors file with one tensor that grows along its first dimension: rows are appended behind a header of fixed
/// length, which is rewritten when their number is known.
class GrowingTensor
{
public:
    /// Opens or creates the file and keeps its first `rows` rows. Throws InputError if it hasn't got as many,
    /// std::runtime_error if it can't be written.
    GrowingTensor(const std::filesystem::path &path, std::string tensor, DType dtype, Shape rowShape,
                  std::int64_t rows);
    ~GrowingTensor();
    GrowingTensor(const GrowingTensor &) = delete;
    GrowingTensor &operator=(const GrowingTensor &) = delete;

    /// Appends [n, …rowShape] rows, rounded to the file's type. Throws std::runtime_error, e.g. if the disk is full.
    void append(const FloatArray &rows);
    /// Appends whole rows as they stand in a file of the same type.
    void append(std::span<const std::byte> rows);
    /// Writes the header for the rows there are and flushes all to disk.
    void flush();

private:
    std::string header() const;
    void write(std::span<const std::byte> bytes, std::int64_t offset);

    std::filesystem::path m_path;
    std::string m_tensor;
    DType m_dtype;
    Shape m_rowShape;
    std::int64_t m_rowBytes;
    std::int64_t m_rows;
    int m_fd = -1;
};

}
