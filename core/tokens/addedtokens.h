// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// A token that is found in a text as it is written, before the text is split into words.
struct AddedToken
{
    std::string content;
    std::int64_t id = 0;
    bool singleWord = false; ///< only where no word goes on before or after it
    bool stripsLeft = false; ///< takes the white space before it
    bool stripsRight = false;
    bool normalised = false; ///< looked for in the cleaned text, not in the text as it was given
};

/// Splits texts at added tokens, with the rules of the Hugging Face tokenizers library: the leftmost match counts, of
/// several the longest; first the tokens looked for in the text as it was given, then, in what is left of it and
/// cleaned, the others.
class AddedTokens
{
public:
    using Clean = std::function<std::string(std::string_view)>;

    AddedTokens(std::vector<AddedToken> tokens, Clean clean);

    /// Calls `onToken` with the id of each added token in `text` (UTF-8) and `onText` with what lies between, cleaned,
    /// in their order.
    void split(std::string_view text, const std::function<void(std::int64_t id)> &onToken,
               const std::function<void(std::string_view clean)> &onText) const;

private:
    std::vector<AddedToken> m_asGiven; ///< the longest first
    std::vector<AddedToken> m_cleaned;
    Clean m_clean;
};

}
