// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messages/issuelist.h"

#include <QApplication>
#include <QPainter>
#include <QVBoxLayout>

#include <algorithm>

#include "widgets/base/placeholder.h"
#include "widgets/messages/issuerow.h"

namespace headscope {

IssueList::IssueList(QWidget *parent)
    : QScrollArea(parent)
    , m_page(new QWidget)
{
    setAccessibleName(tr("Issues"));
    setWhatsThis(tr("What a careful auditor would notice. Up and Down move between issues, Enter acts on one, Ctrl+C "
                    "copies it."));
    setFrameShape(NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    viewport()->setBackgroundRole(QPalette::Base);
    m_page->setAutoFillBackground(false);
    m_rows = new QVBoxLayout(m_page);
    m_rows->setContentsMargins(0, 0, 0, 0);
    m_rows->setSpacing(0);
    m_rows->addStretch();
    setWidget(m_page);
    m_page->setAutoFillBackground(false); // setWidget turns it on; the placeholder is drawn beneath.
    setIssues({});
}

void IssueList::setEmptyText(const QString &text)
{
    m_emptyText = text;
    if (m_isEmpty)
        setAccessibleDescription(text);
    viewport()->update();
}

void IssueList::setIssues(QList<Issue> issues)
{
    std::stable_sort(issues.begin(), issues.end(),
                     [](const Issue &left, const Issue &right) { return left.severity > right.severity; });
    QString focused;
    for (IssueRow *row : m_page->findChildren<IssueRow *>(Qt::FindDirectChildrenOnly)) {
        if (const QWidget *holder = QApplication::focusWidget(); holder == row || row->isAncestorOf(holder))
            focused = row->issue().id;
        delete row;
    }
    m_isEmpty = issues.isEmpty();
    m_page->setVisible(!m_isEmpty);
    setFocusPolicy(m_isEmpty ? Qt::StrongFocus : Qt::NoFocus); // The rows take it.
    setAccessibleDescription(m_isEmpty ? m_emptyText : tr("Issues: %1").arg(issues.size()));
    for (const Issue &issue : issues) {
        auto *row = new IssueRow(issue, m_page);
        connect(row, &IssueRow::activated, this, [this, id = issue.id] { Q_EMIT activated(id); });
        connect(row, &IssueRow::focused, this, [this, row] { ensureWidgetVisible(row, 0, 0); });
        m_rows->insertWidget(m_rows->count() - 1, row);
        row->show();
        if (issue.id == focused)
            row->setFocus();
    }
    viewport()->update();
}

void IssueList::paintEvent(QPaintEvent *event)
{
    QScrollArea::paintEvent(event);
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), Theme(palette()).paper());
    if (m_isEmpty)
        drawPlaceholder(*this, painter, viewport()->rect(), m_emptyText, {});
}

void IssueList::changeEvent(QEvent *event)
{
    QScrollArea::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        viewport()->update();
}

}
