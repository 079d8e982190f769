// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storefile/growingtensor.h"

#include "core/error.h"

#include <cassert>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <stdexcept>
#include <sys/stat.h>
#include <unistd.h>

namespace headscope {
namespace {

// Room for any number of rows.
constexpr std::size_t kHeaderBytes = 248;

}

GrowingTensor::GrowingTensor(const std::filesystem::path &path, std::string tensor, DType dtype, Shape rowShape,
                             std::int64_t rows)
    : m_path(path)
    , m_tensor(std::move(tensor))
    , m_dtype(dtype)
    , m_rowShape(std::move(rowShape))
    , m_rowBytes(elementCount(m_rowShape) * static_cast<std::int64_t>(byteSize(dtype)))
    , m_rows(rows)
    , m_fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644))
{
    const auto end = static_cast<off_t>(header().size()) + rows * m_rowBytes;
    struct stat status = {};
    const bool open = m_fd >= 0 && ::fstat(m_fd, &status) == 0;
    const bool tooShort = open && rows > 0 && status.st_size < end;
    if (open && !tooShort && ::ftruncate(m_fd, end) == 0)
        return;
    const std::string reason = std::strerror(errno);
    if (m_fd >= 0)
        ::close(m_fd);
    if (tooShort)
        throw InputError(path.string(), "is shorter than " + std::to_string(rows) + " rows", "write it anew");
    throw std::runtime_error(path.string() + ": can't be written: " + reason);
}

GrowingTensor::~GrowingTensor()
{
    if (m_fd >= 0)
        ::close(m_fd);
}

std::string GrowingTensor::header() const
{
    Shape shape = m_rowShape;
    shape.insert(shape.begin(), m_rows);
    return safetensorsHeader({{m_tensor, m_dtype, shape}}, {}, kHeaderBytes);
}

void GrowingTensor::write(std::span<const std::byte> bytes, std::int64_t offset)
{
    while (!bytes.empty()) {
        const ssize_t written = ::pwrite(m_fd, bytes.data(), bytes.size(), offset);
        if (written < 0 && errno == EINTR)
            continue;
        if (written <= 0)
            throw std::runtime_error(m_path.string() + ": can't be written: " + std::strerror(errno));
        bytes = bytes.subspan(static_cast<std::size_t>(written));
        offset += written;
    }
}

void GrowingTensor::append(const FloatArray &rows)
{
    assert(m_dtype == DType::F32 || m_dtype == DType::F16);
    if (m_dtype == DType::F16) {
        std::vector<std::uint16_t> half(rows.values.size());
        floatToHalf(rows.values, half.data());
        append(std::as_bytes(std::span(half)));
    } else {
        append(std::as_bytes(std::span(rows.values)));
    }
}

void GrowingTensor::append(std::span<const std::byte> rows)
{
    write(rows, static_cast<std::int64_t>(header().size()) + m_rows * m_rowBytes);
    m_rows += static_cast<std::int64_t>(rows.size()) / m_rowBytes;
}

void GrowingTensor::flush()
{
    const std::string text = header();
    write(std::as_bytes(std::span(text)), 0);
    if (::fsync(m_fd) != 0)
        throw std::runtime_error(m_path.string() + ": can't be written: " + std::strerror(errno));
}

}
