// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/groupbarsmodel.h"

#include <QCollator>

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

const NumberFormat kAccuracy{.decimals = 2};

}

void GroupBarsModel::setGroups(const QString &attribute, QList<GroupFigures> groups, bool hasChange)
{
    beginResetModel();
    m_attribute = attribute;
    m_groups = std::move(groups);
    m_hasChange = hasChange;
    m_values.clear();
    m_worst.reset();
    for (int group = 0; group < m_groups.size(); ++group) {
        const GroupFigures &accuracy = m_groups[group];
        if (!m_values.contains(accuracy.attributeValue))
            m_values.append(accuracy.attributeValue);
        if (accuracy.now.isKnown() && accuracy.now.images >= kFewImages && (!m_worst || accuracy.now.value < *m_worst))
            m_worst = accuracy.now.value;
    }
    sortRows();
    endResetModel();
}

void GroupBarsModel::setOrder(GroupBars::Order order)
{
    beginResetModel();
    m_order = order;
    sortRows();
    endResetModel();
}

Figure GroupBarsModel::gapOf(const QList<int> &groups) const
{
    QList<double> known;
    int images = 0;
    for (const int group : groups) {
        if (m_groups[group].now.images < kFewImages)
            continue; // a few pictures would make the widest gaps
        images += m_groups[group].now.images;
        if (m_groups[group].now.isKnown())
            known.append(m_groups[group].now.value);
    }
    if (known.size() < 2)
        return Figure::undefined(tr("fewer than two groups have ten pictures"), images);
    const auto [low, high] = std::minmax_element(known.begin(), known.end());
    return Figure::known(*high - *low, images);
}

void GroupBarsModel::sortRows()
{
    struct Class
    {
        QString name;
        QList<int> groups;
        Figure gap;
    };
    QList<Class> classes;
    for (int group = 0; group < m_groups.size(); ++group) {
        const QString &name = m_groups[group].className;
        const auto known =
            std::find_if(classes.begin(), classes.end(), [&](const Class &other) { return other.name == name; });
        if (known == classes.end())
            classes.append({name, {group}, {}});
        else
            known->groups.append(group);
    }
    for (Class &of : classes)
        of.gap = gapOf(of.groups);

    QCollator collator;
    collator.setNumericMode(true);
    std::stable_sort(classes.begin(), classes.end(), [&](const Class &left, const Class &right) {
        if (m_order == GroupBars::Order::Name)
            return collator.compare(left.name, right.name) < 0;
        const auto size = [](const Figure &gap) { return gap.isKnown() ? gap.value : -1.0; };
        return size(left.gap) > size(right.gap);
    });

    m_rows.clear();
    for (const Class &of : classes) {
        m_rows.append({of.name, of.gap, -1});
        for (const int group : of.groups)
            m_rows.append({of.name, {}, group});
    }
}

QString GroupBarsModel::imagesText(int images) const { return tr("n %1").arg(countText(images)); }

QString GroupBarsModel::longestImagesText() const
{
    int most = 0;
    for (const GroupFigures &group : m_groups)
        most = std::max(most, group.now.images);
    return imagesText(most);
}

QString GroupBarsModel::numberText(const Figure &figure) const
{
    switch (figure.state) {
    case Figure::State::Known:
        return kAccuracy.text(figure.value);
    case Figure::State::Undefined:
        return QStringLiteral("–");
    case Figure::State::Pending:
        return QStringLiteral("…");
    }
    Q_UNREACHABLE();
}

QString GroupBarsModel::description(const Row &row) const
{
    if (row.group < 0)
        return row.gap.isKnown() ? tr("%1: gap %2 between its groups").arg(row.className, numberText(row.gap))
                                 : tr("%1: no gap, %2").arg(row.className, row.gap.reason);
    const GroupFigures &group = m_groups[row.group];
    QStringList parts{tr("%1, %2 %3").arg(group.className, m_attribute, group.attributeValue)};
    switch (group.now.state) {
    case Figure::State::Known:
        parts.append(m_hasChange && group.before.isKnown()
                         ? tr("accuracy %1 before, %2 now").arg(numberText(group.before), numberText(group.now))
                         : tr("accuracy %1").arg(numberText(group.now)));
        break;
    case Figure::State::Undefined:
        parts.append(tr("undefined: %1").arg(group.now.reason));
        break;
    case Figure::State::Pending:
        parts.append(tr("not computed yet"));
        break;
    }
    parts.append(imagesText(group.now.images));
    if (group.now.images < kFewImages)
        parts.append(tr("fewer than ten: read it as a hint"));
    if (isWorst(group))
        parts.append(tr("the worst group"));
    return parts.join(QStringLiteral(" · "));
}

bool GroupBarsModel::isWorst(const GroupFigures &group) const
{
    return group.now.isKnown() && group.now.images >= kFewImages && group.now.value == m_worst;
}

int GroupBarsModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

QVariant GroupBarsModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Row &row = m_rows[index.row()];
    const bool isTitle = row.group < 0;
    const GroupFigures group = isTitle ? GroupFigures{.className = row.className} : m_groups[row.group];
    const auto value = [](const Figure &figure) { return figure.isKnown() ? QVariant(figure.value) : QVariant(); };
    switch (role) {
    case Qt::DisplayRole:
        return isTitle ? row.className : group.attributeValue;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return description(row);
    case IsTitleRole:
        return isTitle;
    case ClassRole:
        return row.className;
    case ValueNameRole:
        return group.attributeValue;
    case GroupRole:
        return int(m_values.indexOf(group.attributeValue));
    case NowRole:
        return value(group.now);
    case BeforeRole:
        return m_hasChange ? value(group.before) : QVariant();
    case NumberTextRole:
        return isTitle ? tr("gap %1").arg(numberText(row.gap)) : numberText(group.now);
    case ImagesTextRole:
        return isTitle ? QString() : imagesText(group.now.images);
    case IsFewRole:
        return !isTitle && group.now.images < kFewImages;
    case IsWorstRole:
        return !isTitle && isWorst(group);
    default:
        return {};
    }
}

}
