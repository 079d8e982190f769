// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/groupbars.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QListView>
#include <QPainter>
#include <QScrollBar>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "widgets/base/marker.h"
#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"
#include "widgets/figures/groupbarsmodel.h"

namespace headscope {

namespace {

constexpr qreal kBarHeight = 10.0;
constexpr qreal kMarkerRadius = 5.0;
constexpr qreal kSign = 12.0;

class BarDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {0, option.fontMetrics.height() + kGap};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Theme theme(option.palette);
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setFont(option.font);
        const bool isCurrent = option.state & QStyle::State_Selected;
        if (isCurrent)
            painter->fillRect(option.rect, theme.accentWash());
        const QRectF room = QRectF(option.rect).adjusted(kGap, 0, -kGap, 0);
        if (index.data(GroupBarsModel::IsTitleRole).toBool())
            drawTitle(*painter, room, option, index);
        else
            drawGroup(*painter, room, option, index);
        painter->restore();
    }

private:
    static void drawTitle(QPainter &painter, const QRectF &room, const QStyleOptionViewItem &option,
                          const QModelIndex &index)
    {
        const Theme theme(option.palette);
        const QString gap = index.data(GroupBarsModel::NumberTextRole).toString();
        painter.setPen(theme.mutedText());
        painter.drawText(room, Qt::AlignRight | Qt::AlignVCenter, gap);
        QFont bold = option.font;
        bold.setBold(true);
        painter.setFont(bold);
        painter.setPen(theme.text());
        const int width = int(room.width()) - option.fontMetrics.horizontalAdvance(gap) - kGap;
        painter.drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                         QFontMetrics(bold).elidedText(index.data().toString(), Qt::ElideRight, width));
        painter.fillRect(QRectF(room.left(), room.top(), room.width(), 1), theme.line());
    }

    static void drawGroup(QPainter &painter, const QRectF &room, const QStyleOptionViewItem &option,
                          const QModelIndex &index)
    {
        const Theme theme(option.palette);
        const QFontMetricsF metrics(option.font);
        const auto &model = static_cast<const GroupBarsModel &>(*index.model());

        // From the right: n with its warning, the number, the bar; from the left: marker and name.
        QRectF images = room;
        images.setLeft(room.right() - tabularWidth(metrics, model.longestImagesText()) - kSign - kSmallGap);
        QRectF number = room;
        number.setRight(images.left() - kGap);
        number.setLeft(number.right() - tabularWidth(metrics, NumberFormat{.decimals = 2}.text(0.0)));
        const QString worst = GroupBars::tr("worst");
        qreal nameWidth = 0.0;
        for (const QString &value : model.values())
            nameWidth = std::max(nameWidth, metrics.horizontalAdvance(value));
        nameWidth += kSmallGap + metrics.horizontalAdvance(worst);
        QRectF name = room;
        name.setLeft(room.left() + kGap + 2 * kMarkerRadius + kSmallGap);
        name.setWidth(std::min(nameWidth + 1, room.width() * 0.4));
        QRectF track(name.right() + kGap, room.center().y() - kBarHeight / 2, 0, kBarHeight);
        track.setRight(number.left() - kGap - kBeforeMark);

        const int group = index.data(GroupBarsModel::GroupRole).toInt();
        drawGroupMarker(painter, group, {room.left() + kGap + kMarkerRadius, room.center().y()}, kMarkerRadius, theme);
        painter.setPen(theme.mutedText());
        if (index.data(GroupBarsModel::IsWorstRole).toBool()) {
            painter.drawText(name, Qt::AlignRight | Qt::AlignVCenter, worst);
            name.setRight(name.right() - metrics.horizontalAdvance(worst) - kSmallGap);
        }
        painter.setPen(theme.text());
        painter.drawText(name, Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(index.data().toString(), Qt::ElideRight, name.width()));

        painter.fillRect(track, theme.track());
        if (const QVariant now = index.data(GroupBarsModel::NowRole); now.isValid()) {
            QRectF bar = track;
            bar.setWidth(track.width() * now.toDouble());
            painter.fillRect(bar, groupColour(group));
            painter.setPen(QPen(theme.mutedText(), 1)); // Yellow on white needs an edge.
            painter.setBrush(Qt::NoBrush);
            painter.drawRect(bar);
        }
        if (const QVariant before = index.data(GroupBarsModel::BeforeRole); before.isValid())
            drawBeforeMark(painter, {track.left() + track.width() * before.toDouble(), track.center().y()}, theme);

        painter.setPen(theme.text());
        drawTabular(painter, number, Qt::AlignRight, index.data(GroupBarsModel::NumberTextRole).toString());
        if (index.data(GroupBarsModel::IsFewRole).toBool())
            drawSeverity(painter, {images.left(), room.center().y() - kSign / 2, kSign, kSign}, Severity::Warning,
                         theme);
        painter.setPen(theme.mutedText());
        drawTabular(painter, images, Qt::AlignRight, index.data(GroupBarsModel::ImagesTextRole).toString());
    }
};

/// A list that says what to do while it is empty, and in which Enter activates on every platform.
class BarList : public QListView
{
public:
    BarList(const QString &emptyText, const QString &errorText)
        : m_emptyText(emptyText)
        , m_errorText(errorText)
    {
    }

protected:
    void paintEvent(QPaintEvent *event) override
    {
        if (model()->rowCount() > 0 && m_errorText.isEmpty()) {
            QListView::paintEvent(event);
            return;
        }
        QPainter painter(viewport());
        drawPlaceholder(*this, painter, viewport()->rect(), m_emptyText, m_errorText);
    }

    void keyPressEvent(QKeyEvent *event) override
    {
        if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
            Q_EMIT clicked(currentIndex());
        else
            QListView::keyPressEvent(event);
    }

private:
    const QString &m_emptyText;
    const QString &m_errorText;
};

}

GroupBars::GroupBars(QWidget *parent)
    : QWidget(parent)
    , m_model(new GroupBarsModel(this))
    , m_order(new QComboBox)
    , m_key(new QLabel)
    , m_view(new BarList(m_emptyText, m_errorText))
    , m_emptyText(tr("Choose an attribute to see the accuracy of each group."))
{
    setAccessibleName(tr("Accuracy by group"));
    m_order->setAccessibleName(tr("Order of the classes"));
    m_order->setToolTip(tr("Classes with the widest gap between groups of ten pictures or more first, or by name"));
    m_order->addItem(tr("Widest gap first"), int(Order::Gap));
    m_order->addItem(tr("By class name"), int(Order::Name));
    m_key->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
    m_view->setAccessibleName(accessibleName());
    m_view->setModel(m_model);
    m_view->setItemDelegate(new BarDelegate(m_view));
    m_view->setUniformItemSizes(true);
    m_view->setFrameShape(QFrame::NoFrame);
    m_view->setVerticalScrollMode(QListView::ScrollPerPixel);
    m_view->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setFocusProxy(m_view);

    auto *top = new QHBoxLayout;
    top->setContentsMargins(kGap, kSmallGap, kGap, 0);
    top->addWidget(m_order);
    top->addWidget(m_key, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(kSmallGap);
    layout->addLayout(top);
    layout->addWidget(m_view);
    connect(m_order, &QComboBox::activated, this, [this] { m_model->setOrder(Order(m_order->currentData().toInt())); });
    connect(m_view, &QListView::clicked, this, &GroupBars::activate);
    showKey();
}

void GroupBars::setGroups(const QString &attribute, QList<GroupFigures> groups, bool hasChange)
{
    // Figures follow every toggle: the row one stands on must not be lost each time.
    const int scrolled = m_view->verticalScrollBar()->value();
    const QVariant className = m_view->currentIndex().data(GroupBarsModel::ClassRole);
    const QVariant value = m_view->currentIndex().data(GroupBarsModel::ValueNameRole);
    m_model->setGroups(attribute, std::move(groups), hasChange);
    for (int row = 0; className.isValid() && row < m_model->rowCount(); ++row) {
        const QModelIndex index = m_model->index(row);
        if (index.data(GroupBarsModel::ClassRole) == className && index.data(GroupBarsModel::ValueNameRole) == value)
            m_view->setCurrentIndex(index);
    }
    m_view->verticalScrollBar()->setValue(scrolled);
    m_hasChange = hasChange;
    showKey();
}

void GroupBars::setOrder(Order order)
{
    m_order->setCurrentIndex(m_order->findData(int(order)));
    m_model->setOrder(order);
}

void GroupBars::setEmptyText(const QString &text)
{
    m_emptyText = text;
    m_view->viewport()->update();
}

void GroupBars::setErrorText(const QString &text)
{
    m_errorText = text;
    setAccessibleDescription(text);
    m_view->viewport()->update();
}

void GroupBars::showKey()
{
    m_order->setEnabled(m_model->rowCount() > 0);
    m_key->setText(m_hasChange ? tr("bar: now, ◇ before") : tr("bars from 0 to 1"));
    m_key->setVisible(m_model->rowCount() > 0);
}

void GroupBars::activate(const QModelIndex &index)
{
    if (index.isValid() && !index.data(GroupBarsModel::IsTitleRole).toBool())
        Q_EMIT groupActivated(index.data(GroupBarsModel::ClassRole).toString(),
                              index.data(GroupBarsModel::ValueNameRole).toString());
}

}
