// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messages/hitmodel.h"

#include "widgets/figures/figure.h"

namespace headscope {

namespace {

QString detailText(const Entry &entry, const EntryFilter::Hit &hit)
{
    QStringList details = entry.details;
    if (hit.detail > 0)
        details.move(hit.detail, 0);
    details.removeAll(QString()); // what isn't known
    return details.join(QStringLiteral(" · "));
}

}

HitModel::HitModel(const EntryFilter &filter, QObject *parent)
    : QAbstractListModel(parent)
    , m_filter(filter)
{
}

void HitModel::setHits(const std::vector<EntryFilter::GroupHits> &hits)
{
    beginResetModel();
    m_rows.clear();
    for (const EntryFilter::GroupHits &group : hits) {
        m_rows.append(Row{.words = group.group, .isTitle = true});
        for (const EntryFilter::Hit &hit : group.hits)
            m_rows.append(Row{.hit = hit});
        if (const int more = group.total - int(group.hits.size()); more > 0)
            m_rows.append(Row{.words = tr("and %Ln more", nullptr, more)});
    }
    endResetModel();
}

int HitModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant HitModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[index.row()];
    const Entry entry = row.hit.entry >= 0 ? m_filter.entries()[row.hit.entry] : Entry{.text = row.words};
    const QString detail = detailText(entry, row.hit);
    switch (role) {
    case Qt::DisplayRole:
        return entry.text;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return detail.isEmpty() ? entry.text : entry.text + QStringLiteral(": ") + detail;
    case EntryRole:
        return row.hit.entry;
    case DetailRole:
        return detail;
    case TitleRole:
        return row.isTitle;
    default:
        return {};
    }
}

Qt::ItemFlags HitModel::flags(const QModelIndex &index) const
{
    if (!index.isValid())
        return Qt::NoItemFlags;
    const bool isEntry = m_rows[index.row()].hit.entry >= 0;
    return isEntry ? Qt::ItemIsEnabled | Qt::ItemIsSelectable | Qt::ItemNeverHasChildren : Qt::ItemNeverHasChildren;
}

}
