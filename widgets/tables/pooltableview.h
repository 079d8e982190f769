// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/tables/pooltablemodel.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSortFilterProxyModel;
class QTableView;

namespace headscope {

/// A pool's texts: find, add, edit in place (F2), remove (Delete), de-duplicate, tag several at once, import and
/// export. It changes nothing itself: it asks for the new list, and the owner, who can undo it, sets it.
class PoolTableView : public QWidget
{
    Q_OBJECT

public:
    explicit PoolTableView(QWidget *parent = nullptr);

    void setPool(PoolTableModel *model);
    void setErrorText(const QString &text);

    QSize sizeHint() const override { return {440, 360}; }

Q_SIGNALS:
    /// `what` names the change for "Undo …".
    void editWished(const QList<headscope::PoolRow> &texts, const QString &what);
    void importRequested();
    void exportRequested();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    /// Rows of the model, in their order.
    QList<int> selectedRows() const;
    void add();
    void removeSelected();
    void removeDuplicates();
    void tagSelected();
    void showState();

    PoolTableModel *m_model = nullptr;
    QSortFilterProxyModel *m_found;
    QLineEdit *m_find;
    QLabel *m_count;
    QTableView *m_table;
    QLineEdit *m_newText;
    QLineEdit *m_tag;
    QPushButton *m_add;
    QPushButton *m_applyTag;
    QPushButton *m_remove;
    QPushButton *m_deduplicate;
    QPushButton *m_export;
    QString m_errorText;
};

}
