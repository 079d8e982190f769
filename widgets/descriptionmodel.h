// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include "widgets/figure.h"

namespace headscope {

/// A text that describes a head.
struct Description
{
    QString text;
    Figure share;       ///< of the head's variance, 0 … 1
    QString conceptTag; ///< such as "gender"; may be empty
};

/// A head's descriptions in the order they were found.
class DescriptionModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        RankRole = Qt::UserRole, ///< int from 1
        ShareRole,               ///< double, invalid if unknown
        ShareTextRole,           ///< QString: "31.0 %", "–" or "…"
        ShareOfLargestRole,      ///< double 0 … 1: the length of the bar
        ConceptRole              ///< QString
    };

    using QAbstractListModel::QAbstractListModel;

    void setDescriptions(QList<Description> descriptions);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QString shareText(const Figure &share) const;

    QList<Description> m_descriptions;
    double m_largestShare = 0.0;
};

}
