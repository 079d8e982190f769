// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/unreadtexts.h"

#include <unordered_set>
#include <utility>

namespace headscope {

UnreadTexts unreadTexts(const Tokenizer &tokenizer, std::span<const std::string> texts, int context)
{
    UnreadTexts unread;
    std::unordered_set<std::string> seen;
    for (const std::string &text : texts) {
        unread.cut += static_cast<int>(tokenizer.tokens(text).size()) > context;
        const std::vector<std::string> words = tokenizer.unknownWords(text);
        unread.unknown += !words.empty();
        for (const std::string &word : words) {
            if (seen.insert(word).second)
                unread.unknownWords.push_back(word);
        }
    }
    return unread;
}

}
