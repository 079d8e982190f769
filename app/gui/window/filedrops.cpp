// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/filedrops.h"

#include <QApplication>
#include <QDialog>
#include <QDockWidget>
#include <QDropEvent>
#include <QMimeData>
#include <QWidget>

namespace headscope {

FileDrops::FileDrops(QWidget &window)
    : QObject(&window)
    , m_window(window)
{
    window.setAcceptDrops(true);
    for (QDockWidget *panel : window.findChildren<QDockWidget *>())
        panel->setAcceptDrops(true); // it may get a window of its own
    qApp->installEventFilter(this);
}

/// A panel in a window of its own belongs to it as well, a dialog doesn't.
bool FileDrops::isInWindow(const QWidget *widget) const
{
    while (widget && widget != &m_window)
        widget = qobject_cast<const QDialog *>(widget) ? nullptr : widget->parentWidget();
    return widget;
}

bool FileDrops::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove && event->type() != QEvent::Drop)
        return false;
    const auto *widget = qobject_cast<const QWidget *>(watched);
    auto *drop = static_cast<QDropEvent *>(event); // the others are derived from it
    if (!isInWindow(widget) || !drop->mimeData()->hasUrls() || !drop->possibleActions().testFlag(Qt::CopyAction))
        return false;
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    if (event->type() == QEvent::Drop)
        Q_EMIT dropped(drop->mimeData()->urls());
    return true;
}

}
