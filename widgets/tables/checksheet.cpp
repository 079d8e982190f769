// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/checksheet.h"

#include <QAbstractTableModel>
#include <QApplication>
#include <QClipboard>
#include <QContextMenuEvent>
#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>
#include <utility>

#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"

namespace headscope {

namespace {

constexpr int kSign = 14;
constexpr int kLeastValueWidth = 140;

enum Column { NameColumn, ValueColumn, SourceColumn, ColumnCount };
enum Role { SourceRole = Qt::UserRole };

class FactModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    void setFacts(QList<ModelFact> facts)
    {
        beginResetModel();
        m_facts = std::move(facts);
        endResetModel();
    }

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : int(m_facts.size()); }
    int columnCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : ColumnCount; }

    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override
    {
        if (!checkIndex(index, CheckIndexOption::IndexIsValid))
            return {};
        const ModelFact &fact = m_facts[index.row()];
        switch (role) {
        case Qt::DisplayRole:
            return text(fact, index.column());
        case Qt::ToolTipRole:
            return fact.explanation.isEmpty() ? fact.value : fact.value + u'\n' + fact.explanation;
        case Qt::AccessibleTextRole:
            return index.column() == NameColumn
                       ? CheckSheet::tr("%1: %2, %3").arg(fact.name, fact.value, text(fact, SourceColumn))
                       : text(fact, index.column());
        case SourceRole:
            return int(fact.source);
        default:
            return {};
        }
    }

private:
    static QString text(const ModelFact &fact, int column)
    {
        if (column == SourceColumn)
            return fact.source == ModelFact::Source::FromFile  ? CheckSheet::tr("from file")
                   : fact.source == ModelFact::Source::Assumed ? CheckSheet::tr("assumed")
                                                               : CheckSheet::tr("as published");
        return column == NameColumn ? fact.name : fact.value;
    }

    QList<ModelFact> m_facts;
};

/// A sheet of paper with a folded corner.
void drawSheet(QPainter &painter, const QRectF &square, const Theme &theme)
{
    const QRectF sheet = square.adjusted(square.width() * 0.15, 0.5, -square.width() * 0.15, -0.5);
    const qreal fold = sheet.width() * 0.4;
    painter.setPen(QPen(theme.mutedText(), 1.2));
    painter.setBrush(Qt::NoBrush);
    painter.drawPolygon(QPolygonF({sheet.topLeft(), sheet.topRight() - QPointF(fold, 0),
                                   sheet.topRight() + QPointF(0, fold), sheet.bottomRight(), sheet.bottomLeft()}));
    painter.drawPolyline(QPolygonF({sheet.topRight() - QPointF(fold, 0), sheet.topRight() + QPointF(-fold, fold),
                                    sheet.topRight() + QPointF(0, fold)}));
}

class FactDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFontMetrics metrics(option.font);
        const int sign = index.column() == SourceColumn ? kSign + kSmallGap : 0;
        return {metrics.horizontalAdvance(index.data().toString()) + sign + 2 * kGap + 1, metrics.height() + kGap};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme theme(option.palette);
        const bool isAssumed = index.data(SourceRole).toInt() == int(ModelFact::Source::Assumed);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, theme.accentWash());
        painter->fillRect(QRectF(option.rect.left(), option.rect.bottom(), option.rect.width(), 1), theme.line());
        QRectF room = QRectF(option.rect).adjusted(kGap, 0, -kGap, -1);
        if (index.column() == SourceColumn) {
            const QRectF sign(room.left(), room.center().y() - kSign / 2.0, kSign, kSign);
            if (isAssumed)
                drawSeverity(*painter, sign, Severity::Warning, theme);
            else
                drawSheet(*painter, sign, theme);
            room.setLeft(sign.right() + kSmallGap);
        }
        painter->setFont(option.font);
        painter->setPen(index.column() == NameColumn ? theme.mutedText() : theme.text());
        // Hashes and paths are told apart by both ends.
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                          option.fontMetrics.elidedText(
                              index.data().toString(), index.column() == ValueColumn ? Qt::ElideMiddle : Qt::ElideRight,
                              int(room.width())));
        painter->restore();
    }
};

}

CheckSheet::CheckSheet(QWidget *parent)
    : QTableView(parent)
    , m_emptyText(tr("Open a model to see what is known about it."))
{
    setAccessibleName(tr("Model check sheet"));
    setWhatsThis(
        tr("What is known about the model, and whether it was read from its files or assumed. Ctrl+C copies."));
    setModel(new FactModel(this));
    setItemDelegate(new FactDelegate(this));
    horizontalHeader()->hide();
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    horizontalHeader()->setMinimumSectionSize(4 * kGap);
    horizontalHeader()->setSectionResizeMode(ValueColumn, QHeaderView::Stretch);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    setFrameShape(NoFrame);
    setShowGrid(false);
    setEditTriggers(NoEditTriggers);
    setSelectionBehavior(SelectRows);
    setTabKeyNavigation(false);
    setWordWrap(false);
}

void CheckSheet::setFacts(QList<ModelFact> facts) { static_cast<FactModel *>(model())->setFacts(std::move(facts)); }

void CheckSheet::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void CheckSheet::setErrorText(const QString &text)
{
    m_errorText = text;
    setAccessibleDescription(text);
    viewport()->update();
}

QString CheckSheet::rowText(int row) const
{
    QStringList fields;
    for (int column = 0; column < ColumnCount; ++column)
        fields.append(model()->index(row, column).data().toString());
    return fields.join(u'\t');
}

QString CheckSheet::text() const
{
    QStringList lines;
    for (int row = 0; row < model()->rowCount(); ++row)
        lines.append(rowText(row));
    return lines.join(u'\n');
}

void CheckSheet::copy() const
{
    QModelIndexList selected = selectionModel()->selectedRows();
    std::sort(selected.begin(), selected.end());
    QStringList lines;
    for (const QModelIndex &index : selected)
        lines.append(rowText(index.row()));
    QApplication::clipboard()->setText(lines.isEmpty() ? text() : lines.join(u'\n'));
}

QSize CheckSheet::sizeHint() const
{
    const int rows = std::max(model()->rowCount(), 6);
    return {sizeHintForColumn(NameColumn) + std::max(sizeHintForColumn(ValueColumn), kLeastValueWidth) +
                sizeHintForColumn(SourceColumn),
            rows * (fontMetrics().height() + kGap)};
}

void CheckSheet::paintEvent(QPaintEvent *event)
{
    if (m_errorText.isEmpty() && model()->rowCount() > 0) {
        QTableView::paintEvent(event);
        return;
    }
    QPainter painter(viewport());
    drawPlaceholder(*this, painter, viewport()->rect(), m_emptyText, m_errorText);
}

void CheckSheet::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) // Whole lines; the view's own would take one cell.
        copy();
    else
        QTableView::keyPressEvent(event);
}

void CheckSheet::contextMenuEvent(QContextMenuEvent *event)
{
    if (model()->rowCount() == 0)
        return;
    QMenu menu(this);
    connect(menu.addAction(tr("&Copy"), QKeySequence::Copy), &QAction::triggered, this, &CheckSheet::copy);
    connect(menu.addAction(tr("Copy &all")), &QAction::triggered, this,
            [this] { QApplication::clipboard()->setText(text()); });
    menu.exec(event->globalPos());
}

}
