// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QString>
#include <QVariant>

#include <vector>

namespace headscope {

/// Something the command palette finds: a head, a picture, a text, a command.
struct Entry
{
    QString group = {};
    QString text = {};
    QString detail = {}; ///< Found too, such as a head's descriptions; or a command's shortcut.
    QVariant id = {};
};

/// Finds entries by words: each word typed must occur in the text, the detail or the group. If no entry has them all,
/// those whose text has the letters in their order. Fast enough to follow the typing through 50,000 entries: what is
/// typed further is sought only among what was found before.
class EntryFilter
{
public:
    /// A group's hits, the best first.
    struct GroupHits
    {
        QString group = {};
        int total = 0;
        std::vector<int> entries = {}; ///< Indices; no more than the filter's limit.
    };

    void setEntries(QList<Entry> entries);
    const QList<Entry> &entries() const { return m_entries; }

    /// Groups in the order of their first entry; those without a hit are left out. Without a word: everything.
    std::vector<GroupHits> find(const QString &query, int limitPerGroup);

private:
    /// What is sought in, lower-cased once.
    struct Haystack
    {
        QString text;
        QString rest; ///< detail and group
        int group = 0;
    };

    /// 0 is the best, negative no hit.
    static int rank(const Haystack &haystack, const QStringList &words);

    QList<Entry> m_entries;
    std::vector<Haystack> m_haystacks;
    QStringList m_groups;
    QString m_lastQuery;
    std::vector<int> m_candidates; ///< Whatever m_lastQuery may find, by words or by letters.
};

}
