// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/comparetableview.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QPainter>
#include <QStyledItemDelegate>

#include <algorithm>

#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"
#include "widgets/tables/comparetablemodel.h"

namespace headscope {

namespace {

constexpr int kLines = 3;
constexpr int kLeastLetters = 12; // of a name

int heightOfRow(const QFontMetrics &metrics) { return kLines * metrics.height() + kGap; }

/// A value or a name, and beneath it what is said of it.
class StateDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const QFontMetrics metrics(option.font);
        int width = 0;
        for (const int role :
             {int(Qt::DisplayRole), int(CompareTableModel::DetailRole), int(CompareTableModel::JudgementRole)})
            width = std::max(width, metrics.horizontalAdvance(index.data(role).toString()));
        return {width + 3 * kGap, heightOfRow(metrics)}; // air, so that rounding never elides
    }

    void setEditorData(QWidget *editor, const QModelIndex &index) const override
    {
        // Figures that arrive must not take back a name that is being typed.
        auto *line = qobject_cast<QLineEdit *>(editor);
        if (!line || line->isModified() || line->text() == index.data(Qt::EditRole).toString())
            return;
        line->setText(index.data(Qt::EditRole).toString());
        line->selectAll(); // what is typed takes its place
    }

    QWidget *createEditor(QWidget *parent, const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        auto *line = new QLineEdit(parent);
        line->setAutoFillBackground(true);
        return line;
    }

    /// In the place of the name; what is said of it stays.
    void updateEditorGeometry(QWidget *editor, const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        QRect line = option.rect;
        line.setHeight(std::min(editor->sizeHint().height(), line.height()));
        editor->setGeometry(line);
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme theme(option.palette);
        painter->save();
        if (option.state & QStyle::State_Selected)
            painter->fillRect(option.rect, theme.accentWash());
        if (index.column() == 0 && index.data(CompareTableModel::CurrentRole).toBool())
            painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), theme.accent());
        painter->setPen(theme.line());
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());

        const QFontMetrics metrics(option.font);
        QRect line = option.rect.adjusted(kGap, kGap / 2, -kGap, 0);
        line.setHeight(metrics.height());
        const bool isNumber = index.column() > 0;
        const auto draw = [&](const QString &text, const QColor &colour) {
            painter->setPen(colour);
            const QString shown = metrics.elidedText(text, Qt::ElideRight, line.width());
            painter->drawText(line, int(Qt::AlignVCenter | (isNumber ? Qt::AlignRight : Qt::AlignLeft)), shown);
            line.translate(0, line.height());
        };
        QFont font = option.font;
        font.setBold(!isNumber && index.data(CompareTableModel::ReferenceRole).toBool());
        painter->setFont(font);
        draw(index.data().toString(), theme.text());
        painter->setFont(option.font);
        draw(index.data(CompareTableModel::DetailRole).toString(), theme.mutedText());
        draw(index.data(CompareTableModel::JudgementRole).toString(), theme.mutedText());
        painter->restore();
    }
};

}

CompareTableView::CompareTableView(QWidget *parent)
    : QTableView(parent)
{
    setAccessibleName(tr("Ablations to compare"));
    setAccessibleDescription(tr("Enter goes to an ablation, P compares the others with it, F2 changes its name, "
                                "Delete forgets it"));
    setItemDelegate(new StateDelegate(this));
    setFrameShape(NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(SingleSelection);
    setEditTriggers(EditKeyPressed);
    setTabKeyNavigation(false);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    horizontalHeader()->setHighlightSections(false);
    fitRows();
    connect(this, &QAbstractItemView::doubleClicked, this,
            [this](const QModelIndex &index) { Q_EMIT stateActivated(index.row()); });
}

void CompareTableView::setModel(QAbstractItemModel *model)
{
    QTableView::setModel(model);
    connect(model, &QAbstractItemModel::modelReset, this, &CompareTableView::fitColumns);
    connect(model, &QAbstractItemModel::dataChanged, this, &CompareTableView::fitColumns);
    fitColumns();
}

void CompareTableView::fitColumns()
{
    QHeaderView &header = *horizontalHeader();
    if (header.count() == 0 || !isVisible()) // they are fitted when shown
        return;
    header.setSectionResizeMode(QHeaderView::Fixed);
    int figures = 0;
    for (int column = 1; column < header.count(); ++column) {
        resizeColumnToContents(column);
        figures += header.sectionSize(column);
    }
    // Names take what is left; with less than a word of theirs the figures are scrolled.
    const int least = kLeastLetters * fontMetrics().averageCharWidth();
    header.resizeSection(0, std::max(least, viewport()->width() - figures));
}

void CompareTableView::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void CompareTableView::setEmptyText(const QString &text)
{
    m_emptyText = text;
    viewport()->update();
}

void CompareTableView::fitRows() { verticalHeader()->setDefaultSectionSize(heightOfRow(fontMetrics())); }

void CompareTableView::showEvent(QShowEvent *event)
{
    QTableView::showEvent(event);
    fitColumns();
}

void CompareTableView::changeEvent(QEvent *event)
{
    QTableView::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        fitRows();
        // The header gets its font after the view.
        QMetaObject::invokeMethod(this, &CompareTableView::fitColumns, Qt::QueuedConnection);
    }
}

void CompareTableView::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (model() && model()->rowCount() > 0)
        return;
    QPainter painter(viewport());
    drawPlaceholder(*this, painter, viewport()->rect(), m_emptyText, {});
}

void CompareTableView::keyPressEvent(QKeyEvent *event)
{
    const int row = currentIndex().row();
    const bool plain = row >= 0 && !(event->modifiers() & ~Qt::KeypadModifier);
    if (plain && (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter))
        Q_EMIT stateActivated(row);
    else if (plain && event->key() == Qt::Key_P)
        Q_EMIT referenceWished(row);
    else if (plain && event->key() == Qt::Key_Delete)
        Q_EMIT removalWished(row);
    else
        QTableView::keyPressEvent(event);
}

}
