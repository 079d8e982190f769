// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>
#include <vector>

#include "widgets/figures/figure.h"
#include "widgets/pictures/heat.h"

namespace headscope {

class ColourBar;

/// A small heatmap for each head of a layer over one picture, all on one scale with its legend beneath, unless a person
/// asks for one a head; the current head is framed. A click or the arrows choose a head.
class SmallMultiples : public QWidget
{
    Q_OBJECT

public:
    explicit SmallMultiples(QWidget *parent = nullptr);

    /// A null image shows the empty text.
    void setPicture(const QImage &picture);
    /// One grid a head; an empty one isn't computed yet and is hatched. `name` is said in the legend.
    void setHeats(int layer, std::vector<HeatGrid> heats, ColourScale::Kind kind, const QString &name,
                  const NumberFormat &format);
    void clearHeats();
    /// A scale that other views share too; none: it spans these heads.
    void setSharedScale(std::optional<ColourScale> scale);
    /// Each head's own scale rather than one for all; its extent then stands with the head's number.
    void setScaleForEach(bool each);
    /// −1: none. Without a signal.
    void setCurrentHead(int head);
    void setEmptyText(const QString &text);
    void setErrorText(const QString &text);

    /// Where a head's picture and label are drawn.
    QRect headRect(int head) const;

    QSize sizeHint() const override { return {420, 360}; }
    QSize minimumSizeHint() const override { return {200, 180}; }

Q_SIGNALS:
    void headActivated(int head);

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    int heads() const { return int(m_heats.size()); }
    bool isShown() const;
    /// As many columns as give the largest pictures.
    int columns() const;
    QSize cellSize(int columns) const;
    QRect room() const;
    int labelHeight() const;
    int headAt(const QPoint &position) const;
    QString headName(int head) const;
    QString numberText(double value) const;
    ColourScale scaleOf(int head) const;
    /// The number, and the extent of a scale of its own.
    QString labelOf(int head) const;
    void choose(int head);
    void updateLegend();
    void drawHead(QPainter &painter, int head) const;

    QImage m_picture;
    int m_layer = 0;
    std::vector<HeatGrid> m_heats;
    ColourScale::Kind m_kind = ColourScale::Kind::Sequential;
    QString m_name;
    NumberFormat m_format;
    std::optional<ColourScale> m_sharedScale;
    bool m_scaleForEach = false;
    ColourScale m_scale;
    int m_current = -1;
    QString m_emptyText;
    QString m_errorText;
    ColourBar *m_legend;
};

}
