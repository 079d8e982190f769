// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tokens/addedtokens.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

namespace headscope {

/// Two neighbouring pieces that may become one.
struct Merge
{
    std::int64_t left;
    std::int64_t right;
    std::int64_t result;
};

/// What the files of a tokenizer say, whatever their format, checked: every id is there once and in range, every merge
/// is of known pieces, the start and end token exist.
struct TokenizerFile
{
    enum class Model { BytePair, WordLevel };

    Model model = Model::BytePair;
    /// Piece → id, the special tokens included.
    std::unordered_map<std::string, std::int64_t> ids;
    /// Those that are found before a text is split into words.
    std::vector<AddedToken> added;
    /// In the order of their rank; BytePair only.
    std::vector<Merge> merges;
    /// The id of what isn't in the vocabulary, if there is one.
    std::optional<std::int64_t> unknown;
    /// Whether accents are composed (normalisation form C), and letters made lower case, first.
    bool composes = false;
    bool lowersCase = true;
    std::string startToken;
    std::string endToken;

    /// One more than the largest id.
    std::int64_t size() const;
};

/// Reads a folder (which holds one of the following, looked for in this order) or a file: tokenizer.json of the Hugging
/// Face tokenizers library, vocab.json with merges.txt beside it (and added_tokens.json and tokenizer_config.json,
/// which may name added tokens), or CLIP's vocabulary bpe_simple_vocab_16e6.txt, gzipped or not. Throws InputError
/// naming the file and the first thing wrong with it.
TokenizerFile readTokenizerFile(const std::filesystem::path &path);

}
