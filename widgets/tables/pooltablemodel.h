// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractTableModel>

namespace headscope {

/// A text of a pool; its concept, such as "gender", may be empty.
struct PoolRow
{
    QString text = {};
    QString conceptTag = {};
    bool operator==(const PoolRow &) const = default;
};

/// A pool's texts and their concepts. An edit changes nothing here: it is announced as the list wished for, and the
/// owner, who keeps the undo stack, sets that list or doesn't.
class PoolTableModel : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { TextColumn, ConceptColumn, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    /// Rows before and after the changed stretch keep their place, and with it selection and scrolling.
    void setTexts(const QList<PoolRow> &texts);
    const QList<PoolRow> &texts() const { return m_texts; }

    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    bool setData(const QModelIndex &index, const QVariant &value, int role = Qt::EditRole) override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;
    Qt::ItemFlags flags(const QModelIndex &index) const override;

Q_SIGNALS:
    /// `what` names the change for "Undo …".
    void editWished(const QList<headscope::PoolRow> &texts, const QString &what);

private:
    QList<PoolRow> m_texts;
};

}
