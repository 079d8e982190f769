// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heads/headmapview.h"

#include <QAbstractButton>
#include <QApplication>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>
#include <QSignalBlocker>

#include <algorithm>

#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"
#include "widgets/base/zoom.h"
#include "widgets/heads/headmapdelegate.h"
#include "widgets/heads/headmapmodel.h"
#include "widgets/tables/groupedheader.h"

namespace headscope {

namespace {

constexpr int kSmallestCell = 16;
constexpr int kCollapsedHeight = 6;
constexpr int kTallestCell = 64;
/// More are scrolled, if need be.
constexpr int kLeastColumns = 12;
constexpr int kLeastRows = 8;
/// Cells may be this much wider than tall, or as wide as a number.
constexpr double kWidestShape = 2.6;

}

HeadMapView::HeadMapView(QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(tr("Head map"));
    setAccessibleDescription(tr("Arrows move between heads, Space switches the selected heads off or on, minus and "
                                "plus collapse and open a layer"));
    setWhatsThis(
        tr("Layers and heads of the model. The mouse over a head shows it, a click keeps it, Esc lets it go; "
           "Ctrl+click or Space switches it off or on; "
           "dragging selects many; a layer's label takes the whole layer. A double click on the label, or "
           "the minus key, collapses a layer to a thin row; a click on its label, or the plus key, opens it."));
    setItemDelegate(new HeadMapDelegate(this));
    setHorizontalHeader(new GroupedHeader(Qt::Horizontal, this));
    setVerticalHeader(new GroupedHeader(Qt::Vertical, this));
    for (QHeaderView *header : {horizontalHeader(), verticalHeader()}) {
        header->setSectionResizeMode(QHeaderView::Fixed);
        header->setMinimumSectionSize(kCollapsedHeight);
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
    connect(this, &QAbstractItemView::entered, this, [this](const QModelIndex &index) {
        if (QApplication::mouseButtons() == Qt::NoButton)
            Q_EMIT headHovered(index.row(), index.column());
    });
    connect(this, &QAbstractItemView::viewportEntered, this, &HeadMapView::hoverEnded);
}

void HeadMapView::setHeadMap(HeadMapModel *model)
{
    m_model = model;
    setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, [this] { // Another model: layers are others.
        m_collapsed.clear();
        fitCells();
    });
    fitCells();
}

void HeadMapView::setCurrentHead(int layer, int head)
{
    const QModelIndex index = m_model->index(layer, head);
    if (index == currentIndex()) // Setting it again would undo a selection being dragged.
        return;
    const QSignalBlocker silence(this);
    selectionModel()->setCurrentIndex(index, QItemSelectionModel::NoUpdate);
}

void HeadMapView::setSelectedHeads(const QList<HeadIndex> &heads)
{
    QItemSelection selection;
    for (const HeadIndex &head : heads) {
        const QModelIndex index = m_model->index(head.layer, head.head);
        selection.select(index, index);
    }
    const QSignalBlocker silence(this);
    selectionModel()->select(selection, QItemSelectionModel::ClearAndSelect);
}

QList<HeadIndex> HeadMapView::selectedHeads() const
{
    QList<HeadIndex> heads;
    for (const QModelIndex &index : selectionModel()->selectedIndexes())
        heads.append({index.row(), index.column()});
    return heads;
}

void HeadMapView::setCollapsedLayers(const QSet<int> &layers)
{
    m_collapsed = layers;
    fitCells();
}

void HeadMapView::changeCollapsed(QSet<int> layers)
{
    if (layers == m_collapsed)
        return;
    setCollapsedLayers(layers);
    Q_EMIT collapsedLayersChanged(m_collapsed);
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

QSize HeadMapView::sizeHint() const { return sizeFor(zoomed(48), zoomed(40)); }

QSize HeadMapView::smallestCell() const
{
    const QFontMetrics metrics(font());
    const int widestLabel = metrics.horizontalAdvance(QStringLiteral("00"));
    return QSize(widestLabel, metrics.height()).expandedTo({kSmallestCell, kSmallestCell});
}

QSize HeadMapView::minimumSizeHint() const
{
    const QSize cell = smallestCell();
    return sizeFor(cell.width(), cell.height())
        .boundedTo(headerSize() + QSize(kLeastColumns * cell.width(), kLeastRows * cell.height()));
}

void HeadMapView::fitCells()
{
    if (!m_model || m_model->layers() == 0 || m_model->heads() == 0)
        return;
    const QSize least = smallestCell();
    const int open = std::max(m_model->layers() - int(m_collapsed.size()), 1);
    QSize room = contentsRect().size() - headerSize() - QSize(0, int(m_collapsed.size()) * kCollapsedHeight);
    if (room.height() < open * least.height())
        room.rwidth() -= verticalScrollBar()->sizeHint().width();
    const int tallest = std::max(zoomed(kTallestCell), least.height());
    const int number = fontMetrics().horizontalAdvance(QStringLiteral("−0.000")) + 2 * kGap;
    const auto widest = [&](int height) { return std::max({int(height * kWidestShape), number, least.width()}); };
    int width = std::clamp(room.width() / m_model->heads(), least.width(), widest(tallest));
    const int height = std::clamp(std::min(room.height() / open, width), least.height(), tallest);
    width = std::clamp(width, least.width(), widest(height));
    horizontalHeader()->setDefaultSectionSize(width);
    verticalHeader()->setDefaultSectionSize(height);
    for (const int layer : m_collapsed)
        verticalHeader()->resizeSection(layer, kCollapsedHeight);
    verticalHeader()->viewport()->update(); // Labels of thin rows are drawn beyond the sections that changed.
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

void HeadMapView::selectionChanged(const QItemSelection &selected, const QItemSelection &deselected)
{
    QTableView::selectionChanged(selected, deselected);
    Q_EMIT selectedHeadsChanged(selectedHeads());
}

void HeadMapView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void HeadMapView::paintEvent(QPaintEvent *event)
{
    if (m_model && m_model->rowCount() > 0)
        return QTableView::paintEvent(event);
    QPainter painter(viewport());
    drawPlaceholder(*this, painter, viewport()->rect(), m_emptyText, {});
}

bool HeadMapView::viewportEvent(QEvent *event)
{
    if (event->type() == QEvent::Leave)
        Q_EMIT hoverEnded();
    return QTableView::viewportEvent(event);
}

void HeadMapView::mousePressEvent(QMouseEvent *event)
{
    const QModelIndex index = indexAt(event->position().toPoint());
    if (index.isValid() && event->button() == Qt::LeftButton && event->modifiers() & Qt::ControlModifier)
        return toggle({index});
    const bool wasCurrent = index.isValid() && index == currentIndex();
    QTableView::mousePressEvent(event);
    if (wasCurrent) // choosing it once more is no change, but a choice
        Q_EMIT headActivated(index.row(), index.column());
}

void HeadMapView::keyPressEvent(QKeyEvent *event)
{
    // With Ctrl these are the window's: they zoom.
    if (!(event->modifiers() & Qt::ControlModifier) && currentIndex().isValid()) {
        if (event->key() == Qt::Key_Minus)
            return changeCollapsed(m_collapsed + QSet<int>{currentIndex().row()});
        if (event->key() == Qt::Key_Plus)
            return changeCollapsed(m_collapsed - QSet<int>{currentIndex().row()});
        if (event->key() == Qt::Key_Asterisk)
            return changeCollapsed({});
    }
    if (event->key() == Qt::Key_Escape)
        return event->ignore(); // the window's
    if (event->key() != Qt::Key_Space) {
        QTableView::keyPressEvent(event);
        return;
    }
    const QModelIndexList selected = selectionModel()->selectedIndexes();
    toggle(selected.contains(currentIndex()) ? selected : QModelIndexList{currentIndex()});
}

bool HeadMapView::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == verticalHeader()->viewport() &&
        (event->type() == QEvent::MouseButtonPress || event->type() == QEvent::MouseButtonDblClick)) {
        auto *press = static_cast<QMouseEvent *>(event);
        const int layer = verticalHeader()->logicalIndexAt(press->position().toPoint());
        if (layer >= 0 && press->button() == Qt::LeftButton && pressLayerLabel(layer, press))
            return true;
    }
    // The corner is a button of the style's; it selects all and looks like nothing else here.
    if (auto *corner = qobject_cast<QAbstractButton *>(watched); corner && event->type() == QEvent::Paint) {
        QPainter(corner).fillRect(corner->rect(), Theme(palette()).paper());
        return true;
    }
    return QTableView::eventFilter(watched, event);
}

bool HeadMapView::pressLayerLabel(int layer, QMouseEvent *event)
{
    if (event->modifiers() & Qt::ControlModifier)
        toggle(layerIndexes(layer));
    else if (m_collapsed.contains(layer))
        changeCollapsed(m_collapsed - QSet<int>{layer});
    else if (event->type() == QEvent::MouseButtonDblClick)
        changeCollapsed(m_collapsed + QSet<int>{layer});
    else
        return false;
    return true;
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
