// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

#include "widgets/figures/figureinterval.h"

namespace headscope {

/// A figure that every row has.
struct CompareColumn
{
    QString name;
    QString explanation;
    Better better = Better::Neither;
    NumberFormat format = {};
    bool operator==(const CompareColumn &other) const { return name == other.name; }
};

/// A state of a model.
struct CompareRow
{
    QString name;
    QString detail = {};     ///< second line, such as the heads that are ablated
    bool hasOwnName = false; ///< a person has given it, and can change it
    bool isCurrent = false;
    bool isReference = false;
    QList<Figure> figures = {};
    QList<FigureInterval> changes = {}; ///< of the differences from the reference; empty if there are none to come
};

/// States in rows, their figures in columns. The others' differences are against the reference.
class CompareTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Role {
        DetailRole = Qt::UserRole, ///< QString: the name's second line, or the difference with its arrow
        JudgementRole,             ///< QString: "better", "worse", "unclear" or empty; of figures
        CurrentRole,               ///< bool
        ReferenceRole              ///< bool
    };

    using QAbstractTableModel::QAbstractTableModel;

    void setStates(QList<CompareColumn> columns, QList<CompareRow> rows);

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    /// A wish: the owner gives the name.
    void nameWished(int row, const QString &name);

private:
    QVariant nameData(const CompareRow &row, int role) const;
    QVariant figureData(const CompareRow &row, int column, int role) const;
    Figure difference(const CompareRow &row, int column) const;
    QString differenceText(const CompareRow &row, int column) const;
    FigureInterval interval(const CompareRow &row, int column) const;
    QString stateText(const CompareRow &row) const;

    QList<CompareColumn> m_columns;
    QList<CompareRow> m_rows;
};

}
