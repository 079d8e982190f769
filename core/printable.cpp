// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/printable.h"

#include <cstdint>
#include <cstdio>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

namespace headscope {
namespace {

bool disturbs(UChar32 character)
{
    constexpr std::uint32_t kCategories = U_GC_CC_MASK | U_GC_ZL_MASK | U_GC_ZP_MASK;
    return (U_GET_GC_MASK(character) & kCategories) != 0 || u_hasBinaryProperty(character, UCHAR_BIDI_CONTROL);
}

std::string escaped(UChar32 character)
{
    switch (character) {
    case '\n':
        return "\\n";
    case '\r':
        return "\\r";
    case '\t':
        return "\\t";
    default:
        break;
    }
    char text[16];
    std::snprintf(text, sizeof text, character < 0x100 ? "\\x%02x" : "\\u%04x", static_cast<unsigned>(character));
    return text;
}

}

std::string printable(std::string_view text)
{
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    const auto length = static_cast<std::int64_t>(text.size());
    std::string result;
    for (std::int64_t position = 0; position < length;) {
        const std::int64_t begin = position;
        UChar32 character;
        U8_NEXT(bytes, position, length, character);
        if (character < 0) {
            for (std::int64_t byte = begin; byte < position; ++byte)
                result += escaped(bytes[byte]);
        } else if (disturbs(character)) {
            result += escaped(character);
        } else {
            result.append(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(position - begin));
        }
    }
    return result;
}

}
