// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLayout>

#include <vector>

namespace headscope {

/// A heading and its controls, from left to right: in one line if they fit there at their least width, otherwise in as
/// many as they need halfway between that and what they prefer. What a line has left goes to those that expand, or else
/// to the heading, so that controls beside it stand at the right. The heading must be able to do with less room than it
/// asks for.
class HeaderLayout : public QLayout
{
    Q_OBJECT

public:
    using QLayout::QLayout;
    ~HeaderLayout() override;

    void addItem(QLayoutItem *item) override;
    int count() const override { return int(m_items.size()); }
    QLayoutItem *itemAt(int index) const override;
    QLayoutItem *takeAt(int index) override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;
    QSize sizeHint() const override;
    QSize minimumSize() const override;
    void setGeometry(const QRect &rect) override;

private:
    using Line = std::vector<QLayoutItem *>;

    /// The heading is shortened only where it fills a line of its own.
    int leastWidth(const QLayoutItem *item) const;
    Line shownItems() const;
    std::vector<Line> lines(int width) const;
    /// Of each item of a line.
    std::vector<int> widths(const Line &line, int width) const;
    static int heightOf(const Line &line);

    std::vector<QLayoutItem *> m_items; ///< the first is the heading
};

}
