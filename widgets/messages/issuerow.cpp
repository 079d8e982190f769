// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messages/issuerow.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/base/placeholder.h"

namespace headscope {

namespace {

constexpr int kSign = 16;

QLabel *plainLabel(const QString &text, QPalette::ColorRole role)
{
    auto *label = new QLabel(text);
    label->setTextFormat(Qt::PlainText); // File names may hold anything.
    label->setWordWrap(true);
    label->setForegroundRole(role);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setFocusPolicy(Qt::NoFocus); // The row is what one moves to.
    return label;
}

}

IssueRow::IssueRow(const Issue &issue, QWidget *parent)
    : QWidget(parent)
    , m_issue(issue)
{
    const QString name = severityName(issue.severity);
    setAccessibleName(name + QStringLiteral(": ") + issue.sentence);
    setAccessibleDescription(issue.remedy);
    setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGap + kSign + kGap, kGap, kGap, kGap);
    layout->setSpacing(kSmallGap);

    auto *word = plainLabel(name, QPalette::Text);
    QFont bold = word->font();
    bold.setBold(true);
    word->setFont(bold);
    layout->addWidget(word);
    layout->addWidget(plainLabel(issue.sentence, QPalette::Text));
    if (!issue.remedy.isEmpty())
        layout->addWidget(plainLabel(issue.remedy, QPalette::Text));
    if (!issue.actionText.isEmpty()) {
        auto *action = new QPushButton(issue.actionText);
        action->setToolTip(tr("%1 (Enter)").arg(issue.actionText));
        action->setAccessibleDescription(issue.sentence);
        action->setMinimumWidth(action->sizeHint().width() + 2 * kGap);
        connect(action, &QPushButton::clicked, this, &IssueRow::activated);
        layout->addWidget(action, 0, Qt::AlignLeft);
    }
}

void IssueRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    if (hasFocus())
        painter.fillRect(rect(), theme.accentWash());
    painter.setPen(theme.line());
    painter.drawLine(rect().bottomLeft(), rect().bottomRight());
    drawSeverity(painter, QRectF(kGap, kGap, kSign, kSign), m_issue.severity, theme);
    if (hasFocus())
        painter.fillRect(QRect(0, 0, 3, height()), theme.accent());
}

void IssueRow::keyPressEvent(QKeyEvent *event)
{
    if (event->matches(QKeySequence::Copy)) {
        QApplication::clipboard()->setText(QStringList{accessibleName(), m_issue.remedy}.join(u'\n').trimmed());
        return;
    }
    switch (event->key()) {
    case Qt::Key_Up:
    case Qt::Key_Down: {
        const auto rows = parentWidget()->findChildren<IssueRow *>(Qt::FindDirectChildrenOnly);
        if (IssueRow *next = rows.value(rows.indexOf(this) + (event->key() == Qt::Key_Down ? 1 : -1)))
            next->setFocus(Qt::OtherFocusReason);
        break;
    }
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (!m_issue.actionText.isEmpty())
            Q_EMIT activated();
        break;
    default:
        QWidget::keyPressEvent(event);
    }
}

void IssueRow::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
    Q_EMIT focused();
}

void IssueRow::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

}
