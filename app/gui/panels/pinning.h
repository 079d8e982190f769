// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <functional>

#include "app/gui/session/document.h"

class QListView;
class QModelIndex;

namespace headscope {

/// Pins and unpins pictures of a list: the current one with P, any from its context menu, which leaves the picture
/// that is looked at alone.
class Pinning : public QObject
{
    Q_OBJECT

public:
    /// Lives as long as the view. `imageAt`: which picture an index of the view is.
    Pinning(QListView &view, Document &document, std::function<int(const QModelIndex &)> imageAt);

    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void offer(const QModelIndex &index, const QPoint &globalPosition);

    QListView &m_view;
    Document &m_document;
    std::function<int(const QModelIndex &)> m_imageAt;
};

}
