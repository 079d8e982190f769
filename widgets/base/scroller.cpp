// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/scroller.h"

#include <QEvent>
#include <QLayout>
#include <QScrollBar>

#include <algorithm>

namespace headscope {

Scroller::Scroller(QWidget *content, const QSize &least, QWidget *parent)
    : QScrollArea(parent)
    , m_least(least)
{
    setFrameShape(QFrame::NoFrame);
    setFocusPolicy(Qt::NoFocus);
    setWidget(content);
    // On the paper of what it stands on, not on a window's grey.
    viewport()->setAutoFillBackground(false);
    content->setAutoFillBackground(false);
}

void Scroller::resizeEvent(QResizeEvent *event)
{
    fit();
    QScrollArea::resizeEvent(event);
}

bool Scroller::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == widget() && event->type() == QEvent::LayoutRequest) {
        fit();
        updateGeometry();
    }
    return QScrollArea::eventFilter(watched, event);
}

void Scroller::fit()
{
    const QLayout &layout = *widget()->layout();
    const auto leastHeight = [&layout](int width) {
        return layout.hasHeightForWidth() ? layout.totalMinimumHeightForWidth(width)
                                          : layout.totalMinimumSize().height();
    };
    const int leastWidth = layout.totalMinimumSize().width();
    QSize room = maximumViewportSize();
    if (leastWidth > room.width())
        room.rheight() -= horizontalScrollBar()->sizeHint().height();
    if (leastHeight(std::max(leastWidth, room.width())) > room.height())
        room.rwidth() -= verticalScrollBar()->sizeHint().width();
    const int width = std::max(leastWidth, room.width());
    widget()->resize(width, std::max(leastHeight(width), room.height()));
}

}
