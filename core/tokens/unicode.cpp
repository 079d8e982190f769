// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/unicode.h"

#include <algorithm>
#include <stdexcept>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utf8.h>

namespace headscope {

namespace {

icu::UnicodeString fromUtf8(std::string_view utf8)
{
    return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), static_cast<std::int32_t>(utf8.size())));
}

std::string toUtf8(const icu::UnicodeString &text)
{
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

bool hasCategory(char32_t codePoint, std::uint32_t categories)
{
    return (U_GET_GC_MASK(static_cast<UChar32>(codePoint)) & categories) != 0;
}

}

char32_t nextCodePoint(std::string_view utf8, std::size_t &position)
{
    UChar32 codePoint = 0;
    U8_NEXT_OR_FFFD(utf8.data(), position, utf8.size(), codePoint);
    return static_cast<char32_t>(codePoint);
}

void appendUtf8(char32_t codePoint, std::string &utf8)
{
    icu::UnicodeString(static_cast<UChar32>(codePoint)).toUTF8String(utf8);
}

bool isWhiteSpace(char32_t codePoint)
{
    // The four information separators aren't White_Space for Unicode, but are for the regular expressions CLIP uses.
    return u_isUWhiteSpace(static_cast<UChar32>(codePoint)) || (codePoint >= 0x1c && codePoint <= 0x1f);
}

bool isLetter(char32_t codePoint) { return hasCategory(codePoint, U_GC_L_MASK); }

bool isNumber(char32_t codePoint) { return hasCategory(codePoint, U_GC_N_MASK); }

bool isWordCharacter(char32_t codePoint)
{
    return hasCategory(codePoint, U_GC_M_MASK | U_GC_ND_MASK | U_GC_PC_MASK) ||
           u_hasBinaryProperty(static_cast<UChar32>(codePoint), UCHAR_ALPHABETIC) ||
           u_hasBinaryProperty(static_cast<UChar32>(codePoint), UCHAR_JOIN_CONTROL);
}

std::string lowerCase(std::string_view utf8) { return toUtf8(fromUtf8(utf8).toLower(icu::Locale::getRoot())); }

std::string composed(std::string_view utf8)
{
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2 *nfc = icu::Normalizer2::getNFCInstance(error);
    if (U_FAILURE(error))
        throw std::runtime_error("ICU can't normalise text: " + std::string(u_errorName(error)));
    return toUtf8(nfc->normalize(fromUtf8(utf8), error));
}

std::string_view trimmed(std::string_view utf8)
{
    std::size_t first = utf8.size();
    std::size_t last = utf8.size();
    for (std::size_t position = 0; position < utf8.size();) {
        const std::size_t begin = position;
        if (isWhiteSpace(nextCodePoint(utf8, position)))
            continue;
        first = std::min(first, begin);
        last = position;
    }
    return utf8.substr(first, last - first);
}

std::string simplified(std::string_view utf8)
{
    std::string result;
    bool pendingBlank = false;
    for (std::size_t position = 0; position < utf8.size();) {
        const std::size_t begin = position;
        if (isWhiteSpace(nextCodePoint(utf8, position))) {
            pendingBlank = !result.empty();
            continue;
        }
        if (pendingBlank)
            result += ' ';
        pendingBlank = false;
        result += utf8.substr(begin, position - begin);
    }
    return result;
}

}
