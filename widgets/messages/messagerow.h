// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/base/palette.h"

namespace headscope {

/// One message: its severity's sign, the text, a button to act on it if there is one, and one to dismiss it.
class MessageRow : public QWidget
{
    Q_OBJECT

public:
    MessageRow(Severity severity, const QString &text, const QString &actionText, QWidget *parent = nullptr);

Q_SIGNALS:
    void actionRequested();
    void dismissed();

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;

private:
    Severity m_severity;
};

}
