// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/pinning.h"

#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QListView>
#include <QMenu>
#include <QMouseEvent>

#include <utility>

namespace headscope {

Pinning::Pinning(QListView &view, Document &document, std::function<int(const QModelIndex &)> imageAt)
    : QObject(&view)
    , m_view(view)
    , m_document(document)
    , m_imageAt(std::move(imageAt))
{
    view.installEventFilter(this);
    view.viewport()->installEventFilter(this);
}

bool Pinning::eventFilter(QObject *watched, QEvent *event)
{
    const bool onView = watched == &m_view;
    switch (event->type()) {
    case QEvent::KeyPress: {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (!onView || key->key() != Qt::Key_P || key->modifiers() != Qt::NoModifier ||
            !m_view.currentIndex().isValid())
            return false;
        m_document.togglePin(m_imageAt(m_view.currentIndex()));
        return true;
    }
    case QEvent::MouseButtonPress:
        return static_cast<QMouseEvent *>(event)->button() == Qt::RightButton; // or the list would choose the picture
    case QEvent::ContextMenu: {
        const auto *menu = static_cast<QContextMenuEvent *>(event);
        if (menu->reason() == QContextMenuEvent::Keyboard) {
            const QModelIndex index = m_view.currentIndex();
            offer(index, m_view.viewport()->mapToGlobal(m_view.visualRect(index).center()));
        } else if (!onView) {
            offer(m_view.indexAt(menu->pos()), menu->globalPos());
        }
        return true;
    }
    default:
        return false;
    }
}

void Pinning::offer(const QModelIndex &index, const QPoint &globalPosition)
{
    if (!index.isValid())
        return;
    const int image = m_imageAt(index);
    auto *menu = new QMenu(&m_view);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *pin = menu->addAction(m_document.pinnedImage() == image ? tr("Un&pin picture %1").arg(image + 1)
                                                                     : tr("&Pin picture %1").arg(image + 1),
                                   &m_document, [this, image] { m_document.togglePin(image); });
    pin->setShortcut(Qt::Key_P);
    menu->popup(globalPosition);
}

}
