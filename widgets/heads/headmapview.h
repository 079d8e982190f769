// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSet>
#include <QTableView>

namespace headscope {

class HeadMapModel;

/// A head of the image transformer.
struct HeadIndex
{
    int layer = 0;
    int head = 0;
    bool operator==(const HeadIndex &) const = default;
};

/// Layers × heads. A click or the arrows look at a head; Ctrl+click or Space ask to ablate it or to put it back;
/// dragging selects many; a layer's label takes the whole layer. It changes nothing itself: the owner sets the gains.
/// A layer can be collapsed to a thin row: by a double click on its label or the minus key; a click on the thin row's
/// label or the plus key opens it, the asterisk opens all. Cells shrink with the view to a least size, then scroll.
class HeadMapView : public QTableView
{
    Q_OBJECT

public:
    explicit HeadMapView(QWidget *parent = nullptr);

    void setHeadMap(HeadMapModel *model);
    /// Moves the focus frame without a signal.
    void setCurrentHead(int layer, int head);
    /// Marks these heads, without a signal.
    void setSelectedHeads(const QList<HeadIndex> &heads);
    QList<HeadIndex> selectedHeads() const;
    /// Stands where there are no heads.
    void setEmptyText(const QString &text);
    /// Without a signal.
    void setCollapsedLayers(const QSet<int> &layers);
    const QSet<int> &collapsedLayers() const { return m_collapsed; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    void keyboardSearch(const QString &) override {}

Q_SIGNALS:
    void headActivated(int layer, int head);
    void selectedHeadsChanged(const QList<headscope::HeadIndex> &heads);
    /// The mouse rests on a head, without a button.
    void headHovered(int layer, int head);
    void hoverEnded();
    /// A wish, not a fact: ablate these heads, or put them back.
    void ablationToggled(const QList<headscope::HeadIndex> &heads, bool ablate);
    /// A person collapsed or opened layers.
    void collapsedLayersChanged(const QSet<int> &layers);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    bool viewportEvent(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void selectionChanged(const QItemSelection &selected, const QItemSelection &deselected) override;

private:
    /// Ablates all, or puts all back if every one is ablated already.
    void toggle(const QModelIndexList &indexes);
    QModelIndexList layerIndexes(int layer) const;
    /// Collapses and opens layers for a person.
    void changeCollapsed(QSet<int> layers);
    bool pressLayerLabel(int layer, QMouseEvent *event);
    void fitCells();
    QSize headerSize() const;
    /// Labels must stay readable, whatever the font.
    QSize smallestCell() const;
    QSize sizeFor(int cellWidth, int cellHeight) const;

    HeadMapModel *m_model = nullptr;
    QSet<int> m_collapsed;
    QString m_emptyText;
};

}

Q_DECLARE_METATYPE(headscope::HeadIndex)
