// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/filedrops.h"

#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QWidget>

namespace headscope {

FileDrops::FileDrops(QWidget &window)
    : QObject(&window)
    , m_window(window)
{
    window.setAcceptDrops(true);
    qApp->installEventFilter(this);
}

bool FileDrops::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::DragEnter && event->type() != QEvent::DragMove && event->type() != QEvent::Drop)
        return false;
    const auto *widget = qobject_cast<const QWidget *>(watched);
    auto *drop = static_cast<QDropEvent *>(event); // the others are derived from it
    if (!widget || (widget != &m_window && !m_window.isAncestorOf(widget)) || !drop->mimeData()->hasUrls())
        return false;
    drop->setDropAction(Qt::CopyAction);
    drop->accept();
    if (event->type() == QEvent::Drop)
        Q_EMIT dropped(drop->mimeData()->urls());
    return true;
}

}
