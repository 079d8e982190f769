// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

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
class HeadMapView : public QTableView
{
    Q_OBJECT

public:
    explicit HeadMapView(QWidget *parent = nullptr);

    void setHeadMap(HeadMapModel *model);
    /// Moves the focus frame without a signal.
    void setCurrentHead(int layer, int head);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    void keyboardSearch(const QString &) override {}

Q_SIGNALS:
    void headActivated(int layer, int head);
    /// A wish, not a fact: ablate these heads, or put them back.
    void ablationToggled(const QList<headscope::HeadIndex> &heads, bool ablate);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;

private:
    /// Ablates all, or puts all back if every one is ablated already.
    void toggle(const QModelIndexList &indexes);
    QModelIndexList layerIndexes(int layer) const;
    void fitCells();
    QSize headerSize() const;
    QSize sizeFor(int cellWidth, int cellHeight) const;

    HeadMapModel *m_model = nullptr;
};

}

Q_DECLARE_METATYPE(headscope::HeadIndex)
