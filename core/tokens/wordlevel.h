// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tokens/tokenizerfile.h"
#include "core/tokens/tokenmodel.h"

#include <string>
#include <unordered_map>
#include <vector>

namespace headscope {

/// One id a word: text is split into runs of word characters and runs of punctuation, each looked up whole. What a
/// model trained on a few hundred words needs.
class WordLevel : public TokenModel
{
public:
    /// `file.unknown` must be set.
    explicit WordLevel(const TokenizerFile &file);

    std::string cleaned(std::string_view text) const override;
    void append(std::string_view clean, std::vector<std::int64_t> &ids) const override;
    std::vector<std::string> unknownWords(std::string_view clean) const override;
    std::string_view kind() const override { return "word level"; }

private:
    bool m_composes;
    bool m_lowersCase;
    std::int64_t m_unknown;
    std::unordered_map<std::string, std::int64_t> m_ids;
};

}
