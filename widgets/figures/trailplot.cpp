// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/trailplot.h"

#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QStringList>
#include <QToolTip>

#include <qcustomplot.h>

#include <algorithm>
#include <cmath>
#include <utility>

#include "widgets/base/palette.h"
#include "widgets/base/placeholder.h"
#include "widgets/figures/trailmarks.h"

namespace headscope {

namespace {

/// How near the pointer must be to a point.
constexpr qreal kReach = 10.0;
/// An axis shows at least this much, so that one point, or points that hardly differ, are not blown up.
constexpr double kLeastExtent = 0.04;
constexpr double kPadding = 0.1;
constexpr int kMostDecimals = 6;
constexpr int kMostTicks = 4;
constexpr int kLeastLines = 9; // of text, as a measure of height
constexpr int kLowLines = 13;  // below this the legend stands beside the plot
constexpr int kFrame = 2;      // round everything, while it has the focus

/// Numbers as everywhere in Headscope, with as many decimals as the step between ticks needs.
class FigureTicker : public QCPAxisTicker
{
public:
    explicit FigureTicker(const NumberFormat &format)
        : m_format(format)
    {
    }

protected:
    double getTickStep(const QCPRange &range) override
    {
        const double step = QCPAxisTicker::getTickStep(range);
        double shown = m_format.percent ? step * 100.0 : step;
        for (m_format.decimals = 0; m_format.decimals < kMostDecimals && std::abs(shown - std::round(shown)) > 1e-6;
             ++m_format.decimals)
            shown *= 10.0;
        return step;
    }

    QString getTickLabel(double tick, const QLocale &, QChar, int) override { return m_format.text(tick); }

private:
    NumberFormat m_format;
};

QCPRange padded(const QList<double> &values)
{
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    const double extent = std::max((*high - *low) * (1 + 2 * kPadding), kLeastExtent);
    const double middle = (*high + *low) / 2;
    return {middle - extent / 2, middle + extent / 2};
}

}

TrailPlot::TrailPlot(QWidget *parent)
    : QWidget(parent)
    , m_accuracy{tr("Accuracy"), {}}
    , m_bias{tr("Bias"), {}}
    , m_emptyText(tr("Switch off a head: every ablation you try becomes a point here."))
    , m_plot(new QCustomPlot(this))
{
    setAccessibleName(tr("Trail of ablations"));
    setWhatsThis(tr("Each ablation tried is a point: accuracy upwards, bias to the right. Click a point, or step with "
                    "Left and Right and press Enter, to go back to it."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    // The plot only draws: pointer and keys are answered here, where a point is known by its index.
    m_plot->setAttribute(Qt::WA_TransparentForMouseEvents);
    m_plot->setFocusPolicy(Qt::NoFocus);
    redraw();
}

QSize TrailPlot::minimumSizeHint() const { return {200, kLeastLines * fontMetrics().height()}; }

void TrailPlot::setScope(const QString &scope)
{
    m_scope = scope;
    redraw();
}

void TrailPlot::setAxes(const TrailAxis &accuracy, const TrailAxis &bias)
{
    m_accuracy = accuracy;
    m_bias = bias;
    redraw();
}

void TrailPlot::setPoints(QList<TrailPoint> points)
{
    m_points = std::move(points);
    if (!isDrawn(m_cursor))
        setCursorPoint(-1);
    redraw();
}

void TrailPlot::setControls(QList<TrailControl> controls)
{
    m_controls = std::move(controls);
    redraw();
}

void TrailPlot::setEmptyText(const QString &text)
{
    m_emptyText = text;
    update();
}

void TrailPlot::setErrorText(const QString &text)
{
    m_errorText = text;
    setAccessibleDescription(text);
    redraw();
}

bool TrailPlot::isDrawn(int index) const
{
    return index >= 0 && index < m_points.size() && m_points[index].accuracy && m_points[index].bias;
}

bool TrailPlot::isEmpty() const { return neighbour(-1, 1) < 0 && m_controls.isEmpty(); }

std::optional<QPointF> TrailPlot::pointPosition(int index)
{
    if (!isDrawn(index) || !m_errorText.isEmpty())
        return std::nullopt;
    if (m_isStale)
        draw();
    return QPointF(m_plot->pos()) + QPointF(m_plot->xAxis->coordToPixel(*m_points[index].bias),
                                            m_plot->yAxis->coordToPixel(*m_points[index].accuracy));
}

int TrailPlot::pointAt(const QPointF &position)
{
    int nearest = -1;
    qreal least = kReach;
    for (int index = 0; index < m_points.size(); ++index) {
        const auto point = pointPosition(index);
        // Of points on one spot the latest is on top.
        if (const qreal distance = point ? QLineF(*point, position).length() : kReach + 1; distance <= least) {
            least = distance;
            nearest = index;
        }
    }
    return nearest;
}

int TrailPlot::neighbour(int index, int step) const
{
    do
        index += step;
    while (index >= 0 && index < m_points.size() && !isDrawn(index));
    return isDrawn(index) ? index : -1;
}

void TrailPlot::setCursorPoint(int index)
{
    if (m_cursor == index)
        return;
    m_cursor = index;
    setAccessibleDescription(index < 0 ? QString() : pointText(index));
    redraw();
    Q_EMIT pointHovered(index);
}

QString TrailPlot::pointText(int index) const
{
    const TrailPoint &point = m_points[index];
    QStringList parts{point.name};
    for (const TrailMark mark : {TrailMark::Baseline, TrailMark::Current, TrailMark::Pinned}) {
        if (bears(point, mark))
            parts.append(trailMarkName(mark));
    }
    parts.append(m_accuracy.name + u' ' + m_accuracy.format.text(*point.accuracy));
    parts.append(m_bias.name + u' ' + m_bias.format.text(*point.bias));
    parts.removeDuplicates(); // A baseline is often named so.
    return parts.join(QStringLiteral(" · "));
}

QString TrailPlot::caption() const
{
    if (m_cursor >= 0)
        return pointText(m_cursor);
    const auto tried = std::count_if(m_points.begin(), m_points.end(),
                                     [](const TrailPoint &point) { return bears(point, TrailMark::Tried); });
    QStringList parts{tr("%Ln tried", nullptr, int(tried))};
    const auto lacking = std::count_if(m_points.begin(), m_points.end(),
                                       [](const TrailPoint &point) { return !point.accuracy || !point.bias; });
    if (lacking > 0)
        parts.append(tr("%Ln without figures not drawn", nullptr, int(lacking)));
    return parts.join(QStringLiteral(" · "));
}

QRect TrailPlot::captionRect() const
{
    return {kGap, kSmallGap, width() - 2 * kGap, fontMetrics().height() + kSmallGap};
}

void TrailPlot::placePlot()
{
    const TrailLegend key = legend();
    const QRect room = rect().adjusted(kFrame, captionRect().bottom(), -kFrame, -kSmallGap);
    m_plot->setGeometry(key.isColumn() ? room.adjusted(0, 0, -key.width(), 0) : room.adjusted(0, 0, 0, -key.height()));
    fitTicks();
}

void TrailPlot::fitTicks()
{
    const QFontMetrics metrics = fontMetrics();
    const int number = metrics.horizontalAdvance(m_bias.format.text(0.0));
    const auto ticks = [](int length, int room) { return std::clamp(length / room, 2, kMostTicks); };
    // A number and the axis' name stand beside each axis.
    m_plot->xAxis->ticker()->setTickCount(ticks(m_plot->width() - metrics.height() - number, 2 * number));
    m_plot->yAxis->ticker()->setTickCount(ticks(m_plot->height() - 3 * metrics.height(), 2 * metrics.height()));
}

void TrailPlot::setRanges()
{
    QList<double> accuracies;
    QList<double> biases;
    for (int index = neighbour(-1, 1); index >= 0; index = neighbour(index, 1)) {
        accuracies.append(*m_points[index].accuracy);
        biases.append(*m_points[index].bias);
    }
    for (const TrailControl &control : m_controls) {
        accuracies.append(control.accuracy);
        biases.append(control.bias);
    }
    m_plot->xAxis->setRange(padded(biases));
    m_plot->yAxis->setRange(padded(accuracies));
}

/// When it is painted next: what nobody sees isn't drawn, and many changes are drawn once.
void TrailPlot::redraw()
{
    m_plot->setVisible(isPlotShown());
    m_isStale = true;
    update();
}

void TrailPlot::draw()
{
    m_isStale = false;
    if (!isPlotShown())
        return;
    setRanges();

    const Theme theme(palette());
    m_plot->clearPlottables();
    m_plot->clearItems();
    m_plot->setBackground(theme.paper());
    m_plot->xAxis->setLabel(m_bias.name);
    m_plot->yAxis->setLabel(m_accuracy.name);
    m_plot->xAxis->setTicker(QSharedPointer<FigureTicker>::create(m_bias.format));
    m_plot->yAxis->setTicker(QSharedPointer<FigureTicker>::create(m_accuracy.format));
    placePlot();
    for (QCPAxis *axis : {m_plot->xAxis, m_plot->yAxis}) {
        axis->setLabelFont(font());
        axis->setTickLabelFont(font());
        axis->setLabelColor(theme.text());
        axis->setTickLabelColor(theme.mutedText());
        axis->setBasePen(theme.mutedText());
        axis->setTickPen(theme.mutedText());
        axis->setSubTickPen(Qt::NoPen);
        axis->grid()->setPen(theme.line());
        axis->grid()->setZeroLinePen(theme.line());
    }

    const auto scatter = [&](TrailMark mark) {
        auto *graph = m_plot->addGraph();
        graph->setLineStyle(QCPGraph::lsNone);
        graph->setScatterStyle(trailMarkStyle(mark, theme));
        return graph;
    };
    auto *cloud = scatter(TrailMark::Control);
    for (const TrailControl &control : m_controls)
        cloud->addData(control.bias, control.accuracy);

    auto *trail = new QCPCurve(m_plot->xAxis, m_plot->yAxis);
    trail->setPen(QPen(blend(theme.paper(), theme.text(), 0.45), 1));
    for (int index = neighbour(-1, 1); index >= 0; index = neighbour(index, 1)) {
        if (!m_points[index].apart)
            trail->addData(*m_points[index].bias, *m_points[index].accuracy);
    }
    for (const TrailMark mark : {TrailMark::Tried, TrailMark::Baseline, TrailMark::Pinned, TrailMark::Current}) {
        auto *graph = scatter(mark);
        for (int index = neighbour(-1, 1); index >= 0; index = neighbour(index, 1)) {
            if (bears(m_points[index], mark))
                graph->addData(*m_points[index].bias, *m_points[index].accuracy);
        }
    }
    if (m_cursor >= 0) {
        auto *hair = new QCPItemTracer(m_plot);
        hair->setStyle(QCPItemTracer::tsCrosshair);
        hair->setPen(QPen(theme.accent(), 1, Qt::DashLine));
        hair->position->setCoords(*m_points[m_cursor].bias, *m_points[m_cursor].accuracy);
    }
    m_plot->replot(QCustomPlot::rpQueuedRefresh); // it may be just before it is painted
}

TrailLegend TrailPlot::legend() const
{
    TrailLegend column(fontMetrics());
    fill(column);
    if (height() < kLowLines * fontMetrics().height() && 5 * column.width() < 2 * width())
        return column;
    TrailLegend rows(fontMetrics(), width());
    fill(rows);
    return rows;
}

void TrailPlot::fill(TrailLegend &legend) const
{
    if (!m_scope.isEmpty())
        legend.add(std::nullopt, m_scope);
    for (const TrailMark mark : kTrailMarks) {
        const bool occurs = std::any_of(m_points.begin(), m_points.end(),
                                        [mark](const TrailPoint &point) { return bears(point, mark); });
        if (occurs)
            legend.add(mark, trailMarkName(mark));
    }
    if (!m_controls.isEmpty())
        legend.add(TrailMark::Control,
                   tr("%1 (%2)").arg(trailMarkName(TrailMark::Control), countText(int(m_controls.size()))));
}

void TrailPlot::paintEvent(QPaintEvent *)
{
    if (m_isStale)
        draw();
    {
        QPainter painter(this);
        const Theme theme(palette());
        painter.fillRect(rect(), theme.paper());
        if (!isPlotShown()) {
            drawPlaceholder(*this, painter, rect(), m_emptyText, m_errorText);
            return;
        }
        painter.setPen(m_cursor >= 0 ? theme.text() : theme.mutedText());
        painter.drawText(captionRect(), Qt::AlignVCenter | Qt::AlignLeft,
                         fontMetrics().elidedText(caption(), Qt::ElideRight, captionRect().width()));
        if (hasFocus()) {
            painter.setPen(QPen(theme.accent(), kFrame));
            painter.drawRect(rect().adjusted(1, 1, -1, -1));
        }
    }
    QCPPainter painter(this); // QCustomPlot draws its marks with nothing else.
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    const TrailLegend key = legend();
    const QRect plot = m_plot->geometry();
    key.draw(painter, key.isColumn() ? plot.topRight() + QPoint(1, 0) : QPoint(0, plot.bottom() + 1), Theme(palette()));
}

bool TrailPlot::event(QEvent *event)
{
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto *help = static_cast<QHelpEvent *>(event);
    if (const int index = pointAt(help->pos()); index >= 0)
        QToolTip::showText(help->globalPos(),
                           pointText(index) + u'\n' +
                               (m_scope.isEmpty() ? QString() : m_scope + QStringLiteral(" · ")) +
                               tr("click to go back to it (Enter)"),
                           this);
    else
        QToolTip::hideText();
    return true;
}

void TrailPlot::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange)
        redraw();
}

void TrailPlot::resizeEvent(QResizeEvent *) { redraw(); }

void TrailPlot::showEvent(QShowEvent *)
{
    // QCustomPlot takes the ratio of the screen it was made on.
    m_plot->setBufferDevicePixelRatio(devicePixelRatioF());
    redraw();
}

void TrailPlot::mouseMoveEvent(QMouseEvent *event)
{
    const int index = pointAt(event->position());
    setCursor(index >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setCursorPoint(index);
}

void TrailPlot::mousePressEvent(QMouseEvent *event)
{
    const int index = event->button() == Qt::LeftButton ? pointAt(event->position()) : -1;
    if (index >= 0)
        Q_EMIT pointActivated(index);
    else
        QWidget::mousePressEvent(event);
}

void TrailPlot::leaveEvent(QEvent *) { setCursorPoint(-1); }

void TrailPlot::keyPressEvent(QKeyEvent *event)
{
    const auto currentPoint = [this] {
        const auto current =
            std::find_if(m_points.begin(), m_points.end(), [](const auto &point) { return point.current; });
        const int index = int(current - m_points.begin());
        return isDrawn(index) ? index : neighbour(int(m_points.size()), -1);
    };
    int target = -1;
    switch (event->key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: // The first press finds the current point, further ones step.
        target = m_cursor < 0 ? currentPoint() : neighbour(m_cursor, event->key() == Qt::Key_Left ? -1 : 1);
        break;
    case Qt::Key_Home:
        target = neighbour(-1, 1);
        break;
    case Qt::Key_End:
        target = neighbour(int(m_points.size()), -1);
        break;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        if (m_cursor >= 0)
            Q_EMIT pointActivated(m_cursor);
        return;
    default:
        QWidget::keyPressEvent(event);
        return;
    }
    if (target >= 0)
        setCursorPoint(target);
}

void TrailPlot::focusInEvent(QFocusEvent *event)
{
    QWidget::focusInEvent(event);
    update();
}

void TrailPlot::focusOutEvent(QFocusEvent *event)
{
    setCursorPoint(-1);
    QWidget::focusOutEvent(event);
    update();
}

}
