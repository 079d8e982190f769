// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/htmlentities.h"

#include "core/tokens/unicode.h"

#include <algorithm>
#include <array>
#include <optional>

namespace headscope {

namespace {

struct Entity
{
    std::string_view name;
    char16_t codePoint;
};

// HTML 4.01, section 24, with the upper-case spellings and the apostrophe that HTML 5 added. Sorted by name.
// clang-format off
constexpr Entity kEntities[] = {
    {"AElig", 198}, {"AMP", 38}, {"Aacute", 193}, {"Acirc", 194}, {"Agrave", 192}, {"Alpha", 913}, {"Aring", 197},
    {"Atilde", 195}, {"Auml", 196}, {"Beta", 914}, {"COPY", 169}, {"Ccedil", 199}, {"Chi", 935}, {"Dagger", 8225},
    {"Delta", 916}, {"ETH", 208}, {"Eacute", 201}, {"Ecirc", 202}, {"Egrave", 200}, {"Epsilon", 917}, {"Eta", 919},
    {"Euml", 203}, {"GT", 62}, {"Gamma", 915}, {"Iacute", 205}, {"Icirc", 206}, {"Igrave", 204}, {"Iota", 921},
    {"Iuml", 207}, {"Kappa", 922}, {"LT", 60}, {"Lambda", 923}, {"Mu", 924}, {"Ntilde", 209}, {"Nu", 925},
    {"OElig", 338}, {"Oacute", 211}, {"Ocirc", 212}, {"Ograve", 210}, {"Omega", 937}, {"Omicron", 927},
    {"Oslash", 216}, {"Otilde", 213}, {"Ouml", 214}, {"Phi", 934}, {"Pi", 928}, {"Prime", 8243}, {"Psi", 936},
    {"QUOT", 34}, {"REG", 174}, {"Rho", 929}, {"Scaron", 352}, {"Sigma", 931}, {"THORN", 222}, {"Tau", 932},
    {"Theta", 920}, {"Uacute", 218}, {"Ucirc", 219}, {"Ugrave", 217}, {"Upsilon", 933}, {"Uuml", 220}, {"Xi", 926},
    {"Yacute", 221}, {"Yuml", 376}, {"Zeta", 918}, {"aacute", 225}, {"acirc", 226}, {"acute", 180}, {"aelig", 230},
    {"agrave", 224}, {"alefsym", 8501}, {"alpha", 945}, {"amp", 38}, {"and", 8743}, {"ang", 8736}, {"apos", 39},
    {"aring", 229}, {"asymp", 8776}, {"atilde", 227}, {"auml", 228}, {"bdquo", 8222}, {"beta", 946}, {"brvbar", 166},
    {"bull", 8226}, {"cap", 8745}, {"ccedil", 231}, {"cedil", 184}, {"cent", 162}, {"chi", 967}, {"circ", 710},
    {"clubs", 9827}, {"cong", 8773}, {"copy", 169}, {"crarr", 8629}, {"cup", 8746}, {"curren", 164}, {"dArr", 8659},
    {"dagger", 8224}, {"darr", 8595}, {"deg", 176}, {"delta", 948}, {"diams", 9830}, {"divide", 247}, {"eacute", 233},
    {"ecirc", 234}, {"egrave", 232}, {"empty", 8709}, {"emsp", 8195}, {"ensp", 8194}, {"epsilon", 949},
    {"equiv", 8801}, {"eta", 951}, {"eth", 240}, {"euml", 235}, {"euro", 8364}, {"exist", 8707}, {"fnof", 402},
    {"forall", 8704}, {"frac12", 189}, {"frac14", 188}, {"frac34", 190}, {"frasl", 8260}, {"gamma", 947},
    {"ge", 8805}, {"gt", 62}, {"hArr", 8660}, {"harr", 8596}, {"hearts", 9829}, {"hellip", 8230}, {"iacute", 237},
    {"icirc", 238}, {"iexcl", 161}, {"igrave", 236}, {"image", 8465}, {"infin", 8734}, {"int", 8747}, {"iota", 953},
    {"iquest", 191}, {"isin", 8712}, {"iuml", 239}, {"kappa", 954}, {"lArr", 8656}, {"lambda", 955}, {"lang", 10216},
    {"laquo", 171}, {"larr", 8592}, {"lceil", 8968}, {"ldquo", 8220}, {"le", 8804}, {"lfloor", 8970},
    {"lowast", 8727}, {"loz", 9674}, {"lrm", 8206}, {"lsaquo", 8249}, {"lsquo", 8216}, {"lt", 60}, {"macr", 175},
    {"mdash", 8212}, {"micro", 181}, {"middot", 183}, {"minus", 8722}, {"mu", 956}, {"nabla", 8711}, {"nbsp", 160},
    {"ndash", 8211}, {"ne", 8800}, {"ni", 8715}, {"not", 172}, {"notin", 8713}, {"nsub", 8836}, {"ntilde", 241},
    {"nu", 957}, {"oacute", 243}, {"ocirc", 244}, {"oelig", 339}, {"ograve", 242}, {"oline", 8254}, {"omega", 969},
    {"omicron", 959}, {"oplus", 8853}, {"or", 8744}, {"ordf", 170}, {"ordm", 186}, {"oslash", 248}, {"otilde", 245},
    {"otimes", 8855}, {"ouml", 246}, {"para", 182}, {"part", 8706}, {"permil", 8240}, {"perp", 8869}, {"phi", 966},
    {"pi", 960}, {"piv", 982}, {"plusmn", 177}, {"pound", 163}, {"prime", 8242}, {"prod", 8719}, {"prop", 8733},
    {"psi", 968}, {"quot", 34}, {"rArr", 8658}, {"radic", 8730}, {"rang", 10217}, {"raquo", 187}, {"rarr", 8594},
    {"rceil", 8969}, {"rdquo", 8221}, {"real", 8476}, {"reg", 174}, {"rfloor", 8971}, {"rho", 961}, {"rlm", 8207},
    {"rsaquo", 8250}, {"rsquo", 8217}, {"sbquo", 8218}, {"scaron", 353}, {"sdot", 8901}, {"sect", 167}, {"shy", 173},
    {"sigma", 963}, {"sigmaf", 962}, {"sim", 8764}, {"spades", 9824}, {"sub", 8834}, {"sube", 8838}, {"sum", 8721},
    {"sup", 8835}, {"sup1", 185}, {"sup2", 178}, {"sup3", 179}, {"supe", 8839}, {"szlig", 223}, {"tau", 964},
    {"there4", 8756}, {"theta", 952}, {"thetasym", 977}, {"thinsp", 8201}, {"thorn", 254}, {"tilde", 732},
    {"times", 215}, {"trade", 8482}, {"uArr", 8657}, {"uacute", 250}, {"uarr", 8593}, {"ucirc", 251}, {"ugrave", 249},
    {"uml", 168}, {"upsih", 978}, {"upsilon", 965}, {"uuml", 252}, {"weierp", 8472}, {"xi", 958}, {"yacute", 253},
    {"yen", 165}, {"yuml", 255}, {"zeta", 950}, {"zwj", 8205}, {"zwnj", 8204},
};
// clang-format on

// HTML 5, section 13.2.5.80: the references 128 to 159 are read as Windows-1252.
constexpr std::array<char16_t, 32> kWindows1252 = {
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178,
};

const Entity *findEntity(std::string_view name)
{
    const Entity *entity = std::ranges::lower_bound(kEntities, name, {}, &Entity::name);
    return entity != std::end(kEntities) && entity->name == name ? entity : nullptr;
}

/// A reference found at the beginning of a text: what it stands for (perhaps nothing), and its bytes.
struct Reference
{
    std::string replacement;
    std::size_t size;
};

bool isForbidden(char32_t codePoint)
{
    const bool space = codePoint == '\t' || codePoint == '\n' || codePoint == '\f' || codePoint == '\r';
    const bool control = (codePoint < 0x20 && !space) || codePoint == 0x7f;
    const bool noncharacter = (codePoint >= 0xfdd0 && codePoint <= 0xfdef) || (codePoint & 0xfffe) == 0xfffe;
    return control || noncharacter;
}

std::string numericReplacement(char32_t number)
{
    std::string utf8;
    if (number == 0 || number > 0x10ffff || (number >= 0xd800 && number <= 0xdfff))
        appendUtf8(0xfffd, utf8);
    else if (number >= 0x80 && number < 0xa0)
        appendUtf8(kWindows1252[number - 0x80], utf8);
    else if (!isForbidden(number))
        appendUtf8(number, utf8);
    return utf8;
}

/// `text` begins behind "&#".
std::optional<Reference> numericReference(std::string_view text)
{
    const bool hexadecimal = text.starts_with('x') || text.starts_with('X');
    const std::string_view digits = hexadecimal ? "0123456789abcdefABCDEF" : "0123456789";
    const std::size_t begin = hexadecimal ? 1 : 0;
    const std::size_t end = std::min(text.find_first_not_of(digits, begin), text.size());
    if (end <= begin)
        return std::nullopt;
    char32_t number = 0;
    for (const char digit : text.substr(begin, end - begin)) {
        const int value = digit <= '9' ? digit - '0' : (digit | 0x20) - 'a' + 10;
        number = std::min<char32_t>(number * (hexadecimal ? 16 : 10) + static_cast<char32_t>(value), 0x110000);
    }
    const bool closed = end < text.size() && text[end] == ';';
    return Reference{numericReplacement(number), end + (closed ? 1 : 0)};
}

/// `text` begins behind "&". The whole name if it is closed by a semicolon, else the longest beginning that is one of
/// the names, all of Latin-1, that browsers read without a semicolon.
std::optional<Reference> namedReference(std::string_view text)
{
    constexpr std::size_t kLongestName = 8;
    const auto isAlphanumeric = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    };
    const std::string_view start = text.substr(0, kLongestName + 1);
    const auto size = static_cast<std::size_t>(std::ranges::find_if_not(start, isAlphanumeric) - start.begin());
    std::string utf8;
    if (size < start.size() && start[size] == ';') {
        if (const Entity *entity = findEntity(start.substr(0, size))) {
            appendUtf8(entity->codePoint, utf8);
            return Reference{utf8, size + 1};
        }
    }
    for (std::size_t prefix = std::min(size, kLongestName); prefix >= 2; --prefix) {
        const Entity *entity = findEntity(start.substr(0, prefix));
        if (entity && entity->codePoint < 256 && entity->name != "apos") {
            appendUtf8(entity->codePoint, utf8);
            return Reference{utf8, prefix};
        }
    }
    return std::nullopt;
}

}

std::string decodeHtmlEntities(std::string_view text)
{
    std::string result;
    result.reserve(text.size());
    while (!text.empty()) {
        const std::size_t ampersand = std::min(text.find('&'), text.size());
        result += text.substr(0, ampersand);
        text.remove_prefix(ampersand);
        if (text.empty())
            break;
        const std::size_t prefix = text.starts_with("&#") ? 2 : 1;
        const auto reference = prefix == 2 ? numericReference(text.substr(2)) : namedReference(text.substr(1));
        result += reference ? std::string_view(reference->replacement) : text.substr(0, 1);
        text.remove_prefix(reference ? prefix + reference->size : 1);
    }
    return result;
}

}
