// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace headscope {

/// States of a model beneath one another. Enter or a double click goes to one, P compares the others with it, F2
/// changes its name, Delete forgets it. It changes nothing itself.
class CompareTableView : public QTableView
{
    Q_OBJECT

public:
    explicit CompareTableView(QWidget *parent = nullptr);

    void setModel(QAbstractItemModel *model) override;
    void setEmptyText(const QString &text);

Q_SIGNALS:
    void stateActivated(int row);
    void referenceWished(int row);
    void removalWished(int row);

protected:
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void fitRows();
    void fitColumns();

    QString m_emptyText;
};

}
