// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messages/entryfilter.h"

#include <QHash>

#include <algorithm>
#include <numeric>
#include <tuple>
#include <utility>

namespace headscope {

namespace {

/// Where in a line something stands, the best first.
enum Place { WholeLine, LineStart, WordStart, InsideAWord, PlaceCount };

// Ranks of hits: a place in the text, or one of these.
constexpr int kInDetail = PlaceCount; ///< and the place
constexpr int kInGroup = 2 * PlaceCount;
constexpr int kNowhere = kInGroup + 1;
constexpr int kScattered = kNowhere; ///< and the worst word's rank
constexpr int kByLetters = kScattered + kNowhere;

struct Standing
{
    int place = PlaceCount; ///< PlaceCount: nowhere
    int line = -1;
};

/// The best place of `words` in the lines of a text, and of equals the first.
Standing standing(const QString &lines, const QString &words)
{
    Standing best;
    for (qsizetype at = lines.indexOf(words); at >= 0 && best.place != WholeLine; at = lines.indexOf(words, at + 1)) {
        const qsizetype end = at + words.size();
        const bool startsLine = at == 0 || lines[at - 1] == u'\n';
        const bool endsLine = end == lines.size() || lines[end] == u'\n';
        const bool cutsNumber = !endsLine && words.back().isDigit() && lines[end].isDigit();
        const Place place = cutsNumber                         ? InsideAWord
                            : startsLine                       ? (endsLine ? WholeLine : LineStart)
                            : lines[at - 1].isLetterOrNumber() ? InsideAWord
                                                               : WordStart;
        if (place < best.place)
            best = {place, int(QStringView(lines).left(at).count(u'\n'))};
    }
    return best;
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
        QStringList details = entry.details;
        details.replaceInStrings(QStringLiteral("\n"), QStringLiteral(" ")); // a line is a detail
        m_haystacks.push_back({entry.text.toLower(), details.join(u'\n').toLower(), places.value(entry.group)});
    }
    m_lastQuery.clear();
    m_candidates.resize(m_haystacks.size());
    std::iota(m_candidates.begin(), m_candidates.end(), 0);
}

std::optional<EntryFilter::Found> EntryFilter::match(int entry, const QStringList &words) const
{
    const Haystack &haystack = m_haystacks[std::size_t(entry)];
    const auto found = [&](const QString &sought) -> Found {
        if (const int place = standing(haystack.text, sought).place; place < PlaceCount)
            return {place, {entry, -1}};
        if (const Standing detail = standing(haystack.details, sought); detail.place < PlaceCount)
            return {kInDetail + detail.place, {entry, detail.line}};
        return {m_groups[haystack.group].contains(sought, Qt::CaseInsensitive) ? kInGroup : kNowhere, {entry, -1}};
    };
    if (words.isEmpty())
        return Found{0, {entry, -1}};
    const Found together = found(words.join(u' '));
    if (together.rank < kNowhere)
        return together;
    Found worst{0, {entry, -1}};
    for (const QString &word : words)
        worst = std::max(worst, found(word), [](const Found &a, const Found &b) { return a.rank < b.rank; });
    if (worst.rank < kNowhere)
        return Found{kScattered + worst.rank, worst.hit};
    if (hasLetters(haystack.text, words))
        return Found{kByLetters, {entry, -1}};
    return std::nullopt;
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

    std::vector<std::vector<Found>> groups(std::size_t(m_groups.size()));
    bool anyByWords = false;
    std::erase_if(m_candidates, [&](int entry) {
        const std::optional<Found> found = match(entry, words);
        if (!found)
            return true;
        anyByWords = anyByWords || found->rank < kByLetters;
        groups[std::size_t(m_haystacks[std::size_t(entry)].group)].push_back(*found);
        return false;
    });

    std::vector<GroupHits> result;
    std::vector<GroupHits> apart;
    for (std::size_t group = 0; group < groups.size(); ++group) {
        std::vector<Found> &all = groups[group];
        if (anyByWords)
            std::erase_if(all, [](const Found &found) { return found.rank == kByLetters; });
        if (all.empty())
            continue;
        const auto shown = all.begin() + std::ptrdiff_t(std::min(all.size(), std::size_t(limitPerGroup)));
        std::partial_sort(all.begin(), shown, all.end(), [](const Found &a, const Found &b) {
            return std::tie(a.rank, a.hit.detail, a.hit.entry) < std::tie(b.rank, b.hit.detail, b.hit.entry);
        });
        const bool isApart = all.front().rank >= kScattered;
        GroupHits &hits =
            (isApart ? apart : result).emplace_back(GroupHits{m_groups[qsizetype(group)], int(all.size())});
        std::transform(all.begin(), shown, std::back_inserter(hits.hits), [](const Found &found) { return found.hit; });
    }
    std::ranges::move(apart, std::back_inserter(result));
    return result;
}

}
