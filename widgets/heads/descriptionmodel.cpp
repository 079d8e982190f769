// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heads/descriptionmodel.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace headscope {

void DescriptionModel::setDescriptions(QList<Description> descriptions)
{
    const bool sameTexts =
        !descriptions.isEmpty() &&
        std::equal(descriptions.begin(), descriptions.end(), m_descriptions.begin(), m_descriptions.end(),
                   [](const Description &left, const Description &right) { return left.text == right.text; });
    if (!sameTexts)
        beginResetModel();
    m_descriptions = std::move(descriptions);
    m_largestShare = 0.0;
    for (const Description &description : m_descriptions) {
        if (description.share.isKnown())
            m_largestShare = std::max(m_largestShare, description.share.value);
    }
    if (sameTexts)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    else
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
    case SharesKnownRole:
        return m_largestShare > 0.0;
    case ConceptRole:
        return description.conceptTag;
    case RemarkRole:
        return description.remark;
    case VerdictRole:
        return int(description.verdict);
    case Qt::AccessibleTextRole: {
        QStringList parts{tr("%1: %2").arg(index.row() + 1).arg(description.text)};
        parts.append(description.share.isKnown()          ? tr("%1 of the variance").arg(shareText(description.share))
                     : description.share.reason.isEmpty() ? tr("not computed yet")
                                                          : description.share.reason);
        if (!description.conceptTag.isEmpty())
            parts.append(tr("concept %1").arg(description.conceptTag));
        if (!description.remark.isEmpty())
            parts.append(description.remark);
        if (description.verdict != Description::Verdict::NotJudged)
            parts.append(verdictText(description));
        return parts.join(QStringLiteral(", "));
    }
    case Qt::ToolTipRole: {
        QStringList lines{description.text};
        lines.append(description.share.isKnown()
                         ? tr("explains %1 of the head's variance").arg(shareText(description.share))
                     : description.share.reason.isEmpty() ? tr("share not computed yet")
                                                          : description.share.reason);
        if (!description.conceptTag.isEmpty())
            lines.append(tr("concept %1").arg(description.conceptTag));
        if (!description.remark.isEmpty())
            lines.append(description.remark);
        if (description.verdict != Description::Verdict::NotJudged)
            lines.append(description.verdict == Description::Verdict::Open
                             ? tr("nobody has judged whether it is about the head's concept; a click on the mark, or "
                                  "V, says that it is")
                             : tr("%1; a click on the mark, or V, says the opposite").arg(verdictText(description)));
        lines.append(tr("Click or Enter shows where the head sees it"));
        return lines.join(u'\n');
    }
    default:
        return {};
    }
}

QString DescriptionModel::verdictText(const Description &description)
{
    if (description.verdict == Description::Verdict::Open)
        return tr("not judged");
    return description.verdict == Description::Verdict::Consistent
               ? tr("about the head's concept (%1)").arg(description.judge)
               : tr("not about the head's concept (%1)").arg(description.judge);
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
