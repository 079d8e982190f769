// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/entryfilter.h"

#include <QHash>
#include <QStringList>

#include <algorithm>
#include <array>
#include <numeric>
#include <utility>

namespace headscope {

namespace {

/// How good a hit is, by where its words stand.
enum Rank { AtTheStart, AtAWord, InTheText, Elsewhere, ByLetters, RankCount };
constexpr int kNoHit = -1;

int rankOfWord(const QString &text, const QString &rest, const QString &word)
{
    qsizetype at = text.indexOf(word);
    if (at < 0)
        return rest.contains(word) ? Elsewhere : kNoHit;
    if (at == 0)
        return AtTheStart;
    while (at > 0 && text[at - 1].isLetterOrNumber())
        at = text.indexOf(word, at + 1);
    return at > 0 ? AtAWord : InTheText;
}

bool hasLetters(const QString &text, const QStringList &words)
{
    qsizetype at = 0;
    for (const QString &word : words) {
        for (const QChar letter : word) {
            at = text.indexOf(letter, at) + 1;
            if (at == 0)
                return false;
        }
    }
    return true;
}

}

void EntryFilter::setEntries(QList<Entry> entries)
{
    m_entries = std::move(entries);
    m_haystacks.clear();
    m_haystacks.reserve(std::size_t(m_entries.size()));
    m_groups.clear();
    QHash<QString, int> places;
    for (const Entry &entry : std::as_const(m_entries)) {
        if (!places.contains(entry.group)) {
            places.insert(entry.group, int(m_groups.size()));
            m_groups.append(entry.group);
        }
        m_haystacks.push_back(
            {entry.text.toLower(), (entry.detail + u'\n' + entry.group).toLower(), places.value(entry.group)});
    }
    m_lastQuery.clear();
    m_candidates.resize(m_haystacks.size());
    std::iota(m_candidates.begin(), m_candidates.end(), 0);
}

int EntryFilter::rank(const Haystack &haystack, const QStringList &words)
{
    int best = words.isEmpty() ? AtTheStart : RankCount;
    for (const QString &word : words) {
        const int ofWord = rankOfWord(haystack.text, haystack.rest, word);
        if (ofWord == kNoHit)
            return hasLetters(haystack.text, words) ? ByLetters : kNoHit;
        best = std::min(best, ofWord);
    }
    return best;
}

std::vector<EntryFilter::GroupHits> EntryFilter::find(const QString &query, int limitPerGroup)
{
    const QString typed = query.toLower();
    const QStringList words = typed.split(u' ', Qt::SkipEmptyParts);
    // More letters at the end only ever narrow what was found; anything else starts anew.
    if (!typed.startsWith(m_lastQuery)) {
        m_candidates.resize(m_haystacks.size());
        std::iota(m_candidates.begin(), m_candidates.end(), 0);
    }
    m_lastQuery = typed;

    std::vector<std::array<std::vector<int>, RankCount>> hits(std::size_t(m_groups.size()));
    bool anyByWords = false;
    std::erase_if(m_candidates, [&](int entry) {
        const Haystack &haystack = m_haystacks[std::size_t(entry)];
        const int ofEntry = rank(haystack, words);
        if (ofEntry == kNoHit)
            return true;
        anyByWords = anyByWords || ofEntry != ByLetters;
        hits[std::size_t(haystack.group)][std::size_t(ofEntry)].push_back(entry);
        return false;
    });

    std::vector<GroupHits> found;
    for (std::size_t group = 0; group < hits.size(); ++group) {
        GroupHits inGroup{.group = m_groups[qsizetype(group)]};
        for (int ofHits = anyByWords ? AtTheStart : ByLetters; ofHits <= (anyByWords ? Elsewhere : ByLetters);
             ++ofHits) {
            const std::vector<int> &entries = hits[group][std::size_t(ofHits)];
            const std::size_t room = std::size_t(limitPerGroup) - inGroup.entries.size();
            inGroup.total += int(entries.size());
            inGroup.entries.insert(inGroup.entries.end(), entries.begin(),
                                   entries.begin() + std::ptrdiff_t(std::min(room, entries.size())));
        }
        if (inGroup.total > 0)
            found.push_back(std::move(inGroup));
    }
    return found;
}

}
