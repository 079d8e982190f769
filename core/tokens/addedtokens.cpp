// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/addedtokens.h"

#include "core/tokens/unicode.h"

#include <algorithm>

namespace headscope {
namespace {

const AddedToken *tokenAt(const std::vector<AddedToken> &tokens, std::string_view rest)
{
    const auto found =
        std::ranges::find_if(tokens, [rest](const AddedToken &token) { return rest.starts_with(token.content); });
    return found == tokens.end() ? nullptr : &*found;
}

bool beginsWithWord(std::string_view text)
{
    std::size_t position = 0;
    return !text.empty() && isWordCharacter(nextCodePoint(text, position));
}

bool endsWithWord(std::string_view text)
{
    if (text.empty())
        return false;
    std::size_t last = text.size() - 1;
    while (last > 0 && (text[last] & 0xc0) == 0x80)
        --last;
    return beginsWithWord(text.substr(last));
}

/// Bytes of white space that the text begins with.
std::size_t blanksBefore(std::string_view text)
{
    const std::string_view content = trimmed(text);
    return content.empty() ? text.size() : static_cast<std::size_t>(content.data() - text.data());
}

std::size_t blanksAfter(std::string_view text)
{
    return text.size() - (trimmed(text).empty() ? 0 : blanksBefore(text) + trimmed(text).size());
}

template <typename OnToken, typename OnText>
void splitAt(const std::vector<AddedToken> &tokens, std::string_view text, const OnToken &onToken, const OnText &onText)
{
    std::size_t done = 0;
    for (std::size_t position = 0; !tokens.empty() && position < text.size();) {
        const AddedToken *token = tokenAt(tokens, text.substr(position));
        if (!token) {
            ++position;
            continue;
        }
        std::size_t begin = position;
        std::size_t end = position + token->content.size();
        position = end;
        if (token->singleWord && (endsWithWord(text.substr(0, begin)) || beginsWithWord(text.substr(end))))
            continue;
        if (token->stripsLeft && begin > done)
            begin -= blanksAfter(text.substr(done, begin - done));
        if (token->stripsRight)
            end += blanksBefore(text.substr(end));
        position = end;
        if (begin > done)
            onText(text.substr(done, begin - done));
        onToken(token->id);
        done = end;
    }
    if (done < text.size())
        onText(text.substr(done));
}

}

AddedTokens::AddedTokens(std::vector<AddedToken> tokens, Clean clean)
    : m_clean(std::move(clean))
{
    for (AddedToken &token : tokens) {
        if (token.normalised)
            token.content = m_clean(token.content);
    }
    std::ranges::stable_sort(tokens, std::greater(), [](const AddedToken &token) { return token.content.size(); });
    for (AddedToken &token : tokens) {
        if (!token.content.empty())
            (token.normalised ? m_cleaned : m_asGiven).push_back(std::move(token));
    }
}

void AddedTokens::split(std::string_view text, const std::function<void(std::int64_t)> &onToken,
                        const std::function<void(std::string_view)> &onText) const
{
    splitAt(m_asGiven, text, onToken,
            [&](std::string_view given) { splitAt(m_cleaned, m_clean(given), onToken, onText); });
}

}
