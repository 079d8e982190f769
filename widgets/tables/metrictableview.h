// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace headscope {

class MetricTableModel;

/// The metrics at the baseline, by direct effect and forward, with differences as ▲▼, number and a word. A "?" beside a
/// metric, or F1 on its row, explains it; a click or Enter on an interval that was stopped asks for it again.
class MetricTableView : public QTableView
{
    Q_OBJECT

public:
    explicit MetricTableView(QWidget *parent = nullptr);

    void setMetrics(MetricTableModel *model);
    void setEmptyText(const QString &text);

    QSize sizeHint() const override;
    /// Where a row's "?" is, in the viewport.
    QRect helpRect(int row) const;

Q_SIGNALS:
    void intervalsRequested();

protected:
    void paintEvent(QPaintEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    bool event(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    bool asksForHelp(const QKeyEvent &event) const;
    void explain(int row);
    /// Names take what the figures leave, and are shortened before the figures must be scrolled.
    void fitNames();
    void fitRows();
    bool isStopped(int row) const;

    QString m_emptyText;
};

}
