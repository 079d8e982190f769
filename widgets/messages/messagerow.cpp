// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messages/messagerow.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QTextDocument>

#include "widgets/base/icon.h"
#include "widgets/base/placeholder.h"

namespace headscope {

namespace {

constexpr int kEdge = 4;
constexpr int kSign = 16;
constexpr int kLeastText = 200; // though a file name may be one endless word: the tooltip tells it

}

MessageRow::MessageRow(Severity severity, const QString &text, const QString &actionText, QWidget *parent)
    : QWidget(parent)
    , m_severity(severity)
{
    setAccessibleName(severityName(severity) + QStringLiteral(": ") + text);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kEdge + kGap + kSign + kGap, kSmallGap, kGap, kSmallGap);
    layout->setSpacing(kGap);

    auto *label = new QLabel(text, this);
    label->setTextFormat(Qt::PlainText); // File names may hold anything.
    label->setWordWrap(true);
    label->setMinimumWidth(kLeastText);
    label->setToolTip(Qt::convertFromPlainText(text));
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->setForegroundRole(QPalette::Text); // It stands on a wash of the paper's colour.
    layout->addWidget(label, 1);

    if (!actionText.isEmpty()) {
        auto *action = new QPushButton(actionText, this);
        action->setObjectName(QStringLiteral("action"));
        action->setToolTip(actionText);
        action->setMinimumWidth(action->sizeHint().width() + 2 * kGap);
        connect(action, &QPushButton::clicked, this, &MessageRow::actionRequested);
        layout->addWidget(action);
    }
    auto *dismiss = new QPushButton(icon(Icon::Close), tr("Dismiss"), this);
    dismiss->setObjectName(QStringLiteral("dismiss"));
    dismiss->setToolTip(tr("Take this message away (Esc)"));
    dismiss->setFlat(true);
    connect(dismiss, &QPushButton::clicked, this, &MessageRow::dismissed);
    layout->addWidget(dismiss);
}

void MessageRow::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    painter.fillRect(rect(), theme.severityWash(m_severity));
    painter.fillRect(QRect(0, 0, kEdge, height()), theme.severity(m_severity));
    drawSeverity(painter, QRectF(kEdge + kGap, (height() - kSign) / 2.0, kSign, kSign), m_severity, theme);
}

void MessageRow::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT dismissed();
    else
        QWidget::keyPressEvent(event);
}

}
