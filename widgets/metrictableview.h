// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

namespace headscope {

class MetricTableModel;

/// The metrics at the baseline, by direct effect and forward, with differences as ▲▼, number and a word.
class MetricTableView : public QTableView
{
    Q_OBJECT

public:
    explicit MetricTableView(QWidget *parent = nullptr);

    void setMetrics(MetricTableModel *model);
    void setEmptyText(const QString &text);
    void setErrorText(const QString &text);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_emptyText;
    QString m_errorText;
};

}
