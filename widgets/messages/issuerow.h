// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/messages/issuelist.h"

namespace headscope {

/// One issue: its severity's sign and word, the sentence, the remedy, and a button to act if there is something to do.
class IssueRow : public QWidget
{
    Q_OBJECT

public:
    IssueRow(const Issue &issue, QWidget *parent);

    const Issue &issue() const { return m_issue; }

Q_SIGNALS:
    void activated();
    void focused();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    Issue m_issue;
};

}
