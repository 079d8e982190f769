// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messages/commandpalette.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"
#include "widgets/messages/hitmodel.h"

namespace headscope {

namespace {

constexpr QSize kLargest(560, 420);
/// More than one can see; the line beneath tells how many there are.
constexpr int kShownPerGroup = 30;

class HitDelegate : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &) const override
    {
        return {0, option.fontMetrics.height() + kGap};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        QPalette colours = option.palette;
        colours.setCurrentColorGroup(QPalette::Active); // Titles cannot be chosen, but must be read.
        const Theme theme(colours);
        const bool isEntry = index.data(HitModel::EntryRole).toInt() >= 0;
        painter->save();
        if (option.state & QStyle::State_Selected) {
            painter->fillRect(option.rect, theme.accentWash());
            painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), theme.accent());
        }
        QFont font = option.font;
        font.setBold(index.data(HitModel::TitleRole).toBool());
        painter->setFont(font);
        painter->setPen(isEntry ? theme.text() : theme.mutedText());
        QRect room = option.rect.adjusted(isEntry ? 2 * kGap : kGap, 0, -kGap, 0);
        const QFontMetrics metrics(font);
        const QString text = metrics.elidedText(index.data().toString(), Qt::ElideRight, room.width());
        painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter, text);
        room.setLeft(room.left() + metrics.horizontalAdvance(text) + 2 * kGap);
        if (room.width() > 0) {
            painter->setPen(theme.mutedText());
            const QString detail = index.data(HitModel::DetailRole).toString().simplified();
            painter->drawText(room, Qt::AlignLeft | Qt::AlignVCenter,
                              metrics.elidedText(detail, Qt::ElideRight, room.width()));
        }
        painter->restore();
    }
};

/// A list that says so when nothing is found.
class HitList : public QListView
{
public:
    using QListView::QListView;

protected:
    void paintEvent(QPaintEvent *event) override
    {
        QListView::paintEvent(event);
        if (model()->rowCount() > 0)
            return;
        QPainter painter(viewport());
        drawPlaceholder(*this, painter, viewport()->rect(),
                        CommandPalette::tr("Nothing found. Try a head such as 11.3, a word of a description, or a "
                                           "command."),
                        {});
    }
};

}

CommandPalette::CommandPalette(QWidget *parent)
    : QFrame(parent, Qt::Popup)
    , m_line(new QLineEdit)
    , m_list(new HitList)
    , m_hits(new HitModel(m_filter, this))
{
    setAccessibleName(tr("Find heads, pictures, texts and commands"));
    m_line->setAccessibleName(accessibleName());
    m_line->setPlaceholderText(tr("Head, picture, text or command"));
    m_line->setToolTip(tr("Type words; Up and Down choose, Enter takes, Esc leaves"));
    m_line->setClearButtonEnabled(true);
    m_line->installEventFilter(this);
    m_list->setAccessibleName(tr("Found"));
    m_list->setModel(m_hits);
    m_list->setItemDelegate(new HitDelegate(m_list));
    m_list->setUniformItemSizes(true);
    m_list->setFocusPolicy(Qt::NoFocus); // The line keeps it.
    m_list->setFrameShape(NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGap, kGap, kGap, kGap);
    layout->addWidget(m_line);
    layout->addWidget(m_list);
    setFocusProxy(m_line);
    connect(m_line, &QLineEdit::textChanged, this, &CommandPalette::search);
    connect(m_list, &QListView::clicked, this, &CommandPalette::activate);
}

void CommandPalette::setEntries(QList<Entry> entries)
{
    m_filter.setEntries(std::move(entries));
    search();
}

void CommandPalette::popup()
{
    m_line->clear();
    search();
    const QWidget *window = parentWidget()->window();
    const QSize size = kLargest.boundedTo(window->size() - QSize(4, 4) * kGap);
    resize(size);
    move(window->mapToGlobal(QPoint((window->width() - size.width()) / 2, 4 * kGap)));
    show();
    m_line->setFocus(Qt::PopupFocusReason);
}

void CommandPalette::search()
{
    m_hits->setHits(m_filter.find(m_line->text(), kShownPerGroup));
    m_list->scrollToTop();
    step(1);
}

void CommandPalette::step(int rows)
{
    const auto isEntry = [this](int row) { return m_hits->index(row).flags().testFlag(Qt::ItemIsSelectable); };
    int row = m_list->currentIndex().row();
    for (int left = std::abs(rows); left > 0; --left) {
        int next = row;
        do
            next += rows > 0 ? 1 : -1;
        while (next >= 0 && next < m_hits->rowCount() && !isEntry(next));
        if (next < 0 || next >= m_hits->rowCount())
            break;
        row = next;
    }
    if (row >= 0)
        m_list->setCurrentIndex(m_hits->index(row));
}

void CommandPalette::activate(const QModelIndex &index)
{
    const int entry = index.isValid() ? index.data(HitModel::EntryRole).toInt() : -1;
    if (entry < 0)
        return;
    const Entry taken = m_filter.entries()[entry]; // The owner may set other entries at once.
    hide();
    Q_EMIT activated(taken);
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const int page = std::max(1, m_list->height() / (m_list->fontMetrics().height() + kGap) - 1);
    switch (static_cast<QKeyEvent *>(event)->key()) {
    case Qt::Key_Up:
        step(-1);
        return true;
    case Qt::Key_Down:
        step(1);
        return true;
    case Qt::Key_PageUp:
        step(-page);
        return true;
    case Qt::Key_PageDown:
        step(page);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        activate(m_list->currentIndex());
        return true;
    case Qt::Key_Escape:
        hide();
        return true;
    default:
        return false;
    }
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    painter.fillRect(rect(), theme.paper());
    painter.setPen(theme.mutedText());
    painter.drawRect(rect().adjusted(0, 0, -1, -1));
}

}
