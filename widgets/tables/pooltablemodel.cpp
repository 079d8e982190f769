// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/pooltablemodel.h"

#include <algorithm>

namespace headscope {

void PoolTableModel::setTexts(const QList<PoolRow> &texts)
{
    const qsizetype shorter = std::min(texts.size(), m_texts.size());
    qsizetype same = 0;
    while (same < shorter && texts[same] == m_texts[same])
        ++same;
    qsizetype sameAtEnd = 0;
    while (sameAtEnd < shorter - same && texts[texts.size() - 1 - sameAtEnd] == m_texts[m_texts.size() - 1 - sameAtEnd])
        ++sameAtEnd;

    // Of the stretch between, what both lists have room for is changed in place.
    const qsizetype before = m_texts.size() - same - sameAtEnd;
    const qsizetype now = texts.size() - same - sameAtEnd;
    const qsizetype inPlace = std::min(before, now);
    std::copy_n(texts.begin() + same, inPlace, m_texts.begin() + same);
    if (inPlace > 0)
        Q_EMIT dataChanged(index(int(same), 0), index(int(same + inPlace) - 1, ColumnCount - 1));
    const qsizetype at = same + inPlace;
    if (before > inPlace) {
        beginRemoveRows({}, int(at), int(same + before) - 1);
        m_texts.remove(at, before - inPlace);
        endRemoveRows();
    } else if (now > inPlace) {
        beginInsertRows({}, int(at), int(same + now) - 1);
        m_texts = texts;
        endInsertRows();
    }
}

int PoolTableModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_texts.size()); }

int PoolTableModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

QVariant PoolTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const PoolRow &text = m_texts[index.row()];
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
    case Qt::ToolTipRole:
        return index.column() == TextColumn ? text.text : text.conceptTag;
    case Qt::AccessibleTextRole:
        if (index.column() == TextColumn)
            return text.text;
        return text.conceptTag.isEmpty() ? tr("no concept") : tr("concept %1").arg(text.conceptTag);
    default:
        return {};
    }
}

bool PoolTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    if (role != Qt::EditRole || !checkIndex(index, CheckIndexOption::IndexIsValid))
        return false;
    QList<PoolRow> texts = m_texts;
    PoolRow &text = texts[index.row()];
    const bool isText = index.column() == TextColumn;
    (isText ? text.text : text.conceptTag) = value.toString().simplified();
    if (text == m_texts[index.row()] || text.text.isEmpty()) // A text is removed by Delete, never by emptying it.
        return false;
    Q_EMIT editWished(texts, isText ? tr("Edit text") : tr("Edit concept"));
    return true;
}

QVariant PoolTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Vertical && role == Qt::DisplayRole)
        return section + 1;
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return section == TextColumn ? tr("Text") : tr("Concept");
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    default:
        return {};
    }
}

Qt::ItemFlags PoolTableModel::flags(const QModelIndex &index) const
{
    return index.isValid() ? QAbstractTableModel::flags(index) | Qt::ItemIsEditable | Qt::ItemNeverHasChildren
                           : Qt::NoItemFlags;
}

}
