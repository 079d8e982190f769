// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/tokens/tokenizer.h"

#include <span>
#include <string>
#include <vector>

namespace headscope {

/// What a model doesn't read of texts as they are written.
struct UnreadTexts
{
    int cut = 0;                           ///< texts that are longer than it reads
    int unknown = 0;                       ///< texts with words that it doesn't know
    std::vector<std::string> unknownWords; ///< these words, each once, in the order of the texts
};

/// context: tokens of a text that the model reads, the first and last included.
UnreadTexts unreadTexts(const Tokenizer &tokenizer, std::span<const std::string> texts, int context);

}
