// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/tables/groupedheader.h"

#include <QAbstractItemView>
#include <QPainter>

#include <algorithm>
#include <utility>

namespace headscope {

GroupedHeader::GroupedHeader(Qt::Orientation orientation, QWidget *parent)
    : QHeaderView(orientation, parent)
{
    setSectionsClickable(true);
    setDefaultAlignment(Qt::AlignCenter);
}

void GroupedHeader::setGroups(QList<Group> groups)
{
    m_groups = std::move(groups);
    updateGeometries();
    viewport()->update();
}

void GroupedHeader::setPadding(int padding)
{
    m_padding = padding;
    updateGeometries();
    viewport()->update();
}

QSize GroupedHeader::sectionSizeFromContents(int section) const
{
    const QString label = model()->headerData(section, orientation()).toString();
    const QFontMetrics metrics = fontMetrics();
    QSize size(metrics.horizontalAdvance(label) + 2 * m_padding, metrics.height() + kGap);
    if (orientation() == Qt::Horizontal)
        size = QSize(std::max(size.width(), titleShare(section)), size.height() + titleThickness());
    else
        size.rwidth() += titleThickness();
    return size;
}

int GroupedHeader::titleShare(int section) const
{
    for (const Group &group : m_groups) {
        const int last = group.last < 0 ? count() - 1 : group.last;
        if (section >= group.first && section <= last)
            return (fontMetrics().horizontalAdvance(group.title) + 2 * m_padding) / (last - group.first + 1);
    }
    return 0;
}

int GroupedHeader::titleThickness() const { return m_groups.isEmpty() ? 0 : fontMetrics().height() + kSmallGap; }

QRect GroupedHeader::span(int first, int last) const
{
    const int start = sectionViewportPosition(first);
    const int length = sectionViewportPosition(last) + sectionSize(last) - start;
    return orientation() == Qt::Horizontal ? QRect(start, 0, length, viewport()->height())
                                           : QRect(0, start, viewport()->width(), length);
}

void GroupedHeader::paintEvent(QPaintEvent *)
{
    // Everything by hand: no style has flat headers, and sections are few.
    QPainter painter(viewport());
    painter.fillRect(viewport()->rect(), Theme(palette()).paper());
    if (count() == 0)
        return;
    for (const Group &group : m_groups)
        drawTitle(painter, group);
    for (int section = 0; section < count(); ++section) {
        if (!isThin(section)) {
            drawLabel(painter, section);
            continue;
        }
        const int first = section;
        while (section + 1 < count() && isThin(section + 1))
            ++section;
        drawRun(painter, first, section);
    }
}

void GroupedHeader::drawTitle(QPainter &painter, const Group &group) const
{
    const Theme theme(palette());
    // In the middle of what is seen of the group.
    const QRect rect = span(group.first, group.last < 0 ? count() - 1 : group.last) & viewport()->rect();
    painter.save();
    painter.setPen(theme.mutedText());
    if (orientation() == Qt::Horizontal) {
        painter.drawText(QRect(rect.left(), kSmallGap / 2, rect.width(), fontMetrics().height()), Qt::AlignCenter,
                         group.title);
    } else {
        painter.translate(0, rect.bottom() + 1);
        painter.rotate(-90);
        painter.drawText(QRect(0, kSmallGap / 2, rect.height(), fontMetrics().height()), Qt::AlignCenter, group.title);
    }
    painter.restore();
}

bool GroupedHeader::isThin(int section) const
{
    return orientation() == Qt::Vertical && sectionSize(section) < fontMetrics().ascent();
}

void GroupedHeader::drawRun(QPainter &painter, int first, int last) const
{
    const Theme theme(palette());
    const QRect rect = span(first, last).adjusted(titleThickness(), 0, 0, 0);
    const auto label = [this](int section) { return model()->headerData(section, orientation()).toString(); };
    const QString text = first == last ? label(first) : label(first) + QStringLiteral("–") + label(last);
    painter.save();
    painter.setPen(theme.mutedText());
    if (rect.height() >= fontMetrics().ascent() && rect.width() >= fontMetrics().horizontalAdvance(text)) {
        painter.drawText(rect, Qt::AlignCenter, text);
    } else { // A small triangle to the right, as what is folded in a tree has.
        const QPointF centre = QRectF(rect).center();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        painter.setBrush(theme.mutedText());
        painter.drawPolygon(QPolygonF({centre + QPointF(-2, -3), centre + QPointF(3, 0), centre + QPointF(-2, 3)}));
    }
    painter.restore();
}

void GroupedHeader::drawLabel(QPainter &painter, int section) const
{
    const Theme theme(palette());
    QRect rect = span(section, section);
    if (orientation() == Qt::Horizontal)
        rect.setTop(titleThickness());
    else
        rect.setLeft(titleThickness());

    const auto *view = qobject_cast<const QAbstractItemView *>(parentWidget());
    const QModelIndex current = view ? view->currentIndex() : QModelIndex();
    const int currentSection = orientation() == Qt::Horizontal ? current.column() : current.row();
    const bool isCurrent = highlightSections() && current.isValid() && currentSection == section;

    painter.save();
    QFont labelFont = font();
    labelFont.setBold(isCurrent);
    painter.setFont(labelFont);
    painter.setPen(isCurrent ? theme.text() : theme.mutedText());
    const QVariant alignment = model()->headerData(section, orientation(), Qt::TextAlignmentRole);
    const Qt::Alignment flags = alignment.isValid() ? Qt::Alignment(alignment.toInt()) : defaultAlignment();
    painter.drawText(
        rect.adjusted(flags & Qt::AlignHCenter ? 0 : m_padding, 0, flags & Qt::AlignHCenter ? 0 : -m_padding, 0),
        int(flags), model()->headerData(section, orientation()).toString());
    painter.restore();
}

}
