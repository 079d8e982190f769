// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

#include "widgets/base/palette.h"

class QLabel;
class QPushButton;
class QVBoxLayout;

namespace headscope {

/// Says what is on screen, with "Undo all" beside it while there is something to undo; beneath it messages that stay
/// until they are mended or dismissed, each with a button to act.
class InfoStrip : public QFrame
{
    Q_OBJECT

public:
    struct Message
    {
        QString id; ///< A message replaces the one of the same id.
        Severity severity = Severity::Information;
        QString text;
        QString actionText; ///< Empty: nothing to act on.
    };

    explicit InfoStrip(QWidget *parent = nullptr);

    void setStatus(const QString &text, bool canUndoAll);
    void showMessage(const Message &message);
    void removeMessage(const QString &id);

Q_SIGNALS:
    void undoAllRequested();
    void actionRequested(const QString &messageId);
    void dismissed(const QString &messageId);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_status;
    QPushButton *m_undoAll;
    QVBoxLayout *m_messages;
};

}
