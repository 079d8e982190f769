// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// How a tokenizer turns text into ids, start and end token aside. Safe to use from several threads.
class TokenModel
{
public:
    virtual ~TokenModel() = default;

    /// A text (UTF-8) as it is split into words: decoded, composed, in lower case, as the model wants it.
    virtual std::string cleaned(std::string_view text) const = 0;
    /// Adds the ids of a cleaned text to `ids`.
    virtual void append(std::string_view clean, std::vector<std::int64_t> &ids) const = 0;
    /// Words of a cleaned text that have no id of their own, as they are looked up, in its order. One who spells words
    /// out, as byte pairs do, knows them all.
    virtual std::vector<std::string> unknownWords(std::string_view) const { return {}; }
    /// For a person to read, e.g. "byte-level BPE".
    virtual std::string_view kind() const = 0;
};

}
