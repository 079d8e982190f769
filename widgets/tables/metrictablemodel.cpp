// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/metrictablemodel.h"

#include <QStringList>

#include <algorithm>
#include <limits>
#include <utility>

namespace headscope {

namespace {

/// Now − baseline: pending while either is, undefined where either is.
Figure difference(const Figure &baseline, const Figure &now)
{
    for (const Figure *figure : {&now, &baseline}) {
        if (figure->state == Figure::State::Undefined)
            return *figure;
    }
    if (!baseline.isKnown() || !now.isKnown())
        return {};
    return Figure::known(now.value - baseline.value, now.images);
}

}

void MetricTableModel::setRows(QList<MetricRow> rows)
{
    if (!rows.isEmpty() && rows.size() == m_rows.size()) {
        m_rows = std::move(rows);
        Q_EMIT dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    } else {
        beginResetModel();
        m_rows = std::move(rows);
        endResetModel();
    }
}

int MetricTableModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_rows.size()); }

int MetricTableModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : ColumnCount; }

Figure MetricTableModel::figure(const MetricRow &row, int column)
{
    switch (column) {
    case BaselineColumn:
        return row.baseline;
    case DirectColumn:
        return row.direct;
    case DirectChangeColumn:
        return difference(row.baseline, row.direct);
    case ForwardColumn:
        return row.forward;
    case ForwardChangeColumn:
        return difference(row.baseline, row.forward);
    default:
        return {};
    }
}

FigureInterval MetricTableModel::interval(const MetricRow &row, int column)
{
    if (!figure(row, column).isKnown())
        return {};
    return column == BaselineColumn        ? row.baselineInterval
           : column == DirectChangeColumn  ? row.directChangeInterval
           : column == ForwardChangeColumn ? row.forwardChangeInterval
                                           : FigureInterval();
}

QString MetricTableModel::intervalText(const MetricRow &row, int column)
{
    return interval(row, column).text(row.format, isChange(column));
}

/// That of the baseline, and whether an ablation moves it; or why there is no figure.
QString MetricTableModel::placeText(const MetricRow &row) const
{
    if (row.baseline.state == Figure::State::Undefined)
        return row.baseline.reason;
    for (const QString &now : {row.directPlace, row.forwardPlace}) {
        if (!now.isEmpty() && now != row.baselinePlace)
            return tr("%1, changes").arg(row.baselinePlace);
    }
    return row.baselinePlace;
}

QVariant MetricTableModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const MetricRow &row = m_rows[index.row()];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return column == NameColumn ? row.name : numberText(row, column);
    case Qt::TextAlignmentRole:
        return int(column == NameColumn ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    case Qt::ToolTipRole:
        return toolTip(row, column);
    case Qt::AccessibleTextRole:
        return accessibleText(row, column);
    case FigureStateRole:
        return column < BaselineColumn ? QVariant() : QVariant(int(figure(row, column).state));
    case ValueRole: {
        const Figure shown = figure(row, column);
        return shown.isKnown() ? QVariant(shown.value) : QVariant();
    }
    case ArrowRole:
        return isChange(column) ? arrow(figure(row, column), row.format) : QString();
    case JudgementRole:
        return judgement(row, column);
    case IntervalRole:
        return intervalText(row, column);
    case IsStoppedRole:
        return interval(row, column).isStopped();
    case PlaceRole:
        return column == NameColumn ? placeText(row) : QString();
    case ImagesRole:
        return column == NameColumn ? tr("n = %1").arg(imagesText(row)) : QString();
    case HasHelpRole:
        return column == NameColumn && !row.help.isEmpty();
    case Qt::AccessibleDescriptionRole:
        return toolTip(row, column);
    default:
        return {};
    }
}

QVariant MetricTableModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int(section == NameColumn ? Qt::AlignLeft | Qt::AlignVCenter : Qt::AlignRight | Qt::AlignVCenter);
    if (role == Qt::DisplayRole) {
        switch (section) {
        case NameColumn:
            return tr("Metric");
        case BaselineColumn:
            return tr("value");
        case DirectColumn:
        case ForwardColumn:
            return tr("now");
        default:
            return tr("Δ");
        }
    }
    if (role == Qt::ToolTipRole || role == Qt::AccessibleTextRole) {
        switch (section) {
        case NameColumn:
            return tr("Metric; beneath it the group it is of, and n: how many images, or pairs of them, it rests on");
        case BaselineColumn:
            return tr("Baseline: every head as it is");
        case DirectColumn:
            return tr("Direct effect: what the ablated heads write into the embedding is replaced");
        case DirectChangeColumn:
            return tr("Direct effect: difference from the baseline");
        case ForwardColumn:
            return tr("Forward: the model is run again with the heads ablated, so later layers react");
        case ForwardChangeColumn:
            return tr("Forward: difference from the baseline");
        default:
            return {};
        }
    }
    return {};
}

QString MetricTableModel::numberText(const MetricRow &row, int column) const
{
    const Figure shown = figure(row, column);
    switch (shown.state) {
    case Figure::State::Known:
        return isChange(column) ? row.format.signedText(shown.value) : row.format.text(shown.value);
    case Figure::State::Undefined:
        return QStringLiteral("–");
    case Figure::State::Pending:
        return QStringLiteral("…");
    }
    Q_UNREACHABLE();
}

QString MetricTableModel::imagesText(const MetricRow &row) const
{
    int least = std::numeric_limits<int>::max();
    int most = -1;
    for (const Figure *shown : {&row.baseline, &row.direct, &row.forward}) {
        if (shown->state != Figure::State::Pending) {
            least = std::min(least, shown->images);
            most = std::max(most, shown->images);
        }
    }
    if (most < 0)
        return QStringLiteral("…");
    const QString text = least == most ? countText(most) : countText(least) + u'–' + countText(most);
    return least < kFewImages && most > 0 ? tr("%1 (few)").arg(text) : text;
}

QString MetricTableModel::judgement(const MetricRow &row, int column) const
{
    return isChange(column) ? interval(row, column).judgement(figure(row, column), row.format, row.better) : QString();
}

QString MetricTableModel::toolTip(const MetricRow &row, int column) const
{
    QStringList lines;
    if (column == NameColumn) {
        lines = nameToolTip(row);
    } else {
        const Figure shown = figure(row, column);
        lines.append(accessibleText(row, column));
        if (shown.images > 0)
            lines.append(tr("n = %1").arg(countText(shown.images)));
        const bool isDirect = column == DirectColumn || column == DirectChangeColumn;
        const QString &place = column == BaselineColumn ? row.baselinePlace
                               : isDirect               ? row.directPlace
                                                        : row.forwardPlace;
        if (shown.isKnown())
            lines.append(place);
        if (const QString text = intervalText(row, column); !text.isEmpty())
            lines.append(isChange(column) ? tr("95 % interval, paired: %1").arg(text)
                                          : tr("95 % interval: %1").arg(text));
        const FigureInterval range = interval(row, column);
        if (range.state == FigureInterval::State::Undefined)
            lines.append(tr("Nearly every draw of other pictures leaves it as it is: these can't tell how sure it is"));
        if (range.isStopped()) {
            lines.append(range.reason);
            lines.append(tr("Click, or press Enter, to compute the intervals"));
        }
    }
    lines.removeAll(QString());
    return lines.join(u'\n');
}

QStringList MetricTableModel::nameToolTip(const MetricRow &row) const
{
    QStringList lines = {row.name, row.explanation};
    if (row.better != Better::Neither)
        lines.append(row.better == Better::Higher ? tr("Higher is better") : tr("Lower is better"));
    const auto add = [&lines](const QString &state, const QString &place) {
        if (!place.isEmpty())
            lines.append(state.arg(place));
    };
    add(tr("Baseline: %1"), row.baselinePlace);
    add(tr("By direct effect: %1"), row.directPlace);
    add(tr("Forward: %1"), row.forwardPlace);
    lines.append(tr("The figures rest on n = %1").arg(imagesText(row)));
    if (row.baseline.state != Figure::State::Pending && row.baseline.images < kFewImages)
        lines.append(tr("Fewer than %1: not to be relied on").arg(kFewImages));
    if (!row.help.isEmpty())
        lines.append(tr("What is this? Click “?”, or press F1"));
    return lines;
}

QString MetricTableModel::accessibleText(const MetricRow &row, int column) const
{
    if (column == NameColumn) {
        const QString name = row.baselinePlace.isEmpty() ? row.name : tr("%1, %2").arg(row.name, placeText(row));
        return tr("%1, n = %2").arg(name, imagesText(row));
    }
    const Figure shown = figure(row, column);
    if (shown.state == Figure::State::Pending)
        return tr("%1: being computed").arg(row.name);
    if (shown.state == Figure::State::Undefined)
        return tr("%1: undefined, %2").arg(row.name, shown.reason);
    const QString verdict = judgement(row, column);
    const QString text = row.name + QStringLiteral(": ") + numberText(row, column);
    return verdict.isEmpty() ? text : text + QStringLiteral(", ") + verdict;
}

}
