// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

#include "widgets/base/palette.h"

class QVBoxLayout;

namespace headscope {

/// Something a careful auditor would notice.
struct Issue
{
    QString id;
    Severity severity = Severity::Information;
    QString sentence;
    QString remedy;     ///< What to do about it; may be empty.
    QString actionText; ///< Empty: nothing to act on.
};

/// The issues of what is open, the gravest first. Up and Down move between them, Enter acts, Ctrl+C copies.
class IssueList : public QScrollArea
{
    Q_OBJECT

public:
    explicit IssueList(QWidget *parent = nullptr);

    /// Issues already shown keep the focus.
    void setIssues(QList<Issue> issues);
    void setEmptyText(const QString &text);

    QSize sizeHint() const override { return {360, 240}; }

Q_SIGNALS:
    void activated(const QString &id);

protected:
    void paintEvent(QPaintEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    QString m_emptyText;
    QVBoxLayout *m_rows;
    QWidget *m_page;
    bool m_isEmpty = true;
};

}
