// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictures/smallmultiples.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QToolTip>
#include <QVBoxLayout>

#include <algorithm>
#include <utility>

#include "widgets/base/placeholder.h"
#include "widgets/figures/colourbar.h"

namespace headscope {

SmallMultiples::SmallMultiples(QWidget *parent)
    : QWidget(parent)
    , m_emptyText(tr("Open a picture to see where each head of a layer looks."))
    , m_legend(new ColourBar(this))
{
    setAccessibleName(tr("Heatmaps of a layer's heads"));
    setWhatsThis(tr("One heatmap a head. A click or the arrow keys choose a head."));
    setFocusPolicy(Qt::StrongFocus);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(kGap, kGap, kGap, kGap);
    layout->addStretch();
    layout->addWidget(m_legend);
    updateLegend();
}

void SmallMultiples::setPicture(const QImage &picture)
{
    m_picture = picture;
    updateLegend();
}

void SmallMultiples::setHeats(int layer, std::vector<HeatGrid> heats, ColourScale::Kind kind, const QString &name,
                              const NumberFormat &format)
{
    m_layer = layer;
    m_heats = std::move(heats);
    m_kind = kind;
    m_name = name;
    m_format = format;
    m_current = m_current < heads() ? m_current : -1;
    updateLegend();
}

void SmallMultiples::clearHeats()
{
    m_heats.clear();
    updateLegend();
}

void SmallMultiples::setSharedScale(std::optional<ColourScale> scale)
{
    m_sharedScale = scale;
    updateLegend();
}

void SmallMultiples::setScaleForEach(bool each)
{
    m_scaleForEach = each;
    updateLegend();
}

void SmallMultiples::setCurrentHead(int head)
{
    m_current = head < heads() ? head : -1;
    setAccessibleDescription(m_current < 0 ? QString() : headName(m_current));
    update();
}

void SmallMultiples::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

void SmallMultiples::setErrorText(const QString &text)
{
    m_errorText = text;
    updateLegend();
}

bool SmallMultiples::isShown() const { return !m_picture.isNull() && !m_heats.empty() && m_errorText.isEmpty(); }

QString SmallMultiples::headName(int head) const { return QStringLiteral("%1.%2").arg(m_layer).arg(head); }

QString SmallMultiples::numberText(double value) const
{
    return m_kind == ColourScale::Kind::Diverging ? m_format.signedText(value) : m_format.text(value);
}

ColourScale SmallMultiples::scaleOf(int head) const
{
    return m_scaleForEach ? heatScale({&m_heats[std::size_t(head)], 1}, m_kind) : m_scale;
}

QString SmallMultiples::labelOf(int head) const
{
    if (!m_scaleForEach || m_heats[std::size_t(head)].isEmpty())
        return headName(head);
    const ColourScale scale = scaleOf(head);
    return m_kind == ColourScale::Kind::Diverging
               ? tr("%1: ±%2").arg(headName(head), m_format.text(scale.high()))
               : tr("%1: %2 to %3").arg(headName(head), numberText(scale.low()), numberText(scale.high()));
}

void SmallMultiples::updateLegend()
{
    m_scale = m_sharedScale.value_or(heatScale(m_heats, m_kind));
    m_legend->setVisible(isShown());
    if (m_scaleForEach) {
        const bool diverging = m_kind == ColourScale::Kind::Diverging;
        m_legend->setScale(
            diverging ? ColourScale::diverging(1.0) : ColourScale::sequential(0.0, 1.0), m_name,
            [diverging](double share) {
                const NumberFormat percent = {0, true};
                return diverging ? percent.signedText(share) : percent.text(share);
            },
            tr("of each head's own scale"));
    } else {
        m_legend->setScale(
            m_scale, m_name, [this](double value) { return numberText(value); },
            m_sharedScale ? tr("one scale with the picture") : tr("one scale for these heads"));
    }
    update();
}

int SmallMultiples::labelHeight() const { return fontMetrics().height() + kSmallGap; }

QRect SmallMultiples::room() const
{
    return rect().adjusted(kGap, kGap, -kGap, -2 * kGap - m_legend->sizeHint().height());
}

QSize SmallMultiples::cellSize(int columns) const
{
    const int rows = (heads() + columns - 1) / columns;
    return {room().width() / columns, room().height() / rows};
}

int SmallMultiples::columns() const
{
    const auto pictureWidth = [this](int columns) {
        const QSize cell = cellSize(columns) - QSize(kGap, kGap + labelHeight());
        return m_picture.size().scaled(cell.expandedTo({1, 1}), Qt::KeepAspectRatio).width();
    };
    int best = 1;
    for (int count = 2; count <= heads(); ++count)
        best = pictureWidth(count) > pictureWidth(best) ? count : best;
    return best;
}

QRect SmallMultiples::headRect(int head) const
{
    const int across = columns();
    const QSize cell = cellSize(across);
    return {room().topLeft() + QPoint(head % across * cell.width(), head / across * cell.height()), cell};
}

int SmallMultiples::headAt(const QPoint &position) const
{
    for (int head = 0; isShown() && head < heads(); ++head) {
        if (headRect(head).contains(position))
            return head;
    }
    return -1;
}

void SmallMultiples::choose(int head)
{
    if (head < 0 || head >= heads() || head == m_current)
        return;
    setCurrentHead(head);
    Q_EMIT headActivated(head);
}

void SmallMultiples::drawHead(QPainter &painter, int head) const
{
    const Theme theme(palette());
    const QRect cell = headRect(head);
    const QRectF place = fittedPicture(
        m_picture.size(), QRectF(cell).adjusted(kGap / 2.0, kGap / 2.0, -kGap / 2.0, -kGap / 2.0 - labelHeight()));
    const HeatGrid &heat = m_heats[std::size_t(head)];
    if (heat.isEmpty())
        painter.fillRect(place, QBrush(theme.pendingHatch(), Qt::BDiagPattern));
    else
        drawHeat(painter, place, m_picture, heat, scaleOf(head), {}, theme);
    const bool isCurrent = head == m_current;
    painter.setPen(theme.line());
    painter.drawRect(place.adjusted(-0.5, -0.5, 0.5, 0.5));
    if (isCurrent) {
        painter.setPen(QPen(theme.accent(), hasFocus() ? 3 : 2));
        painter.drawRect(place.adjusted(-2, -2, 2, 2));
    }
    QFont labelFont = font();
    labelFont.setBold(isCurrent);
    painter.setFont(labelFont);
    painter.setPen(isCurrent ? theme.text() : theme.mutedText());
    painter.drawText(QRectF(cell.left(), place.bottom() + kSmallGap, cell.width(), fontMetrics().height()),
                     Qt::AlignCenter, labelOf(head));
}

void SmallMultiples::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.fillRect(rect(), Theme(palette()).paper());
    if (!isShown()) {
        drawPlaceholder(*this, painter, rect(), m_emptyText, m_errorText);
        return;
    }
    for (int head = 0; head < heads(); ++head)
        drawHead(painter, head);
}

bool SmallMultiples::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    const int head = headAt(help->pos());
    if (head < 0)
        QToolTip::hideText();
    else
        QToolTip::showText(help->globalPos(),
                           m_heats[std::size_t(head)].isEmpty()
                               ? tr("%1: not computed yet").arg(headName(head))
                               : tr("%1: click looks at this head").arg(headName(head)),
                           this, headRect(head));
    return true;
}

void SmallMultiples::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        choose(headAt(event->position().toPoint()));
    else
        QWidget::mousePressEvent(event);
}

void SmallMultiples::keyPressEvent(QKeyEvent *event)
{
    if (!isShown()) {
        QWidget::keyPressEvent(event);
        return;
    }
    const int start = std::max(m_current, 0);
    switch (event->key()) {
    case Qt::Key_Left:
        return choose(m_current < 0 ? 0 : m_current - 1);
    case Qt::Key_Right:
        return choose(m_current + 1);
    case Qt::Key_Up:
        return choose(start - columns());
    case Qt::Key_Down:
        return choose(start + columns());
    case Qt::Key_Home:
        return choose(0);
    case Qt::Key_End:
        return choose(heads() - 1);
    default:
        QWidget::keyPressEvent(event);
    }
}

void SmallMultiples::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void SmallMultiples::focusOutEvent(QFocusEvent *event)
{
    QWidget::focusOutEvent(event);
    update();
}

}
