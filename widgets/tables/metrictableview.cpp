// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/metrictableview.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

#include "widgets/base/explanation.h"
#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"
#include "widgets/tables/groupedheader.h"
#include "widgets/tables/metrictablemodel.h"

namespace headscope {

namespace {

QFont smallFont(QFont font)
{
    if (font.pixelSize() > 0)
        font.setPixelSize(qRound(0.85 * font.pixelSize()));
    else
        font.setPointSizeF(0.85 * font.pointSizeF());
    return font;
}

constexpr int kPadding = kSmallGap; // of a cell: seven columns stand side by side on a small screen
constexpr int kLeastLetters = 12;   // of a name

/// Behind the name, or at the cell's end if that comes first.
QRect helpMark(const QRect &cell, const QFont &font, const QString &name)
{
    const QFontMetrics metrics(font);
    const int side = metrics.height();
    const int left = cell.left() + kPadding + metrics.horizontalAdvance(name) + kSmallGap;
    return {std::min(left, cell.right() - side - kSmallGap), cell.top() + 1, side, side};
}

int heightOfRow(const QFont &font)
{
    return QFontMetrics(font).height() + QFontMetrics(smallFont(font)).height() + kSmallGap / 2;
}

class MetricDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFontMetrics metrics(option.font);
        const int column = index.column();
        qreal width = tabularWidth(metrics, index.data().toString());
        if (index.data(MetricTableModel::HasHelpRole).toBool())
            width += kSmallGap + metrics.height();
        if (MetricTableModel::isChange(column)) // As wide as any difference, so that columns never jump.
            width = std::max<qreal>(width, tabularWidth(metrics, QStringLiteral("+0.000"))) + arrowWidth(metrics) +
                    judgementWidth(metrics);
        else if (column >= MetricTableModel::BaselineColumn)
            width = std::max<qreal>(width, tabularWidth(metrics, QStringLiteral("0.000")));
        if (hasInterval(column)) {
            const FigureInterval usual = {FigureInterval::State::Known, 0.5, 0.5, {}};
            const QFontMetrics small(smallFont(option.font));
            for (const QString &text : {usual.text({}, MetricTableModel::isChange(column)),
                                        index.data(MetricTableModel::IntervalRole).toString()})
                width = std::max<qreal>(width, tabularWidth(small, text));
        }
        return {int(width) + 2 * kPadding + 1, heightOfRow(option.font)};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme theme(option.palette);
        const int column = index.column();
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, theme.accentWash());
        painter->setPen(theme.line());
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
        if (column == MetricTableModel::BaselineColumn || column == MetricTableModel::DirectColumn ||
            column == MetricTableModel::ForwardColumn)
            painter->drawLine(option.rect.topLeft(), option.rect.bottomLeft());

        const QVariant state = index.data(MetricTableModel::FigureStateRole);
        const bool isPending = state.isValid() && state.toInt() == int(Figure::State::Pending);
        QFont font = option.font;
        font.setItalic(isPending);
        painter->setFont(font);
        painter->setPen(isPending ? theme.mutedText() : theme.text());

        const QFontMetrics metrics(font);
        QRectF room = QRectF(option.rect).adjusted(kPadding, 1, -kPadding, -1);
        const QRectF below(room.left(), room.top() + metrics.height(), room.width(), room.height() - metrics.height());
        room.setHeight(metrics.height());
        QFont small = smallFont(option.font);
        small.setUnderline(index.data(MetricTableModel::IsStoppedRole).toBool()); // it can be clicked
        painter->setFont(small);
        painter->setPen(theme.mutedText());
        drawTabular(*painter, below, Qt::AlignRight, index.data(MetricTableModel::IntervalRole).toString());
        if (column == MetricTableModel::NameColumn)
            drawPlace(*painter, below, index);
        painter->setFont(font);
        painter->setPen(isPending ? theme.mutedText() : theme.text());
        if (column == MetricTableModel::NameColumn) {
            if (index.data(MetricTableModel::HasHelpRole).toBool()) {
                const QRect mark = helpMark(option.rect, font, index.data().toString());
                drawHelpMark(*painter, mark, theme, false);
                room.setRight(mark.left() - 1);
            }
            drawElided(*painter, room, index.data().toString());
        } else {
            if (MetricTableModel::isChange(column))
                drawChange(*painter, room, index, theme);
            drawTabular(*painter, room, Qt::AlignRight, index.data().toString());
        }
        painter->restore();
    }

private:
    static bool hasInterval(int column)
    {
        return column == MetricTableModel::BaselineColumn || MetricTableModel::isChange(column);
    }

    static void drawElided(QPainter &painter, const QRectF &room, const QString &text)
    {
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text, Qt::ElideRight, int(room.width())));
    }

    /// n, which must always be read, and what it leaves of the place.
    static void drawPlace(QPainter &painter, QRectF room, const QModelIndex &index)
    {
        const QString images = index.data(MetricTableModel::ImagesRole).toString();
        drawTabular(painter, room, Qt::AlignRight, images);
        room.setRight(room.right() - tabularWidth(painter.fontMetrics(), images) - kGap);
        drawElided(painter, room, index.data(MetricTableModel::PlaceRole).toString());
    }

    static qreal arrowWidth(const QFontMetrics &metrics)
    {
        return metrics.horizontalAdvance(QStringLiteral("▲")) + kSmallGap;
    }

    static qreal judgementWidth(const QFontMetrics &metrics)
    {
        return kSmallGap + std::max({metrics.horizontalAdvance(MetricTableModel::tr("better")),
                                     metrics.horizontalAdvance(MetricTableModel::tr("worse")),
                                     metrics.horizontalAdvance(MetricTableModel::tr("unclear"))});
    }

    /// Arrow and word; leaves the room between them.
    static void drawChange(QPainter &painter, QRectF &room, const QModelIndex &index, const Theme &theme)
    {
        const QFontMetrics metrics(painter.font());
        const QRectF word(room.right() - judgementWidth(metrics) + kSmallGap, room.top(),
                          judgementWidth(metrics) - kSmallGap, room.height());
        room.setRight(word.left() - kSmallGap);
        const qreal numberWidth =
            std::max(tabularWidth(metrics, QStringLiteral("+0.000")), tabularWidth(metrics, index.data().toString()));
        const QRectF arrow(room.right() - numberWidth - arrowWidth(metrics), room.top(), arrowWidth(metrics),
                           room.height());
        const QPen pen = painter.pen();
        painter.drawText(arrow, Qt::AlignLeft | Qt::AlignVCenter, index.data(MetricTableModel::ArrowRole).toString());
        painter.setPen(theme.mutedText());
        painter.drawText(word, Qt::AlignLeft | Qt::AlignVCenter,
                         index.data(MetricTableModel::JudgementRole).toString());
        painter.setPen(pen);
    }
};

}

MetricTableView::MetricTableView(QWidget *parent)
    : QTableView(parent)
    , m_emptyText(tr("Open a model and pictures to see the metrics."))
{
    setAccessibleName(tr("Metrics"));
    setItemDelegate(new MetricDelegate(this));
    auto *header = new GroupedHeader(Qt::Horizontal, this);
    header->setGroups({{tr("Baseline"), MetricTableModel::BaselineColumn, MetricTableModel::BaselineColumn},
                       {tr("Direct effect"), MetricTableModel::DirectColumn, MetricTableModel::DirectChangeColumn},
                       {tr("Forward"), MetricTableModel::ForwardColumn, MetricTableModel::ForwardChangeColumn}});
    header->setPadding(kPadding);
    header->setHighlightSections(false);
    setHorizontalHeader(header);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    fitRows();
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setTabKeyNavigation(false);
    setWordWrap(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
}

void MetricTableView::setMetrics(MetricTableModel *model)
{
    setModel(model);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setSectionResizeMode(MetricTableModel::NameColumn, QHeaderView::Fixed);
    connect(model, &QAbstractItemModel::modelReset, this, &MetricTableView::fitNames);
    connect(horizontalHeader(), &QHeaderView::sectionResized, this, [this](int column) {
        if (column != MetricTableModel::NameColumn)
            fitNames();
    });
    fitNames();
}

void MetricTableView::fitNames()
{
    int figures = 0;
    for (int column = MetricTableModel::NameColumn + 1; column < horizontalHeader()->count(); ++column)
        figures += horizontalHeader()->sectionSize(column);
    const int least =
        std::min(sizeHintForColumn(MetricTableModel::NameColumn), kLeastLetters * fontMetrics().averageCharWidth());
    horizontalHeader()->resizeSection(MetricTableModel::NameColumn, std::max(least, viewport()->width() - figures));
}

void MetricTableView::fitRows() { verticalHeader()->setDefaultSectionSize(heightOfRow(font())); }

void MetricTableView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange)
        fitRows();
}

void MetricTableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    if (model())
        fitNames();
}

void MetricTableView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

QSize MetricTableView::sizeHint() const
{
    const int rows = model() ? std::max(model()->rowCount(), 4) : 4;
    return {610, horizontalHeader()->sizeHint().height() + rows * 2 * fontMetrics().height()};
}

QRect MetricTableView::helpRect(int row) const
{
    const QModelIndex name = model()->index(row, MetricTableModel::NameColumn);
    return helpMark(visualRect(name), font(), name.data().toString());
}

void MetricTableView::explain(int row)
{
    ExplanationSheet::open(static_cast<MetricTableModel *>(model())->help(row), viewport(), helpRect(row));
}

bool MetricTableView::isStopped(int row) const
{
    for (int column = 0; column < model()->columnCount(); ++column) {
        if (model()->index(row, column).data(MetricTableModel::IsStoppedRole).toBool())
            return true;
    }
    return false;
}

bool MetricTableView::asksForHelp(const QKeyEvent &event) const
{
    const QModelIndex name = currentIndex().siblingAtColumn(MetricTableModel::NameColumn);
    return event.key() == Qt::Key_F1 && name.data(MetricTableModel::HasHelpRole).toBool();
}

bool MetricTableView::event(QEvent *event)
{
    // A figure's explanation goes before the window's F1.
    if (event->type() == QEvent::ShortcutOverride && asksForHelp(*static_cast<QKeyEvent *>(event)))
        event->accept();
    return QTableView::event(event);
}

void MetricTableView::keyPressEvent(QKeyEvent *event)
{
    const QModelIndex name = currentIndex().siblingAtColumn(MetricTableModel::NameColumn);
    const bool isEnter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (asksForHelp(*event))
        explain(name.row());
    else if (isEnter && name.isValid() && isStopped(name.row()))
        Q_EMIT intervalsRequested();
    else
        QTableView::keyPressEvent(event);
}

void MetricTableView::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    const QPoint position = event->position().toPoint();
    const QModelIndex index = indexAt(position);
    if (event->button() != Qt::LeftButton || !index.isValid())
        return;
    if (index.data(MetricTableModel::HasHelpRole).toBool() && helpRect(index.row()).contains(position))
        explain(index.row());
    else if (index.data(MetricTableModel::IsStoppedRole).toBool())
        Q_EMIT intervalsRequested();
}

void MetricTableView::paintEvent(QPaintEvent *event)
{
    if (model() && model()->rowCount() > 0) {
        QTableView::paintEvent(event);
        return;
    }
    QPainter painter(viewport());
    drawPlaceholder(*this, painter, viewport()->rect(), m_emptyText, {});
}

}
