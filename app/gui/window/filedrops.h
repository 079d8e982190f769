// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QObject>
#include <QUrl>

class QWidget;

namespace headscope {

/// Takes files that are dropped anywhere on a window, also on a field that would take them for a text. They are copied,
/// never moved.
class FileDrops : public QObject
{
    Q_OBJECT

public:
    /// Once the window has its panels.
    explicit FileDrops(QWidget &window);

Q_SIGNALS:
    void dropped(const QList<QUrl> &urls);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    bool isInWindow(const QWidget *widget) const;

    QWidget &m_window;
};

}
