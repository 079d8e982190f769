// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStyledItemDelegate>

class QListView;

namespace headscope {

/// Paints a picture's cell in a grid: the thumbnail (Qt::DecorationRole: QPixmap or QIcon; while there is none, a
/// hatched square), whether the model is right, before and now, as signs beneath it, and frames for what is selected,
/// primary and pinned. All cells are of one size, so that a view of many thousands never asks for each.
class ThumbnailDelegate : public QStyledItemDelegate
{
    Q_OBJECT

public:
    /// Far from Qt::UserRole, so that a model may have roles of its own.
    enum Role {
        BeforeRole = Qt::UserRole + 100, ///< Answer as int: with every head as it is
        NowRole,                         ///< Answer as int: with the heads switched off
        PrimaryRole,                     ///< bool: the picture that all panels look at
        PinnedRole                       ///< bool: the picture it is compared with
    };
    enum class Answer { Unknown, Right, Wrong };

    /// `thumbnail`: the side of the square for the picture, in logical pixels; zoomed as everything is.
    explicit ThumbnailDelegate(int thumbnail, QObject *parent = nullptr);

    /// Makes a list view a grid of such cells, which follows the zoom and scrolls smoothly through many thousands.
    static void prepare(QListView &view, int thumbnail);

    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;
    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit(QListView &view) const;

    int m_thumbnail;
};

}
