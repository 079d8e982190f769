// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QHBoxLayout;
class QLabel;
class QVBoxLayout;

namespace headscope {

/// A part of the window: a title with controls beside it, and what it shows beneath.
class Panel : public QFrame
{
    Q_OBJECT

public:
    explicit Panel(const QString &title, QWidget *parent = nullptr);

    void setTitle(const QString &title);

protected:
    /// Beside the title, from the right edge on.
    void addControl(QWidget *control);
    /// A control with its caption, which becomes its accessible name.
    void addControl(const QString &caption, QWidget *control);
    QVBoxLayout &body() { return *m_body; }

    void paintEvent(QPaintEvent *event) override;

private:
    QLabel *m_title;
    QHBoxLayout *m_header;
    QVBoxLayout *m_body;
};

/// A caption in front of a control: pressing its mnemonic goes to the control.
QLabel *makeCaption(const QString &caption, QWidget *control);

}
