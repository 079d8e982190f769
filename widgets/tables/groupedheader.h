// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QHeaderView>

#include "widgets/base/palette.h"

namespace headscope {

/// A flat header with a line of titles over its labels (beside them, turned, if vertical); each title spans the
/// sections first … last. The label of the current row or column is bold. Neighbouring rows too thin for their labels
/// share one, "3–7", if it fits them together.
class GroupedHeader : public QHeaderView
{
    Q_OBJECT

public:
    struct Group
    {
        QString title;
        int first = 0;
        int last = 0;
    };

    explicit GroupedHeader(Qt::Orientation orientation, QWidget *parent = nullptr);

    /// A group whose `last` is −1 spans everything.
    void setGroups(QList<Group> groups);
    /// Left and right of labels, in pixels: that of the cells beneath.
    void setPadding(int padding);

protected:
    QSize sectionSizeFromContents(int section) const override;
    void paintEvent(QPaintEvent *event) override;

private:
    int titleThickness() const;
    /// The width a section needs for its part of its group's title.
    int titleShare(int section) const;
    QRect span(int first, int last) const;
    void drawTitle(QPainter &painter, const Group &group) const;
    bool isThin(int section) const;
    void drawLabel(QPainter &painter, int section) const;
    /// The label that thin sections first … last share.
    void drawRun(QPainter &painter, int first, int last) const;

    QList<Group> m_groups;
    int m_padding = kGap;
};

}
