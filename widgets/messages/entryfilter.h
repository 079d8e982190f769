// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QStringList>
#include <QVariant>

#include <optional>
#include <vector>

namespace headscope {

/// Something the command palette finds: a head, a picture, a text, a command.
struct Entry
{
    QString group = {};
    QString text = {};
    QStringList details = {}; ///< Found too, such as a head's descriptions; or a command's shortcut.
    QVariant id = {};
};

/// Finds entries by words: each word typed must occur in the text, a detail or the group. If no entry has them all,
/// those whose text has the letters in their order. Fast enough to follow the typing through 50,000 entries: what is
/// typed further is sought only among what was found before.
class EntryFilter
{
public:
    struct Hit
    {
        int entry = 0;   ///< its index
        int detail = -1; ///< the detail that is what was sought, −1 if none is
    };

    /// A group's hits, the best first: those that are what was typed before those that begin with it, those in which a
    /// word does, and those that have it anywhere, such as a number in a longer one; the text goes before the details,
    /// and of these an earlier one before a later one. Those that have the words here and there come last.
    struct GroupHits
    {
        QString group = {};
        int total = 0;
        std::vector<Hit> hits = {}; ///< No more than the filter's limit.
    };

    void setEntries(QList<Entry> entries);
    const QList<Entry> &entries() const { return m_entries; }

    /// Groups in the order of their first entry; those that have the words here and there only go last, and those
    /// without a hit are left out. Without a word: everything.
    std::vector<GroupHits> find(const QString &query, int limitPerGroup);

private:
    /// What is sought in, lower-cased once.
    struct Haystack
    {
        QString text;
        QString details; ///< a line each
        int group = 0;
    };
    struct Found
    {
        int rank = 0; ///< 0 is the best
        Hit hit;
    };

    std::optional<Found> match(int entry, const QStringList &words) const;

    QList<Entry> m_entries;
    std::vector<Haystack> m_haystacks;
    QStringList m_groups;
    QString m_lastQuery;
    std::vector<int> m_candidates; ///< Whatever m_lastQuery may find, by words or by letters.
};

}
