// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/bytepair.h"

#include "core/tokens/htmlentities.h"
#include "core/tokens/unicode.h"

#include <algorithm>
#include <mutex>
#include <numeric>
#include <queue>
#include <tuple>

namespace headscope {

namespace {

/// Enough for every word of a large pool; what comes later is merged anew each time.
constexpr std::size_t kCachedWords = 100'000;

constexpr std::string_view kContractions[] = {"'s", "'t", "'re", "'ve", "'m", "'ll", "'d"};

bool isPrintableLatin1(int byte)
{
    return (byte >= '!' && byte <= '~') || (byte >= 0xa1 && byte <= 0xac) || (byte >= 0xae && byte <= 0xff);
}

/// Ids are below 2³².
std::uint64_t pairKey(std::int64_t left, std::int64_t right)
{
    return static_cast<std::uint64_t>(left) << 32 | static_cast<std::uint64_t>(right);
}

/// Bytes of the run of code points that `text`, not empty, begins with and that satisfy `predicate`.
template <typename Predicate>
std::size_t runLength(std::string_view text, Predicate predicate)
{
    std::size_t end = 0;
    for (std::size_t next = 0; next < text.size() && predicate(nextCodePoint(text, next));)
        end = next;
    return end;
}

/// Bytes of the first word of `text`, which doesn't begin with a blank: a contraction, a run of letters, one digit, or
/// a run of anything else.
std::size_t wordLength(std::string_view text)
{
    for (const std::string_view contraction : kContractions) {
        if (text.starts_with(contraction))
            return contraction.size();
    }
    if (const std::size_t letters = runLength(text, isLetter))
        return letters;
    std::size_t next = 0;
    if (isNumber(nextCodePoint(text, next)))
        return next;
    return runLength(text, [](char32_t c) { return !isWhiteSpace(c) && !isLetter(c) && !isNumber(c); });
}

}

std::array<std::uint8_t, 256> bytesInVocabularyOrder()
{
    std::array<std::uint8_t, 256> bytes;
    std::iota(bytes.begin(), bytes.end(), std::uint8_t(0));
    std::stable_partition(bytes.begin(), bytes.end(), isPrintableLatin1);
    return bytes;
}

std::array<std::string, 256> byteSymbols()
{
    std::array<std::string, 256> symbols;
    char32_t standIn = 0x100;
    for (const std::uint8_t byte : bytesInVocabularyOrder())
        appendUtf8(isPrintableLatin1(byte) ? byte : standIn++, symbols[byte]);
    return symbols;
}

BytePair::BytePair(const TokenizerFile &file)
    : m_composes(file.composes)
    , m_startToken(file.startToken)
    , m_endToken(file.endToken)
    , m_startId(file.ids.at(file.startToken))
    , m_endId(file.ids.at(file.endToken))
{
    const auto idOf = [&file](const std::string &symbol) {
        const auto found = file.ids.find(symbol);
        return found != file.ids.end() ? found->second : file.unknown.value_or(-1);
    };
    const std::array<std::string, 256> symbols = byteSymbols();
    std::ranges::transform(symbols, m_innerIds.begin(), idOf);
    std::ranges::transform(symbols, m_lastIds.begin(),
                           [&](const std::string &symbol) { return idOf(symbol + "</w>"); });

    m_merges.reserve(file.merges.size());
    for (std::size_t rank = 0; rank < file.merges.size(); ++rank) {
        const Merge &merge = file.merges[rank];
        m_merges.try_emplace(pairKey(merge.left, merge.right), RankedMerge{rank, merge.result});
    }
}

void BytePair::append(std::string_view clean, std::vector<std::int64_t> &ids) const
{
    std::string_view rest = clean;
    while (!rest.empty()) {
        if (rest.front() == ' ') {
            rest.remove_prefix(1);
        } else if (rest.starts_with(m_startToken)) {
            ids.push_back(m_startId);
            rest.remove_prefix(m_startToken.size());
        } else if (rest.starts_with(m_endToken)) {
            ids.push_back(m_endId);
            rest.remove_prefix(m_endToken.size());
        } else {
            const std::size_t length = wordLength(rest);
            const std::vector<std::int64_t> word = mergedWord(rest.substr(0, length));
            ids.insert(ids.end(), word.begin(), word.end());
            rest.remove_prefix(length);
        }
    }
}

std::string BytePair::cleaned(std::string_view text) const
{
    // Twice, because captions from the web are often escaped twice: "&amp;lt;".
    const std::string decoded = decodeHtmlEntities(decodeHtmlEntities(text));
    return lowerCase(simplified(m_composes ? composed(decoded) : decoded));
}

const BytePair::RankedMerge *BytePair::findMerge(std::int64_t left, std::int64_t right) const
{
    const auto found = left >= 0 && right >= 0 ? m_merges.find(pairKey(left, right)) : m_merges.end();
    return found != m_merges.end() ? &found->second : nullptr;
}

std::vector<std::int64_t> BytePair::mergedWord(std::string_view word) const
{
    const std::string key(word);
    {
        const std::shared_lock lock(m_cacheMutex);
        if (const auto cached = m_cache.find(key); cached != m_cache.end())
            return cached->second;
    }

    // Pieces are a linked list; a queue of possible merges, best rank and then leftmost first, keeps even a "word" of a
    // million bytes from taking quadratic time. An entry whose pieces have changed since it was queued is skipped.
    struct Piece
    {
        std::int64_t id;
        std::size_t previous;
        std::size_t next;
    };
    constexpr std::int64_t kGone = -2;
    const std::size_t end = word.size();
    std::vector<Piece> pieces(end);
    for (std::size_t index = 0; index < end; ++index) {
        const auto byte = static_cast<std::uint8_t>(word[index]);
        pieces[index] = {index + 1 == end ? m_lastIds[byte] : m_innerIds[byte], index - 1, index + 1};
    }

    using Candidate =
        std::tuple<std::size_t, std::size_t, std::int64_t, std::int64_t>; // rank, index, left id, right id
    std::priority_queue<Candidate, std::vector<Candidate>, std::greater<>> candidates;
    const auto consider = [&](std::size_t left) {
        const std::size_t right = pieces[left].next;
        if (right == end)
            return;
        if (const RankedMerge *merge = findMerge(pieces[left].id, pieces[right].id))
            candidates.emplace(merge->rank, left, pieces[left].id, pieces[right].id);
    };
    for (std::size_t index = 0; index < end; ++index)
        consider(index);
    while (!candidates.empty()) {
        const auto [rank, left, leftId, rightId] = candidates.top();
        candidates.pop();
        const std::size_t right = pieces[left].next;
        if (right == end || pieces[left].id != leftId || pieces[right].id != rightId)
            continue;
        pieces[left].id = findMerge(leftId, rightId)->result;
        pieces[left].next = pieces[right].next;
        pieces[right].id = kGone;
        if (pieces[left].next != end)
            pieces[pieces[left].next].previous = left;
        consider(left);
        if (left > 0)
            consider(pieces[left].previous);
    }

    std::vector<std::int64_t> ids;
    for (std::size_t index = 0; index < end; index = pieces[index].next) {
        if (pieces[index].id >= 0)
            ids.push_back(pieces[index].id);
    }
    const std::unique_lock lock(m_cacheMutex);
    if (m_cache.size() < kCachedWords)
        m_cache.emplace(key, ids);
    return ids;
}

}
