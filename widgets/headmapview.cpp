// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/headmapview.h"

#include <QAbstractButton>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QSignalBlocker>

#include <algorithm>

#include "widgets/groupedheader.h"
#include "widgets/headmapdelegate.h"
#include "widgets/headmapmodel.h"
#include "widgets/palette.h"

namespace headscope {

namespace {

constexpr int kSmallestCell = 16;
constexpr int kTallestCell = 64;
/// Cells may be this much wider than tall: numbers are wide.
constexpr double kWidestShape = 1.4;

}

HeadMapView::HeadMapView(QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(tr("Head map"));
    setAccessibleDescription(tr("Arrows move between heads, Space switches the selected heads off or on"));
    setWhatsThis(tr("Layers and heads of the model. Click looks at a head; Ctrl+click or Space switches it off or on; "
                    "dragging selects many; a layer's label takes the whole layer."));
    setItemDelegate(new HeadMapDelegate(this));
    setHorizontalHeader(new GroupedHeader(Qt::Horizontal, this));
    setVerticalHeader(new GroupedHeader(Qt::Vertical, this));
    for (QHeaderView *header : {horizontalHeader(), verticalHeader()}) {
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setMinimumSectionSize(kSmallestCell);
        header->setHighlightSections(true);
    }
    static_cast<GroupedHeader *>(horizontalHeader())->setGroups({{tr("Head"), 0, -1}});
    static_cast<GroupedHeader *>(verticalHeader())->setGroups({{tr("Layer"), 0, -1}});
    verticalHeader()->viewport()->installEventFilter(this);
    if (auto *corner = findChild<QAbstractButton *>())
        corner->installEventFilter(this);

    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setEditTriggers(NoEditTriggers);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
}

void HeadMapView::setHeadMap(HeadMapModel *model)
{
    m_model = model;
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &HeadMapView::fitCells);
    fitCells();
}

void HeadMapView::setCurrentHead(int layer, int head)
{
    const QModelIndex index = m_model->index(layer, head);
    if (index == currentIndex()) // Setting it again would undo a selection being dragged.
        return;
    const QSignalBlocker silence(this);
    setCurrentIndex(index);
}

QSize HeadMapView::headerSize() const
{
    return {verticalHeader()->sizeHint().width(), horizontalHeader()->sizeHint().height()};
}

QSize HeadMapView::sizeFor(int cellWidth, int cellHeight) const
{
    const QSize cells = m_model ? QSize(m_model->heads() * cellWidth, m_model->layers() * cellHeight) : QSize();
    return headerSize() + cells.expandedTo({0, 0});
}

QSize HeadMapView::sizeHint() const { return sizeFor(48, 40); }

QSize HeadMapView::minimumSizeHint() const
{
    return sizeFor(kSmallestCell, kSmallestCell).boundedTo(headerSize() + QSize(12, 8) * kSmallestCell);
}

void HeadMapView::fitCells()
{
    if (!m_model || m_model->layers() == 0 || m_model->heads() == 0)
        return;
    const QSize room = contentsRect().size() - headerSize();
    const int widest = int(kTallestCell * kWidestShape);
    int width = std::clamp(room.width() / m_model->heads(), kSmallestCell, widest);
    const int height = std::clamp(std::min(room.height() / m_model->layers(), width), kSmallestCell, kTallestCell);
    width = std::min(width, int(height * kWidestShape));
    horizontalHeader()->setDefaultSectionSize(width);
    verticalHeader()->setDefaultSectionSize(height);
}

void HeadMapView::resizeEvent(QResizeEvent *event)
{
    fitCells();
    QTableView::resizeEvent(event);
}

void HeadMapView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitCells();
}

void HeadMapView::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    if (!currentIndex().isValid() && m_model && m_model->rowCount() > 0)
        setCurrentIndex(m_model->index(0, 0));
}

void HeadMapView::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    horizontalHeader()->viewport()->update();
    verticalHeader()->viewport()->update();
    if (current.isValid())
        Q_EMIT headActivated(current.row(), current.column());
}

void HeadMapView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (index.isValid() && event->button() == Qt::LeftButton && event->modifiers() & Qt::ControlModifier)
        toggle({index});
    else
        QTableView::mousePressEvent(event);
}

void HeadMapView::keyPressEvent(QKeyEvent *event)
{
    if (event->key() != Qt::Key_Space) {
        QTableView::keyPressEvent(event);
        return;
    }
    const QModelIndexList selected = selectionModel() ? selectionModel()->selectedIndexes() : QModelIndexList();
    toggle(selected.contains(currentIndex()) ? selected : QModelIndexList{currentIndex()});
}

bool HeadMapView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == verticalHeader()->viewport() && event->type() == QEvent::MouseButtonPress) {
        const auto *press = static_cast<QMouseEvent *>(event);
        const int layer = verticalHeader()->logicalIndexAt(press->position().toPoint());
        if (layer >= 0 && press->button() == Qt::LeftButton && press->modifiers() & Qt::ControlModifier) {
            toggle(layerIndexes(layer));
            return true;
        }
    }
    // The corner is a button of the style's; it selects all and looks like nothing else here.
    if (auto *corner = qobject_cast<QAbstractButton *>(watched); corner && event->type() == QEvent::Paint) {
        QPainter(corner).fillRect(corner->rect(), Theme(palette()).paper());
        return true;
    }
    return QTableView::eventFilter(watched, event);
}

void HeadMapView::toggle(const QModelIndexList &indexes)
{
    QList<HeadIndex> heads;
    bool allAblated = true;
    for (const QModelIndex &index : indexes) {
        if (!index.isValid())
            continue;
        heads.append({index.row(), index.column()});
        allAblated = allAblated && m_model->state(index.row(), index.column()) == HeadMapModel::HeadState::Ablated;
    }
    if (!heads.isEmpty())
        Q_EMIT ablationToggled(heads, !allAblated);
}

QModelIndexList HeadMapView::layerIndexes(int layer) const
{
    QModelIndexList indexes;
    for (int head = 0; head < m_model->heads(); ++head)
        indexes.append(m_model->index(layer, head));
    return indexes;
}

}
