// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/pooltableview.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPainter>
#include <QPushButton>
#include <QSet>
#include <QSortFilterProxyModel>
#include <QTableView>
#include <QVBoxLayout>

#include <algorithm>

#include "widgets/base/icon.h"
#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"
#include "widgets/figures/figure.h"

namespace headscope {

PoolTableView::PoolTableView(QWidget *parent)
    : QWidget(parent)
    , m_found(new QSortFilterProxyModel(this))
    , m_find(new QLineEdit)
    , m_count(new QLabel)
    , m_table(new QTableView)
    , m_newText(new QLineEdit)
    , m_tag(new QLineEdit)
    , m_add(new QPushButton(icon(Icon::Add), tr("&Add")))
    , m_applyTag(new QPushButton(icon(Icon::Tag), tr("&Tag selected")))
    , m_remove(new QPushButton(icon(Icon::Remove), tr("&Remove")))
    , m_deduplicate(new QPushButton(icon(Icon::Duplicates), tr("Remove &duplicates")))
    , m_export(new QPushButton(icon(Icon::Export), tr("&Export…")))
{
    setAccessibleName(tr("Text pool"));
    const auto describe = [](QWidget *widget, const char *objectName, const QString &name, const QString &toolTip) {
        widget->setObjectName(QString::fromLatin1(objectName));
        widget->setAccessibleName(name);
        widget->setToolTip(toolTip);
    };
    describe(m_find, "find", tr("Find texts"), tr("Shows the texts that have these letters (Ctrl+F)"));
    describe(m_table, "texts", tr("Texts and their concepts"), {});
    describe(m_newText, "newText", tr("New text"), tr("Enter adds it to the pool"));
    describe(m_tag, "tag", tr("Concept"), tr("For the selected texts; empty takes the concept away (Enter)"));
    describe(m_add, "add", tr("Add the text"), tr("Adds the text to the pool (Enter)"));
    describe(m_applyTag, "applyTag", tr("Tag the selected texts"), tr("Gives the selected texts this concept (Enter)"));
    describe(m_remove, "remove", tr("Remove the selected texts"), tr("Removes the selected texts (Delete)"));
    describe(m_deduplicate, "deduplicate", tr("Remove duplicates"),
             tr("Of texts that differ in nothing but case or spaces, keeps the first"));
    describe(m_export, "export", tr("Export the pool"), tr("Writes the texts to a file, one a line"));
    auto *import = new QPushButton(icon(Icon::Import), tr("&Import…"));
    describe(import, "import", tr("Import a pool"), tr("Reads texts from a file, one a line"));
    m_find->setPlaceholderText(tr("Find"));
    m_find->addAction(icon(Icon::Find), QLineEdit::LeadingPosition)->setText(tr("Find texts"));
    m_find->setClearButtonEnabled(true);
    m_find->installEventFilter(this);
    m_newText->setPlaceholderText(tr("New text"));
    m_tag->setPlaceholderText(tr("Concept"));

    m_found->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_found->setFilterKeyColumn(-1);
    m_table->setModel(m_found);
    m_table->setSelectionBehavior(QTableView::SelectRows);
    m_table->setEditTriggers(QTableView::DoubleClicked | QTableView::EditKeyPressed);
    m_table->setTabKeyNavigation(false);
    m_table->setWordWrap(false);
    m_table->setShowGrid(false);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setHighlightSections(false);
    m_table->installEventFilter(this);
    m_table->viewport()->installEventFilter(this);

    const auto row = [](std::initializer_list<QWidget *> widgets) {
        auto *layout = new QHBoxLayout;
        for (QWidget *widget : widgets)
            layout->addWidget(widget, qobject_cast<QLineEdit *>(widget) ? 1 : 0);
        return layout;
    };
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGap, kGap, kGap, kGap);
    layout->setSpacing(kGap);
    layout->addLayout(row({m_find, m_count}));
    layout->addWidget(m_table, 1);
    layout->addLayout(row({m_newText, m_add}));
    layout->addLayout(row({m_tag, m_applyTag, m_remove}));
    auto *files = row({m_deduplicate, import, m_export});
    files->insertStretch(1, 1);
    layout->addLayout(files);

    connect(m_find, &QLineEdit::textChanged, m_found, &QSortFilterProxyModel::setFilterFixedString);
    connect(m_newText, &QLineEdit::returnPressed, this, &PoolTableView::add);
    connect(m_newText, &QLineEdit::textChanged, this, &PoolTableView::showState);
    connect(m_add, &QPushButton::clicked, this, &PoolTableView::add);
    connect(m_tag, &QLineEdit::returnPressed, this, &PoolTableView::tagSelected);
    connect(m_applyTag, &QPushButton::clicked, this, &PoolTableView::tagSelected);
    connect(m_remove, &QPushButton::clicked, this, &PoolTableView::removeSelected);
    connect(m_deduplicate, &QPushButton::clicked, this, &PoolTableView::removeDuplicates);
    connect(import, &QPushButton::clicked, this, &PoolTableView::importRequested);
    connect(m_export, &QPushButton::clicked, this, &PoolTableView::exportRequested);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &PoolTableView::showState);
    for (const auto signal : {&QAbstractItemModel::rowsInserted, &QAbstractItemModel::rowsRemoved})
        connect(m_found, signal, this, &PoolTableView::showState);
    connect(m_found, &QAbstractItemModel::modelReset, this, &PoolTableView::showState);
    showState();
}

void PoolTableView::setPool(PoolTableModel *model)
{
    if (m_model)
        disconnect(m_model, nullptr, this, nullptr);
    m_model = model;
    m_found->setSourceModel(model);
    connect(model, &PoolTableModel::editWished, this, &PoolTableView::editWished);
    // The filter tells of rows that go before they are gone from the pool.
    connect(model, &QAbstractItemModel::rowsRemoved, this, &PoolTableView::showState);
    m_table->horizontalHeader()->setSectionResizeMode(PoolTableModel::TextColumn, QHeaderView::Stretch);
    m_table->horizontalHeader()->resizeSection(PoolTableModel::ConceptColumn,
                                               fontMetrics().averageCharWidth() * 14 + 2 * kGap);
    showState();
}

void PoolTableView::setErrorText(const QString &text)
{
    m_errorText = text;
    setAccessibleDescription(text);
    m_table->viewport()->update();
}

QList<int> PoolTableView::selectedRows() const
{
    QList<int> rows;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        rows.append(m_found->mapToSource(index).row());
    std::sort(rows.begin(), rows.end());
    return rows;
}

void PoolTableView::showState()
{
    const int all = m_model ? m_model->rowCount() : 0;
    const int found = m_found->rowCount();
    const bool anySelected = m_table->selectionModel()->hasSelection();
    m_count->setText(found < all ? tr("%1 of %2").arg(countText(found), countText(all))
                                 : tr("Texts: %1").arg(countText(all)));
    m_add->setEnabled(m_model && !m_newText->text().simplified().isEmpty());
    m_applyTag->setEnabled(anySelected);
    m_remove->setEnabled(anySelected);
    m_deduplicate->setEnabled(all > 1);
    m_export->setEnabled(all > 0);
}

void PoolTableView::add()
{
    const QString text = m_newText->text().simplified();
    if (!m_model || text.isEmpty())
        return;
    m_newText->clear();
    Q_EMIT editWished(m_model->texts() + QList<PoolRow>{{text, m_tag->text().simplified()}}, tr("Add text"));
    m_table->scrollToBottom();
}

void PoolTableView::removeSelected()
{
    const QList<int> rows = selectedRows();
    if (rows.isEmpty())
        return;
    QList<PoolRow> texts = m_model->texts();
    for (auto row = rows.crbegin(); row != rows.crend(); ++row)
        texts.removeAt(*row);
    Q_EMIT editWished(texts, tr("Remove texts"));
}

void PoolTableView::removeDuplicates()
{
    QList<PoolRow> texts;
    QSet<QString> seen;
    for (const PoolRow &text : m_model->texts()) {
        const QString key = text.text.simplified().toCaseFolded();
        if (!seen.contains(key))
            texts.append(text);
        seen.insert(key);
    }
    if (texts.size() < m_model->texts().size())
        Q_EMIT editWished(texts, tr("Remove duplicates"));
}

void PoolTableView::tagSelected()
{
    const QList<int> rows = selectedRows();
    if (rows.isEmpty())
        return;
    QList<PoolRow> texts = m_model->texts();
    for (const int row : rows)
        texts[row].conceptTag = m_tag->text().simplified();
    if (texts != m_model->texts())
        Q_EMIT editWished(texts, tr("Tag texts"));
}

bool PoolTableView::eventFilter(QObject *watched, QEvent *event)
{
    const auto *press = event->type() == QEvent::KeyPress ? static_cast<QKeyEvent *>(event) : nullptr;
    if (watched == m_table && press && press->key() == Qt::Key_Delete) {
        removeSelected();
        return true;
    }
    if (watched == m_find && press && press->key() == Qt::Key_Escape && !m_find->text().isEmpty()) {
        m_find->clear();
        return true;
    }
    if (watched == m_table->viewport() && event->type() == QEvent::Paint &&
        (m_found->rowCount() == 0 || !m_errorText.isEmpty())) {
        QPainter painter(m_table->viewport());
        const bool isFiltered = m_model && m_model->rowCount() > 0;
        painter.fillRect(m_table->viewport()->rect(), Theme(palette()).paper());
        drawPlaceholder(*this, painter, m_table->viewport()->rect(),
                        isFiltered ? tr("No text has these letters.")
                                   : tr("Type a text below, or import a file with one text a line."),
                        m_errorText);
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void PoolTableView::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Find)) {
        m_find->setFocus(Qt::ShortcutFocusReason);
        m_find->selectAll();
    } else {
        QWidget::keyPressEvent(event);
    }
}

}
