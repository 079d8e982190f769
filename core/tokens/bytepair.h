// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tokens/tokenizerfile.h"
#include "core/tokens/tokenmodel.h"

#include <array>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace headscope {

/// The order in which CLIP's vocabulary lists the 256 bytes: first those that are printable in Latin-1.
std::array<std::uint8_t, 256> bytesInVocabularyOrder();

/// The printable character, as UTF-8, that stands for each byte in a byte-level vocabulary: itself if it is printable
/// in Latin-1, else one from U+0100 on.
std::array<std::string, 256> byteSymbols();

/// CLIP's byte-level byte-pair encoding: text is cleaned (HTML entities, white space, lower case), split into words,
/// and each word's bytes are merged pair by pair, best rank first; the last piece of a word ends in "</w>".
class BytePair : public TokenModel
{
public:
    explicit BytePair(const TokenizerFile &file);

    std::string cleaned(std::string_view text) const override;
    void append(std::string_view clean, std::vector<std::int64_t> &ids) const override;
    std::string_view kind() const override { return "byte-level BPE"; }

private:
    struct RankedMerge
    {
        std::size_t rank;
        std::int64_t result;
    };

    std::vector<std::int64_t> mergedWord(std::string_view word) const;
    const RankedMerge *findMerge(std::int64_t left, std::int64_t right) const;

    bool m_composes;
    std::string m_startToken;
    std::string m_endToken;
    std::int64_t m_startId;
    std::int64_t m_endId;
    /// By byte: its id within a word, and at the end of one; `unknown` for a byte that the vocabulary lacks, −1 (left
    /// out) if it has no such id either.
    std::array<std::int64_t, 256> m_innerIds;
    std::array<std::int64_t, 256> m_lastIds;
    std::unordered_map<std::uint64_t, RankedMerge> m_merges;

    mutable std::shared_mutex m_cacheMutex;
    mutable std::unordered_map<std::string, std::vector<std::int64_t>> m_cache;
};

}
