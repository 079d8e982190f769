// SPDX-License-Identifier: GPL-3.0-or-later
// What the checks of picture files share.
#pragma once

#include "core/error.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace headscope {

inline constexpr std::int64_t kMaximumPixels = 200'000'000;

[[noreturn]] inline void refuseTruncated(const std::string &file)
{
    throw InputError(file, "ends early: the picture is cut off", "copy or download it again");
}

[[noreturn]] inline void refuseDamaged(const std::string &file)
{
    throw InputError(file, "is damaged", "copy or download it again");
}

/// Refuses a picture without pixels, and one of more than 200 megapixels.
inline void checkSize(std::int64_t width, std::int64_t height, const std::string &file)
{
    if (width <= 0 || height <= 0)
        refuseDamaged(file);
    if (height > kMaximumPixels / width)
        throw InputError(file, "is too large: " + std::to_string(width) + " x " + std::to_string(height) + " pixels",
                         "scale it to at most 200 megapixels");
}

/// Reads numbers out of a header; a position beyond the end means that the file is cut off.
class HeaderReader
{
public:
    HeaderReader(std::span<const std::byte> bytes, const std::string &file, bool bigEndian)
        : m_bytes(bytes)
        , m_file(file)
        , m_bigEndian(bigEndian)
    {
    }

    std::uint32_t number(std::size_t position, std::size_t size) const
    {
        std::uint32_t value = 0;
        const std::span<const std::byte> digits = part(position, size);
        for (std::size_t digit = 0; digit < size; ++digit)
            value = value << 8 | std::to_integer<std::uint32_t>(digits[m_bigEndian ? digit : size - 1 - digit]);
        return value;
    }

    std::string_view text(std::size_t position, std::size_t size) const
    {
        const std::span<const std::byte> characters = part(position, size);
        return {reinterpret_cast<const char *>(characters.data()), size};
    }

    std::span<const std::byte> part(std::size_t position, std::size_t size) const
    {
        if (position > m_bytes.size() || size > m_bytes.size() - position)
            refuseTruncated(m_file);
        return m_bytes.subspan(position, size);
    }

private:
    std::span<const std::byte> m_bytes;
    const std::string &m_file;
    bool m_bigEndian;
};

}
