// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/comparetablemodel.h"

#include <QStringList>

#include <algorithm>
#include <utility>

namespace headscope {

void CompareTableModel::setStates(QList<CompareColumn> columns, QList<CompareRow> rows)
{
    // Names and figures that change leave rows where they are, and with them a name that is being edited.
    const bool sameShape = columns == m_columns && !rows.isEmpty() && rows.size() == m_rows.size();
    if (!sameShape)
        beginResetModel();
    m_columns = std::move(columns);
    m_rows = std::move(rows);
    if (sameShape)
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, columnCount() - 1));
    else
        endResetModel();
}

int CompareTableModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int CompareTableModel::columnCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : 1 + int(m_columns.size());
}

QVariant CompareTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const CompareRow &row = m_rows[index.row()];
    if (role == CurrentRole)
        return row.isCurrent;
    if (role == ReferenceRole)
        return row.isReference;
    return index.column() == 0 ? nameData(row, role) : figureData(row, index.column() - 1, role);
}

QVariant CompareTableModel::nameData(const CompareRow &row, int role) const
{
    const QString state = stateText(row);
    switch (role) {
    case Qt::DisplayRole:
    case Qt::EditRole:
        return row.name;
    case DetailRole:
        return state.isEmpty() ? row.detail : row.detail.isEmpty() ? state : state + QStringLiteral(" · ") + row.detail;
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        QStringList parts{row.name, row.detail, state};
        parts.removeAll(QString());
        return parts.join(role == Qt::ToolTipRole ? QStringLiteral("\n") : QStringLiteral(", "));
    }
    default:
        return {};
    }
}

QVariant CompareTableModel::figureData(const CompareRow &row, int column, int role) const
{
    const CompareColumn &metric = m_columns[column];
    const Figure &figure = row.figures[column];
    const QString text = figure.isKnown()                           ? metric.format.text(figure.value)
                         : figure.state == Figure::State::Undefined ? QStringLiteral("–")
                                                                    : QStringLiteral("…");
    const FigureInterval change = interval(row, column);
    const QString verdict = change.judgement(difference(row, column), metric.format, metric.better);
    switch (role) {
    case Qt::DisplayRole:
        return text;
    case DetailRole:
        return differenceText(row, column);
    case JudgementRole:
        return verdict;
    case Qt::TextAlignmentRole:
        return int(Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole: {
        QStringList parts{metric.name + u' ' + text};
        if (figure.state == Figure::State::Pending)
            parts = QStringList{tr("%1: not computed yet").arg(metric.name)};
        else if (!figure.isKnown())
            parts.append(figure.reason);
        else if (const QString difference = differenceText(row, column); !difference.isEmpty())
            parts.append(tr("%1 against the reference").arg(difference));
        if (!verdict.isEmpty())
            parts.append(verdict);
        if (const QString range = change.text(metric.format, true); !range.isEmpty())
            parts.append(tr("95 % interval of the difference, paired: %1").arg(range));
        if (figure.images > 0)
            parts.append(tr("n = %1").arg(countText(figure.images)));
        return parts.join(role == Qt::ToolTipRole ? QStringLiteral("\n") : QStringLiteral(", "));
    }
    default:
        return {};
    }
}

/// From the reference; unknown for the reference itself.
Figure CompareTableModel::difference(const CompareRow &row, int column) const
{
    const auto reference =
        std::find_if(m_rows.begin(), m_rows.end(), [](const CompareRow &other) { return other.isReference; });
    if (row.isReference || reference == m_rows.end())
        return {};
    const Figure &before = reference->figures[column];
    const Figure &now = row.figures[column];
    return before.isKnown() && now.isKnown() ? Figure::known(now.value - before.value, now.images) : Figure();
}

QString CompareTableModel::differenceText(const CompareRow &row, int column) const
{
    const Figure change = difference(row, column);
    if (!change.isKnown())
        return {};
    const NumberFormat &format = m_columns[column].format;
    const QString sign = arrow(change, format);
    return sign.isEmpty() ? format.signedText(change.value) : sign + u' ' + format.signedText(change.value);
}

FigureInterval CompareTableModel::interval(const CompareRow &row, int column) const
{
    return difference(row, column).isKnown() ? row.changes.value(column) : FigureInterval();
}

QString CompareTableModel::stateText(const CompareRow &row) const
{
    QStringList parts;
    if (row.isCurrent)
        parts.append(tr("now"));
    if (row.isReference)
        parts.append(tr("reference"));
    return parts.join(QStringLiteral(" · "));
}

bool CompareTableModel::setData(const QModelIndex &index, const QVariant &value, int role)
{
    const QString name = value.toString().trimmed();
    if (role != Qt::EditRole || !(flags(index) & Qt::ItemIsEditable) || name.isEmpty() ||
        name == m_rows[index.row()].name)
        return false;
    Q_EMIT nameWished(index.row(), name);
    return true;
}

Qt::ItemFlags CompareTableModel::flags(const QModelIndex &index) const
{
    Qt::ItemFlags flags = QAbstractTableModel::flags(index);
    if (index.isValid() && index.column() == 0 && m_rows[index.row()].hasOwnName)
        flags |= Qt::ItemIsEditable;
    return flags;
}

QVariant CompareTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    const bool isName = section == 0;
    switch (role) {
    case Qt::DisplayRole:
        return isName ? tr("Ablation") : m_columns[section - 1].name;
    case Qt::ToolTipRole:
        return isName ? tr("What is ablated") : m_columns[section - 1].explanation;
    case Qt::TextAlignmentRole:
        return int((isName ? Qt::AlignLeft : Qt::AlignRight) | Qt::AlignVCenter);
    default:
        return {};
    }
}

}
