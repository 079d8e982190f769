// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "widgets/messages/entryfilter.h"

class QLineEdit;
class QListView;

namespace headscope {

class HitModel;

/// The popup of Ctrl+K: a line to type in and, grouped beneath it, what is found. Up and Down choose, Enter takes, Esc
/// leaves. The first hit is chosen already.
class CommandPalette : public QFrame
{
    Q_OBJECT

public:
    /// Shown over `parent`'s window.
    explicit CommandPalette(QWidget *parent);

    void setEntries(QList<Entry> entries);
    /// Opens at the top of the window, empty.
    void popup();

Q_SIGNALS:
    void activated(const headscope::Entry &entry);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void search();
    void activate(const QModelIndex &index);
    void step(int rows);

    EntryFilter m_filter;
    QLineEdit *m_line;
    QListView *m_list;
    HitModel *m_hits;
};

}
