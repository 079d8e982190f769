// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

namespace headscope {

/// Paints a head: the measure's colour with its number, if all heads' numbers fit; ablated heads hatched and outlined,
/// a changed gain as a level mark, undefined values as a dash, what is not computed yet hatched lightly.
class HeadMapDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;
};

}
