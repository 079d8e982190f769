// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/figures/figure.h"

namespace headscope {

/// A picture's score for one class, with every head as it is and with the heads switched off.
struct ClassScore
{
    QString name;
    double before = 0.0;
    double now = 0.0;
    bool isTrueClass = false;
};

/// The best classes of a picture: a bar for the score now, a diamond for the score before. As many as fit; the true
/// class is always among them.
class ClassScores : public QWidget
{
    Q_OBJECT

public:
    explicit ClassScores(QWidget *parent = nullptr);

    /// Sorted here by the score now. `hasChange` false: only the bars are drawn.
    void setScores(QList<ClassScore> scores, bool hasChange, const NumberFormat &format);
    void setEmptyText(const QString &text);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    bool event(QEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    /// Where the parts of every row stand.
    struct Columns
    {
        QRectF name;
        QRectF bars;
        QRectF before;
        QRectF now;
    };

    int rowHeight() const;
    bool writesBefore() const;
    QFont trueClassFont() const;
    /// The scores shown, best first.
    QList<ClassScore> shownScores() const;
    Columns columns() const;
    void drawCaptions(QPainter &painter, const Columns &columns) const;
    void drawScore(QPainter &painter, Columns columns, qreal top, const ClassScore &score) const;
    QString scoreText(const ClassScore &score) const;

    QList<ClassScore> m_scores;
    bool m_hasChange = false;
    NumberFormat m_format;
    double m_low = 0.0;
    double m_high = 0.0;
    QString m_emptyText;
};

}
