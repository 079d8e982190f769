// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heads/headmapmodel.h"

#include <QStringList>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

namespace headscope {

namespace {

ColourScale spanning(const Measure &measure, const std::vector<Figure> &figures)
{
    double low = 0.0;
    double high = measure.most.value_or(0.0);
    for (const Figure &figure : figures) {
        if (figure.isKnown()) {
            low = std::min(low, figure.value);
            high = std::max(high, figure.value);
        }
    }
    return measure.kind == ColourScale::Kind::Sequential ? ColourScale::sequential(low, high)
                                                         : ColourScale::diverging(std::max(-low, high));
}

}

QString Measure::text(double value) const
{
    return kind == ColourScale::Kind::Diverging ? format.signedText(value) : format.text(value);
}

HeadMapModel::HeadMapModel(QObject *parent)
    : QAbstractTableModel(parent)
{
}

void HeadMapModel::setShape(int layers, int heads)
{
    beginResetModel();
    m_layers = layers;
    m_heads = heads;
    const std::size_t count = std::size_t(layers) * std::size_t(heads);
    m_figures.assign(count, Figure());
    m_ranks.assign(count, 0);
    m_known = 0;
    m_gains.assign(count, 1.0);
    m_firstDescriptions = QStringList(qsizetype(count), QString());
    m_remarks = m_firstDescriptions;
    m_longestText.clear();
    endResetModel();
}

void HeadMapModel::setFigures(const Measure &measure, std::vector<Figure> figures)
{
    Q_ASSERT(figures.size() == m_figures.size());
    m_measure = measure;
    m_scale = spanning(measure, figures);
    m_figures = std::move(figures);

    std::vector<std::size_t> order(m_figures.size());
    std::iota(order.begin(), order.end(), std::size_t(0));
    std::erase_if(order, [this](std::size_t head) { return !m_figures[head].isKnown(); });
    std::stable_sort(order.begin(), order.end(), [this](std::size_t left, std::size_t right) {
        return std::abs(m_figures[left].value) > std::abs(m_figures[right].value);
    });
    m_known = int(order.size());
    m_ranks.assign(m_figures.size(), 0);
    for (std::size_t rank = 0; rank < order.size(); ++rank)
        m_ranks[order[rank]] = int(rank) + 1;

    m_longestText.clear();
    for (const std::size_t head : order) {
        if (const QString text = m_measure.text(m_figures[head].value); text.size() > m_longestText.size())
            m_longestText = text;
    }

    allChanged({Qt::DisplayRole, Qt::ToolTipRole, Qt::AccessibleTextRole, ValueRole, FigureStateRole, RankRole,
                ColourScaleRole, LongestTextRole});
    Q_EMIT measureChanged();
}

void HeadMapModel::setGains(std::vector<double> gains)
{
    Q_ASSERT(gains.size() == m_gains.size());
    m_gains = std::move(gains);
    allChanged({Qt::ToolTipRole, Qt::AccessibleTextRole, StateRole, GainRole});
}

void HeadMapModel::setFirstDescriptions(QStringList descriptions)
{
    Q_ASSERT(std::size_t(descriptions.size()) == m_gains.size());
    m_firstDescriptions = std::move(descriptions);
    allChanged({Qt::ToolTipRole, FirstDescriptionRole});
}

void HeadMapModel::setRemarks(QStringList remarks)
{
    Q_ASSERT(std::size_t(remarks.size()) == m_gains.size());
    m_remarks = std::move(remarks);
    allChanged({Qt::ToolTipRole, Qt::AccessibleTextRole});
}

HeadMapModel::HeadState HeadMapModel::state(int layer, int head) const
{
    const double gain = m_gains[place(layer, head)];
    if (gain == 0.0)
        return HeadState::Ablated;
    return gain == 1.0 ? HeadState::AsIs : HeadState::ChangedGain;
}

int HeadMapModel::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_layers; }

int HeadMapModel::columnCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : m_heads; }

QVariant HeadMapModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const Figure &figure = m_figures[place(index)];
    switch (role) {
    case Qt::DisplayRole:
        return figure.isKnown()                           ? m_measure.text(figure.value)
               : figure.state == Figure::State::Undefined ? QStringLiteral("–")
                                                          : QString();
    case Qt::TextAlignmentRole:
        return int(Qt::AlignCenter);
    case Qt::ToolTipRole:
        return toolTip(index);
    case Qt::AccessibleTextRole:
        return accessibleText(index);
    case ValueRole:
        return figure.isKnown() ? QVariant(figure.value) : QVariant();
    case FigureStateRole:
        return int(figure.state);
    case StateRole:
        return int(state(index.row(), index.column()));
    case GainRole:
        return m_gains[place(index)];
    case FirstDescriptionRole:
        return m_firstDescriptions.value(qsizetype(place(index)));
    case RankRole:
        return figure.isKnown() ? QVariant(m_ranks[place(index)]) : QVariant();
    case ColourScaleRole:
        return QVariant::fromValue(m_scale);
    case LongestTextRole:
        return m_longestText;
    default:
        return {};
    }
}

QVariant HeadMapModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    const bool isLayer = orientation == Qt::Vertical;
    switch (role) {
    case Qt::DisplayRole:
        return section;
    case Qt::TextAlignmentRole:
        return int(Qt::AlignCenter);
    case Qt::ToolTipRole:
        return isLayer ? tr("Layer %1: click selects its heads, Ctrl+click switches them off or on, double click or "
                            "the minus key collapses it")
                             .arg(section)
                       : tr("Head %1 of every layer").arg(section);
    case Qt::AccessibleTextRole:
        return (isLayer ? tr("layer %1") : tr("head %1")).arg(section);
    default:
        return {};
    }
}

void HeadMapModel::allChanged(const QList<int> &roles)
{
    if (m_layers > 0 && m_heads > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_layers - 1, m_heads - 1), roles);
}

QString HeadMapModel::valueText(const Figure &figure) const
{
    switch (figure.state) {
    case Figure::State::Known:
        return m_measure.text(figure.value);
    case Figure::State::Undefined:
        return tr("undefined: %1").arg(figure.reason);
    case Figure::State::Pending:
        return tr("not computed yet");
    }
    Q_UNREACHABLE();
}

QStringList HeadMapModel::factTexts(const QModelIndex &index) const
{
    const QString value = valueText(m_figures[place(index)]);
    QStringList facts{m_measure.name.isEmpty() ? value : m_measure.name + u' ' + value};
    if (const QString remark = m_remarks.value(qsizetype(place(index))); !remark.isEmpty() && remark != facts.first())
        facts.append(remark);
    return facts;
}

QString HeadMapModel::stateText(const QModelIndex &index) const
{
    switch (state(index.row(), index.column())) {
    case HeadState::AsIs:
        return {};
    case HeadState::Ablated:
        return tr("ablated");
    case HeadState::ChangedGain:
        return tr("gain %1").arg(NumberFormat{.decimals = 2}.text(m_gains[place(index)]));
    }
    Q_UNREACHABLE();
}

QString HeadMapModel::accessibleText(const QModelIndex &index) const
{
    QStringList parts{tr("layer %1").arg(index.row()), tr("head %1").arg(index.column())};
    parts.append(factTexts(index));
    if (const QString text = stateText(index); !text.isEmpty())
        parts.append(text);
    return parts.join(QStringLiteral(", "));
}

QString HeadMapModel::toolTip(const QModelIndex &index) const
{
    const Figure &figure = m_figures[place(index)];
    QStringList parts = factTexts(index);
    parts.prepend(QStringLiteral("%1.%2").arg(index.row()).arg(index.column()));
    if (figure.isKnown()) // Right behind the value it is of.
        parts.insert(2, tr("rank %1 of %2").arg(m_ranks[place(index)]).arg(m_known));
    if (const QString text = stateText(index); !text.isEmpty())
        parts.append(text);

    QStringList lines{parts.join(QStringLiteral(" · "))};
    if (const QString description = m_firstDescriptions.value(qsizetype(place(index))); !description.isEmpty())
        lines.append(description);
    return lines.join(u'\n');
}

}
