// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

#include "widgets/figures/figure.h"

class QCustomPlot;

namespace headscope {

class TrailLegend;

/// An ablation that was tried. One without both figures is counted, never drawn.
struct TrailPoint
{
    QString name = {};
    std::optional<double> accuracy = {};
    std::optional<double> bias = {};
    bool baseline = false;
    bool current = false;
    bool pinned = false;
    bool apart = false; ///< of another model: no step of this trail
};

/// An ablation of heads drawn at random.
struct TrailControl
{
    double accuracy = 0.0;
    double bias = 0.0;
};

/// What an axis of the trail shows.
struct TrailAxis
{
    QString name;
    NumberFormat format;
};

/// The trade-off that was explored: accuracy (upwards) against a bias figure, a point for each ablation tried, joined
/// in the order of trying; random controls as a grey cloud. One scope at a time, named in the legend.
class TrailPlot : public QWidget
{
    Q_OBJECT

public:
    explicit TrailPlot(QWidget *parent = nullptr);

    /// `scope` is "direct effect" or "forward ablation".
    void setScope(const QString &scope);
    void setAxes(const TrailAxis &accuracy, const TrailAxis &bias);
    /// In the order of trying.
    void setPoints(QList<TrailPoint> points);
    void setControls(QList<TrailControl> controls);
    void setEmptyText(const QString &text);
    void setErrorText(const QString &text);

    /// Where a point is drawn; none if it lacks a figure.
    std::optional<QPointF> pointPosition(int index);

    QSize sizeHint() const override { return {360, 300}; }
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    /// Clicked, or Enter: go back to this ablation.
    void pointActivated(int index);
    /// −1: none any more.
    void pointHovered(int index);

protected:
    bool event(QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void changeEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    bool isDrawn(int index) const;
    bool isEmpty() const;
    bool isPlotShown() const { return !isEmpty() && m_errorText.isEmpty(); }
    int pointAt(const QPointF &position);
    /// The next drawn point after (step 1) or before (−1) one; −1 if there is none.
    int neighbour(int index, int step) const;
    void setCursorPoint(int index);
    QString pointText(int index) const;
    QString caption() const;
    QRect captionRect() const;
    void placePlot();
    /// No more ticks than have room.
    void fitTicks();
    void redraw();
    void draw();
    void setRanges();
    /// What occurs.
    void fill(TrailLegend &legend) const;
    /// Below the plot, or beside it where height is dear.
    TrailLegend legend() const;

    QString m_scope;
    TrailAxis m_accuracy;
    TrailAxis m_bias;
    QList<TrailPoint> m_points;
    QList<TrailControl> m_controls;
    int m_cursor = -1; ///< the point under the pointer or the keyboard's
    QString m_emptyText;
    QString m_errorText;
    QCustomPlot *m_plot;
    bool m_isStale = true; ///< what the plot draws isn't what is known
};

}
