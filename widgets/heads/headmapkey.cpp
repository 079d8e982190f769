// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/heads/headmapkey.h"

#include <QPainter>
#include <QStyleOptionViewItem>

#include <algorithm>

#include "widgets/base/palette.h"

namespace headscope {

HeadMapKey::HeadMapKey(QWidget *parent)
    : QWidget(parent)
    , m_meanings{tr("ablated"), tr("gain changed"), tr("undefined"), tr("not computed yet")}
{
    setAccessibleName(tr("Key to the head map"));
    setAccessibleDescription(m_meanings.join(QStringLiteral(", ")));
    setToolTip(accessibleDescription());
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);

    // Zero on a difference's scale is the colour of paper: only the marks are seen.
    const Figure zero = Figure::known(0.0);
    m_samples.setShape(1, int(m_meanings.size()));
    m_samples.setFigures({{}, ColourScale::Kind::Diverging, {}}, {zero, zero, Figure::undefined({}), Figure()});
    m_samples.setGains({0.0, 1.5, 1.0, 1.0});
}

int HeadMapKey::sampleSize() const { return fontMetrics().height() + kGap; }

QSize HeadMapKey::sizeHint() const
{
    int width = 0;
    for (const QString &meaning : m_meanings)
        width += sampleSize() + kSmallGap + fontMetrics().horizontalAdvance(meaning) + kGap;
    return {width, sampleSize()};
}

void HeadMapKey::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    painter.fillRect(rect(), theme.paper());
    QStyleOptionViewItem option;
    option.palette = palette();
    option.font = font();
    option.rect = QRect(0, 0, sampleSize(), sampleSize());
    for (int sample = 0; sample < m_samples.heads(); ++sample) {
        m_delegate.paint(&painter, option, m_samples.index(0, sample));
        const QString &meaning = m_meanings[sample];
        const QRect room(option.rect.right() + kSmallGap, 0, fontMetrics().horizontalAdvance(meaning) + 1, height());
        painter.setPen(theme.mutedText());
        painter.drawText(
            room, Qt::AlignVCenter,
            fontMetrics().elidedText(meaning, Qt::ElideRight, std::min(room.width(), width() - room.left())));
        option.rect.moveLeft(room.right() + 1 + kGap);
    }
}

}
