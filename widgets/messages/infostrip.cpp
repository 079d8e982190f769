// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messages/infostrip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTextDocument>
#include <QVBoxLayout>

#include "widgets/base/icon.h"
#include "widgets/messages/messagerow.h"

namespace headscope {

namespace {

constexpr int kLeastText = 200; // though a name in it may be one endless word: the tooltip tells it

}

InfoStrip::InfoStrip(QWidget *parent)
    : QFrame(parent)
    , m_status(new QLabel(this))
    , m_undoAll(new QPushButton(icon(Icon::Restore), tr("Undo all"), this))
    , m_messages(new QVBoxLayout)
{
    setAccessibleName(tr("What is on screen"));
    m_status->setTextFormat(Qt::PlainText);
    m_status->setWordWrap(true);
    m_status->setMinimumWidth(kLeastText);
    m_status->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_status->setForegroundRole(QPalette::Text);
    m_undoAll->setToolTip(tr("Put every head back as it was"));
    // Without a change the button keeps its room, so that nothing moves at the first click on a head.
    QSizePolicy policy = m_undoAll->sizePolicy();
    policy.setRetainSizeWhenHidden(true);
    m_undoAll->setSizePolicy(policy);
    m_undoAll->hide();
    connect(m_undoAll, &QPushButton::clicked, this, &InfoStrip::undoAllRequested);

    auto *statusLine = new QHBoxLayout;
    statusLine->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
    statusLine->setSpacing(kGap);
    statusLine->addWidget(m_status, 1);
    statusLine->addWidget(m_undoAll);
    m_messages->setSpacing(1);

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 1);
    layout->setSpacing(0);
    layout->addLayout(statusLine);
    layout->addLayout(m_messages);
}

void InfoStrip::setStatus(const QString &text, bool canUndoAll)
{
    m_status->setText(text);
    m_status->setToolTip(Qt::convertFromPlainText(text));
    m_undoAll->setVisible(canUndoAll);
    setAccessibleDescription(text);
}

void InfoStrip::showMessage(const Message &message)
{
    removeMessage(message.id);
    auto *row = new MessageRow(message.severity, message.text, message.actionText, this);
    row->setObjectName(message.id);
    connect(row, &MessageRow::actionRequested, this, [this, id = message.id] { Q_EMIT actionRequested(id); });
    connect(row, &MessageRow::dismissed, this, [this, id = message.id] {
        removeMessage(id);
        Q_EMIT dismissed(id);
    });
    m_messages->addWidget(row);
}

void InfoStrip::removeMessage(const QString &id)
{
    for (auto *row : findChildren<MessageRow *>(id, Qt::FindDirectChildrenOnly)) {
        // Out of the layout at once, deleted later: one of its buttons may be what called.
        row->hide();
        row->setParent(nullptr);
        row->deleteLater();
    }
}

void InfoStrip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    painter.fillRect(rect(), theme.paper());
    painter.fillRect(QRect(0, height() - 1, width(), 1), theme.line());
}

}
