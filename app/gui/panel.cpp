// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panel.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPainter>
#include <QVBoxLayout>

#include "widgets/palette.h"

namespace headscope {

Panel::Panel(const QString &title, QWidget *parent)
    : QFrame(parent)
    , m_title(new QLabel)
    , m_header(new QHBoxLayout)
    , m_body(new QVBoxLayout(this))
{
    QFont font = m_title->font();
    font.setBold(true);
    m_title->setFont(font);
    setTitle(title);
    m_header->setSpacing(kSmallGap);
    m_header->addWidget(m_title);
    m_header->addStretch();
    m_body->setContentsMargins(kGap, kGap, kGap, kGap);
    m_body->setSpacing(kGap);
    m_body->addLayout(m_header);
}

void Panel::setTitle(const QString &title)
{
    m_title->setText(title);
    setAccessibleName(title);
}

void Panel::addControl(QWidget *control) { m_header->addWidget(control); }

void Panel::addControl(const QString &caption, QWidget *control)
{
    if (m_header->count() > 2)
        m_header->addSpacing(kGap);
    m_header->addWidget(makeCaption(caption, control));
    m_header->addWidget(control);
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
    control->setAccessibleName(QString(caption).remove('&'));
    return label;
}

}
