// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/wordlevel.h"

#include "core/tokens/unicode.h"

namespace headscope {

namespace {

enum class CharacterClass { Space, Word, Punctuation };

CharacterClass classOf(char32_t codePoint)
{
    if (isWhiteSpace(codePoint))
        return CharacterClass::Space;
    return isWordCharacter(codePoint) ? CharacterClass::Word : CharacterClass::Punctuation;
}

/// What is looked up: runs of word characters, and of punctuation.
std::vector<std::string> split(std::string_view clean)
{
    std::vector<std::string> runs;
    std::string run;
    CharacterClass runClass = CharacterClass::Space;
    const auto finishRun = [&] {
        if (runClass != CharacterClass::Space)
            runs.push_back(run);
        run.clear();
    };
    for (std::size_t position = 0; position < clean.size();) {
        const std::size_t begin = position;
        const CharacterClass characterClass = classOf(nextCodePoint(clean, position));
        if (characterClass != runClass)
            finishRun();
        runClass = characterClass;
        run.append(clean, begin, position - begin);
    }
    finishRun();
    return runs;
}

}

WordLevel::WordLevel(const TokenizerFile &file)
    : m_composes(file.composes)
    , m_lowersCase(file.lowersCase)
    , m_unknown(file.unknown.value())
    , m_ids(file.ids)
{
}

std::string WordLevel::cleaned(std::string_view text) const
{
    const std::string clean = m_composes ? composed(text) : std::string(text);
    return m_lowersCase ? lowerCase(clean) : clean;
}

void WordLevel::append(std::string_view clean, std::vector<std::int64_t> &ids) const
{
    for (const std::string &run : split(clean)) {
        const auto found = m_ids.find(run);
        ids.push_back(found != m_ids.end() ? found->second : m_unknown);
    }
}

std::vector<std::string> WordLevel::unknownWords(std::string_view clean) const
{
    std::vector<std::string> words = split(clean);
    std::erase_if(words, [this](const std::string &word) { return m_ids.contains(word); });
    return words;
}

}
