// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include <optional>

#include "widgets/figures/groupbars.h"

namespace headscope {

/// The rows of GroupBars: a title for each class, then its groups.
class GroupBarsModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        IsTitleRole = Qt::UserRole, ///< bool
        ClassRole,                  ///< QString
        ValueNameRole,              ///< QString: the attribute's value; empty in titles
        GroupRole,                  ///< int: the value's place, for colour and marker
        NowRole,                    ///< double, invalid if there is none
        BeforeRole,                 ///< double, invalid if there is none or nothing changed
        NumberTextRole,             ///< QString: now; in titles the gap
        ImagesTextRole,             ///< QString: "n 120"
        IsFewRole,                  ///< bool: fewer than kFewImages
        IsWorstRole                 ///< bool
    };

    /// Below this many images a group is marked.
    static constexpr int kFewImages = 10;

    using QAbstractListModel::QAbstractListModel;

    void setGroups(const QString &attribute, QList<GroupFigures> groups, bool hasChange);
    void setOrder(GroupBars::Order order);
    const QStringList &values() const { return m_values; }
    /// What needs the most room.
    QString longestImagesText() const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    /// Or one of those as bad; of groups that are large enough.
    bool isWorst(const GroupFigures &group) const;
    /// A class, and, unless it is a title, one of its groups.
    struct Row
    {
        QString className;
        Figure gap;
        int group = -1;
    };

    void sortRows();
    Figure gapOf(const QList<int> &groups) const;
    QString imagesText(int images) const;
    QString numberText(const Figure &figure) const;
    QString description(const Row &row) const;

    QString m_attribute;
    QList<GroupFigures> m_groups;
    QStringList m_values;
    bool m_hasChange = false;
    std::optional<double> m_worst; ///< the accuracy of the worst group, or groups
    GroupBars::Order m_order = GroupBars::Order::Gap;
    QList<Row> m_rows;
};

}
