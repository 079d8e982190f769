// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/headmapkey.h"

#include <QPainter>
#include <QStyleOptionViewItem>

#include "widgets/palette.h"

namespace headscope {

HeadMapKey::HeadMapKey(QWidget *parent)
    : QWidget(parent)
    , m_meanings{tr("ablated"), tr("gain changed"), tr("undefined"), tr("not computed yet")}
{
    setAccessibleName(tr("Key to the head map"));
    setAccessibleDescription(m_meanings.join(QStringLiteral(", ")));
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);

    // Zero on a difference's scale is the colour of paper: only the marks are seen.
    const Figure zero = Figure::known(0.0);
    m_samples.setShape(1, int(m_meanings.size()));
    m_samples.setFigures({{}, ColourScale::Kind::Diverging, {}}, {zero, zero, Figure::undefined({}), Figure()});
    m_samples.setGains({0.0, 1.5, 1.0, 1.0});
}

int HeadMapKey::sampleSize() const { return fontMetrics().height() + kGap; }

QList<QRect> HeadMapKey::places(int width) const
{
    QList<QRect> places;
    QPoint at;
    for (const QString &meaning : m_meanings) {
        const QSize size(sampleSize() + kSmallGap + fontMetrics().horizontalAdvance(meaning), sampleSize());
        if (at.x() > 0 && at.x() + size.width() > width)
            at = {0, at.y() + sampleSize() + kSmallGap};
        places.append({at, size});
        at.rx() += size.width() + 2 * kGap;
    }
    return places;
}

QSize HeadMapKey::sizeHint() const
{
    const QRect last = places(QWIDGETSIZE_MAX).last();
    return {last.right() + 1, last.height()};
}

QSize HeadMapKey::minimumSizeHint() const { return {1, sampleSize()}; }

int HeadMapKey::heightForWidth(int width) const { return places(width).last().bottom() + 1; }

void HeadMapKey::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    const Theme theme(palette());
    painter.fillRect(rect(), theme.paper());
    QStyleOptionViewItem option;
    option.palette = palette();
    option.font = font();
    const QList<QRect> all = places(width());
    for (int sample = 0; sample < m_samples.heads(); ++sample) {
        const QRect &place = all[sample];
        option.rect = QRect(place.topLeft(), QSize(sampleSize(), sampleSize()));
        m_delegate.paint(&painter, option, m_samples.index(0, sample));
        painter.setPen(theme.mutedText());
        painter.drawText(place.adjusted(sampleSize() + kSmallGap, 0, 1, 0), Qt::AlignVCenter, m_meanings[sample]);
    }
}

}
