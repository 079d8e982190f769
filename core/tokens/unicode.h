// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace headscope {

/// The code point of `utf8` that begins at byte `position`, which is moved behind it; U+FFFD for a byte that isn't
/// UTF-8.
char32_t nextCodePoint(std::string_view utf8, std::size_t &position);
void appendUtf8(char32_t codePoint, std::string &utf8);

bool isWhiteSpace(char32_t codePoint);
/// General category L.
bool isLetter(char32_t codePoint);
/// General category N: digits, but also Roman numerals, fractions and circled numbers.
bool isNumber(char32_t codePoint);
/// What regular expressions call \w: letters, marks, decimal digits, connecting punctuation, joiners (UTS #18, annex
/// C).
bool isWordCharacter(char32_t codePoint);

/// Full lower case, independent of the user's language: "ΟΔΟΣ" ends in a final sigma, "İ" becomes two code points.
/// What isn't UTF-8 becomes U+FFFD.
std::string lowerCase(std::string_view utf8);
/// Normalisation form C: base letter and accent become one code point.
std::string composed(std::string_view utf8);
/// Without the white space around it.
std::string_view trimmed(std::string_view utf8);
/// Trimmed, and each run of white space made one blank.
std::string simplified(std::string_view utf8);

}
