// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDockWidget>

class QComboBox;
class QLabel;
class QVBoxLayout;

namespace headscope {

class ElidedLabel;
class HeaderLayout;
class Scroller;

/// A part of the window that can be moved, closed and put into a window of its own: a heading with controls beside it,
/// and what it shows beneath. In little room, or with large text, controls go to a line of their own, and what is shown
/// is scrolled: no panel makes the window larger than its screen.
class Panel : public QDockWidget
{
    Q_OBJECT

public:
    /// The id is what the window's layout remembers it by, the title its name in menus and tabs.
    Panel(const QString &id, const QString &title, QWidget *parent = nullptr);

    /// What is shown at the moment, such as "Head 3.5"; the title stays.
    void setHeading(const QString &heading);
    /// Gives the focus to what had it last, or to the first of what is shown that takes it.
    void takeFocus();

protected:
    /// Beside the heading, or below it.
    void addControl(QWidget *control);
    /// A control with its caption, which becomes its accessible name.
    void addControl(const QString &caption, QWidget *control);
    /// Lets a box become narrower than its contents; its tooltip then tells what it can't show.
    void letShrink(QComboBox &box);
    QVBoxLayout &body() { return *m_body; }

    /// With an edge in another colour while it has the focus.
    void paintEvent(QPaintEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    ElidedLabel *m_heading;
    HeaderLayout *m_header;
    Scroller *m_scroller;
    QVBoxLayout *m_body;
};

/// A caption in front of a control: pressing its mnemonic goes to the control.
QLabel *makeCaption(const QString &caption, QWidget *control);

}
