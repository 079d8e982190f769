// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include "widgets/messages/entryfilter.h"

namespace headscope {

/// The command palette's rows: a title for each group, its entries, and how many more there are.
class HitModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        EntryRole = Qt::UserRole, ///< int: the entry's index; −1: a title or a "more" line, which nobody can choose
        DetailRole,               ///< QString: the details, first the one that was sought
        TitleRole                 ///< bool
    };

    explicit HitModel(const EntryFilter &filter, QObject *parent = nullptr);

    void setHits(const std::vector<EntryFilter::GroupHits> &hits);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

private:
    struct Row
    {
        EntryFilter::Hit hit = {.entry = -1};
        QString words = {}; ///< of a title or a "more" line
        bool isTitle = false;
    };

    const EntryFilter &m_filter;
    QList<Row> m_rows;
};

}
