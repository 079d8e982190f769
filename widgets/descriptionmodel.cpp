// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/descriptionmodel.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace headscope {

void DescriptionModel::setDescriptions(QList<Description> descriptions)
{
    beginResetModel();
    m_descriptions = std::move(descriptions);
    m_largestShare = 0.0;
    for (const Description &description : m_descriptions) {
        if (description.share.isKnown())
            m_largestShare = std::max(m_largestShare, description.share.value);
    }
    endResetModel();
}

int DescriptionModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_descriptions.size());
}

QVariant DescriptionModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Description &description = m_descriptions[index.row()];
    switch (role) {
    case Qt::DisplayRole:
        return description.text;
    case RankRole:
        return index.row() + 1;
    case ShareRole:
        return description.share.isKnown() ? QVariant(description.share.value) : QVariant();
    case ShareTextRole:
        return shareText(description.share);
    case ShareOfLargestRole:
        return description.share.isKnown() && m_largestShare > 0.0 ? description.share.value / m_largestShare : 0.0;
    case ConceptRole:
        return description.conceptTag;
    case Qt::AccessibleTextRole: {
        QStringList parts{tr("%1: %2").arg(index.row() + 1).arg(description.text)};
        parts.append(description.share.isKnown()          ? tr("%1 of the variance").arg(shareText(description.share))
                     : description.share.reason.isEmpty() ? tr("not computed yet")
                                                          : description.share.reason);
        if (!description.conceptTag.isEmpty())
            parts.append(tr("concept %1").arg(description.conceptTag));
        return parts.join(QStringLiteral(", "));
    }
    case Qt::ToolTipRole: {
        QStringList lines{description.text};
        lines.append(description.share.isKnown()
                         ? tr("explains %1 of the head's variance").arg(shareText(description.share))
                     : description.share.reason.isEmpty() ? tr("share not computed yet")
                                                          : description.share.reason);
        lines.append(tr("Click or Enter shows where the head sees it"));
        return lines.join(u'\n');
    }
    default:
        return {};
    }
}

QString DescriptionModel::shareText(const Figure &share) const
{
    switch (share.state) {
    case Figure::State::Known:
        return NumberFormat{.decimals = 1, .percent = true}.text(share.value);
    case Figure::State::Undefined:
        return QStringLiteral("–");
    case Figure::State::Pending:
        return QStringLiteral("…");
    }
    Q_UNREACHABLE();
}

}
