// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/panel.h"

#include <QApplication>
#include <QComboBox>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QLabel>
#include <QPainter>
#include <QResizeEvent>
#include <QTextDocument>
#include <QToolButton>
#include <QToolTip>
#include <QVBoxLayout>

#include "widgets/base/elidedlabel.h"
#include "widgets/base/headerlayout.h"
#include "widgets/base/icon.h"
#include "widgets/base/palette.h"
#include "widgets/base/scroller.h"

namespace headscope {

namespace {

/// What is shown is scrolled in less. Two panels of this, one upon the other, fit a small screen with text at 200 %.
constexpr QSize kLeastBody(240, 110);
constexpr int kLeastLetters = 6; // of a box's choice

/// As high as its lines of controls are at its width, which a dock doesn't ask for.
class Header : public QWidget
{
public:
    QSize sizeHint() const override { return {layout()->sizeHint().width(), layout()->heightForWidth(width())}; }
    QSize minimumSizeHint() const override { return {layout()->minimumSize().width(), sizeHint().height()}; }

protected:
    void resizeEvent(QResizeEvent *event) override
    {
        if (event->size().width() != event->oldSize().width())
            updateGeometry();
    }
};

}

Panel::Panel(const QString &id, const QString &title, QWidget *parent)
    : QDockWidget(title, parent)
    , m_heading(new ElidedLabel)
    , m_header(new HeaderLayout)
{
    setObjectName(id);
    setAccessibleName(title);
    m_heading->setText(title);
    m_heading->setContentsMargins(0, 0, kGap, 0);
    auto *header = new Header;
    auto *row = new QHBoxLayout(header);
    row->setContentsMargins(kGap, kSmallGap, kSmallGap, kSmallGap);
    row->setSpacing(kSmallGap);
    m_header->setSpacing(kGap);
    QFont font = m_heading->font();
    font.setBold(true);
    m_heading->setFont(font);
    m_header->addWidget(m_heading);
    row->addLayout(m_header, 1);
    auto *close = new QToolButton;
    close->setAutoRaise(true);
    close->setFocusPolicy(Qt::NoFocus); // a panel is closed from the View menu without a mouse
    close->setIcon(icon(Icon::Close));
    close->setAccessibleName(tr("Close %1").arg(title));
    close->setToolTip(tr("Close this panel; the View menu brings it back"));
    connect(close, &QToolButton::clicked, this, &QWidget::close);
    row->addWidget(close, 0, Qt::AlignTop);
    setTitleBarWidget(header);

    auto *content = new QWidget;
    m_body = new QVBoxLayout(content);
    m_body->setContentsMargins(kGap, 0, kGap, kGap);
    m_body->setSpacing(kGap);
    m_scroller = new Scroller(content, kLeastBody);
    setWidget(m_scroller);
    connect(qApp, &QApplication::focusChanged, this, [this](const QWidget *before, const QWidget *now) {
        if (isAncestorOf(before) != isAncestorOf(now))
            update();
    });
}

void Panel::setHeading(const QString &heading) { m_heading->setText(heading); }

void Panel::takeFocus()
{
    const auto takes = [](const QWidget *widget) {
        return widget->isVisible() && widget->isEnabled() && widget->focusPolicy() & Qt::TabFocus;
    };
    QWidget *chosen = focusWidget();
    if (!chosen || !takes(chosen)) {
        chosen = this;
        // The chain goes through all of the window and comes back.
        for (QWidget *next = nextInFocusChain(); next != this; next = next->nextInFocusChain()) {
            if (!isAncestorOf(next) || !takes(next))
                continue;
            const bool isShown = m_scroller->isAncestorOf(next); // what is shown goes before its controls
            if (isShown || chosen == this)
                chosen = next;
            if (isShown)
                break;
        }
    }
    chosen->setFocus(Qt::TabFocusReason);
    if (m_scroller->isAncestorOf(chosen))
        m_scroller->ensureWidgetVisible(chosen);
}

void Panel::addControl(QWidget *control) { m_header->addWidget(control); }

void Panel::addControl(const QString &caption, QWidget *control)
{
    if (auto *box = qobject_cast<QComboBox *>(control))
        letShrink(*box);
    auto *both = new QWidget;
    auto *layout = new QHBoxLayout(both);
    layout->setContentsMargins({});
    layout->setSpacing(kSmallGap);
    layout->addWidget(makeCaption(caption, control));
    layout->addWidget(control);
    addControl(both);
}

void Panel::letShrink(QComboBox &box)
{
    box.setMinimumContentsLength(kLeastLetters);
    box.installEventFilter(this);
}

bool Panel::eventFilter(QObject *watched, QEvent *event)
{
    auto *box = qobject_cast<QComboBox *>(watched);
    if (!box || event->type() != QEvent::ToolTip)
        return QDockWidget::eventFilter(watched, event);
    QToolTip::showText(static_cast<QHelpEvent *>(event)->globalPos(),
                       Qt::convertFromPlainText(box->currentText() + u'\n' + box->toolTip()), box);
    return true;
}

void Panel::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    painter.setRenderHint(QPainter::Antialiasing);
    const QWidget *focus = QApplication::focusWidget();
    painter.setPen(focus == this || isAncestorOf(focus) ? theme.accent() : theme.line());
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
