// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/icon.h"
#include "widgets/palette.h"

namespace headscope {

Panel::Panel(const QString &id, const QString &title, QWidget *parent)
    : QDockWidget(title, parent)
    , m_heading(new QLabel(title))
    , m_controls(new QHBoxLayout)
{
    setObjectName(id);
    setAccessibleName(title);
    auto *header = new QWidget;
    m_header = new QHBoxLayout(header);
    m_header->setContentsMargins(kGap, kSmallGap, kSmallGap, kSmallGap);
    m_header->setSpacing(kSmallGap);
    QFont font = m_heading->font();
    font.setBold(true);
    m_heading->setFont(font);
    m_header->addWidget(m_heading);
    m_header->addStretch();
    m_header->addLayout(m_controls);
    auto *close = new QToolButton;
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::NoFocus); // a panel is closed from the View menu without a mouse
    close->setIcon(icon(Icon::Close));
    close->setAccessibleName(tr("Close %1").arg(title));
    close->setToolTip(tr("Close this panel; the View menu brings it back"));
    connect(close, &QToolButton::clicked, this, &QWidget::close);
    m_header->addWidget(close);
    setTitleBarWidget(header);

    auto *content = new QWidget;
    m_body = new QVBoxLayout(content);
    m_body->setContentsMargins(kGap, 0, kGap, kGap);
    m_body->setSpacing(kGap);
    setWidget(content);
}

void Panel::setHeading(const QString &heading) { m_heading->setText(heading); }

void Panel::addControl(QWidget *control) { m_controls->addWidget(control); }

void Panel::addControl(const QString &caption, QWidget *control)
{
    if (m_controls->count() > 0)
        m_controls->addSpacing(kGap);
    m_controls->addWidget(makeCaption(caption, control));
    m_controls->addWidget(control);
}

void Panel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(theme.line());
    painter.setBrush(theme.paper());
    painter.drawRoundedRect(QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5), kCornerRadius, kCornerRadius);
}

QLabel *makeCaption(const QString &caption, QWidget *control)
{
    auto *label = new QLabel(caption);
    label->setBuddy(control);
    if (control->accessibleName().isEmpty())
        control->setAccessibleName(QString(caption).remove('&'));
    return label;
}

}
