// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/base/headerlayout.h"

#include <algorithm>
#include <iterator>

namespace headscope {

HeaderLayout::~HeaderLayout()
{
    for (QLayoutItem *item : m_items)
        delete item;
}

void HeaderLayout::addItem(QLayoutItem *item)
{
    m_items.push_back(item);
    invalidate();
}

QLayoutItem *HeaderLayout::itemAt(int index) const
{
    return index >= 0 && index < count() ? m_items[std::size_t(index)] : nullptr;
}

QLayoutItem *HeaderLayout::takeAt(int index)
{
    QLayoutItem *item = itemAt(index);
    if (item) {
        m_items.erase(m_items.begin() + index);
        invalidate();
    }
    return item;
}

int HeaderLayout::leastWidth(const QLayoutItem *item) const
{
    return item == m_items.front() ? item->sizeHint().width() : item->minimumSize().width();
}

HeaderLayout::Line HeaderLayout::shownItems() const
{
    Line shown;
    std::copy_if(m_items.begin(), m_items.end(), std::back_inserter(shown),
                 [](const QLayoutItem *item) { return !item->isEmpty(); });
    return shown;
}

std::vector<HeaderLayout::Line> HeaderLayout::lines(int width) const
{
    const Line all = shownItems();
    int least = -spacing();
    for (const QLayoutItem *item : all)
        least += leastWidth(item) + spacing();
    if (least <= width)
        return {all};
    std::vector<Line> lines;
    int left = 0;
    for (QLayoutItem *item : all) {
        const int needed = std::min((leastWidth(item) + item->sizeHint().width()) / 2, width);
        if (lines.empty() || needed > left) {
            lines.emplace_back();
            left = width;
        }
        lines.back().push_back(item);
        left -= needed + spacing();
    }
    return lines;
}

std::vector<int> HeaderLayout::widths(const Line &line, int width) const
{
    std::vector<int> widths;
    std::vector<int> spare; // what an item can do without
    int left = width - int(line.size() - 1) * spacing();
    int allSpare = 0;
    for (const QLayoutItem *item : line) {
        widths.push_back(std::min(item->sizeHint().width(), width));
        spare.push_back(std::max(item->sizeHint().width() - leastWidth(item), 0));
        left -= widths.back();
        allSpare += spare.back();
    }
    if (left < 0) {
        for (std::size_t index = 0; allSpare > 0 && index < line.size(); ++index)
            widths[index] += left * spare[index] / allSpare;
        return widths;
    }
    const auto expands = [](const QLayoutItem *item) { return bool(item->expandingDirections() & Qt::Horizontal); };
    const auto expanding = int(std::count_if(line.begin(), line.end(), expands));
    if (expanding == 0 && line.front() == m_items.front())
        widths.front() += left;
    for (std::size_t index = 0; expanding > 0 && index < line.size(); ++index)
        widths[index] += expands(line[index]) ? left / expanding : 0;
    return widths;
}

int HeaderLayout::heightOf(const Line &line)
{
    int height = 0;
    for (const QLayoutItem *item : line)
        height = std::max(height, item->sizeHint().height());
    return height;
}

int HeaderLayout::heightForWidth(int width) const
{
    const QMargins margins = contentsMargins();
    int height = margins.top() + margins.bottom() - spacing();
    for (const Line &line : lines(width - margins.left() - margins.right()))
        height += heightOf(line) + spacing();
    return height;
}

QSize HeaderLayout::sizeHint() const
{
    QSize size(-spacing(), 0);
    for (const QLayoutItem *item : shownItems())
        size = {size.width() + item->sizeHint().width() + spacing(),
                std::max(size.height(), item->sizeHint().height())};
    return size.grownBy(contentsMargins());
}

QSize HeaderLayout::minimumSize() const
{
    QSize size;
    for (const QLayoutItem *item : shownItems()) {
        const int width = item == m_items.front() ? 0 : item->minimumSize().width();
        size = size.expandedTo({width, item->sizeHint().height()});
    }
    return size.grownBy(contentsMargins());
}

void HeaderLayout::setGeometry(const QRect &rect)
{
    QLayout::setGeometry(rect);
    const QRect room = rect.marginsRemoved(contentsMargins());
    int top = room.top();
    const std::vector<Line> all = lines(room.width());
    for (const Line &line : all) {
        const std::vector<int> parts = widths(line, room.width());
        const int height = all.size() == 1 ? room.height() : heightOf(line);
        int left = room.left();
        for (std::size_t index = 0; index < line.size(); ++index) {
            line[index]->setGeometry({left, top, parts[index], height});
            left += parts[index] + spacing();
        }
        top += height + spacing();
    }
}

}
