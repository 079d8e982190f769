// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include "widgets/figures/figure.h"

namespace headscope {

/// A text that describes a head.
struct Description
{
    /// Whether it is about the head's concept. What is open waits for a person to judge.
    enum class Verdict { NotJudged, Open, Consistent, Inconsistent };

    QString text = {};
    Figure share = {};       ///< of the head's variance, 0 … 1
    QString conceptTag = {}; ///< such as "gender"; may be empty
    Verdict verdict = Verdict::NotJudged;
    QString judge = {};  ///< who says so: "pool tags", or a person
    QString remark = {}; ///< stands where a concept would, such as "yours: 3"
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
        SharesKnownRole,         ///< bool, the same for all: whether any has a share
        ConceptRole,             ///< QString
        RemarkRole,              ///< QString
        VerdictRole              ///< Description::Verdict as int
    };

    using QAbstractListModel::QAbstractListModel;

    /// The same texts keep their rows: only what is said of them is announced as changed.
    void setDescriptions(QList<Description> descriptions);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    QString shareText(const Figure &share) const;
    static QString verdictText(const Description &description);

    QList<Description> m_descriptions;
    double m_largestShare = 0.0;
};

}
