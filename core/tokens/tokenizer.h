// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

class AddedTokens;
class TokenModel;
struct TokenizerFile;

/// Turns texts into the ids a text tower reads. A value that is cheap to copy, never changes, and may be used by
/// several threads at once.
class Tokenizer
{
public:
    /// From a folder or a file; see readTokenizerFile() for the formats. Throws InputError.
    static Tokenizer load(const std::filesystem::path &path);

    /// Start token, the ids of `text` (UTF-8), end token; as many as there are. Tokens that were added to a vocabulary
    /// are found first, see AddedTokens.
    std::vector<std::int64_t> tokens(std::string_view text) const;

    /// Words of `text` (UTF-8) that the vocabulary lacks, lower-cased if it is, in the order of the text: all of them
    /// are read as one and the same unknown token. None with byte pairs, which spell every word.
    std::vector<std::string> unknownWords(std::string_view text) const;

    /// One row a text, [texts, context]: the tokens, then zeros, whatever the vocabulary calls padding: what follows
    /// the end token has no influence. A row that is too long is cut, and its last id is the end token.
    IntArray encode(std::span<const std::string> texts, int context) const;

    std::int64_t startToken() const { return m_startToken; }
    std::int64_t endToken() const { return m_endToken; }
    /// One more than the largest id.
    std::int64_t vocabularySize() const { return m_vocabularySize; }
    /// What it was loaded from.
    const std::filesystem::path &file() const { return m_file; }
    /// For a person to read, e.g. "byte-level BPE".
    std::string_view kind() const;

private:
    Tokenizer(const std::filesystem::path &path, const TokenizerFile &file);

    std::filesystem::path m_file;
    std::shared_ptr<const TokenModel> m_model;
    std::shared_ptr<const AddedTokens> m_added;
    std::int64_t m_startToken;
    std::int64_t m_endToken;
    std::int64_t m_vocabularySize;
};

/// Writes a tokenizer.json (Hugging Face tokenizers) with one id a word, in the order given, letters made lower case.
/// Ids: 0 "<pad>", 1 "<unk>", the words, "<start_of_text>", "<end_of_text>". The end token has the largest id because
/// text towers find it as the first position of the largest id. `words` are lower case, without blanks, each there
/// once.
void writeWordLevelTokenizer(const std::vector<std::string> &words, const std::filesystem::path &path);

}
