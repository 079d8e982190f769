// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <QList>
#include <QToolButton>

namespace headscope {

class Theme;

/// A piece of a formula, in rich text (<sub>, <sup>, <i>): a run of it or, with something below, a fraction.
struct FormulaPart
{
    QString text;
    QString below = {};
};

/// What a term means, in a few sentences.
struct Explanation
{
    QString title = {};
    QString text = {};                      ///< rich text
    QList<QList<FormulaPart>> formula = {}; ///< line by line
    QString source = {};                    ///< authors, year, where it can be read

    bool isEmpty() const { return title.isEmpty(); }
    QString html(const Theme &theme) const;
    /// Without any layout, for who listens.
    QString spoken() const;
};

/// An explanation on a sheet of its own, until Esc is pressed or something else is clicked.
class ExplanationSheet : public QFrame
{
    Q_OBJECT

public:
    /// Shown beside `place` (of `anchor`), where there is room for it; deletes itself.
    static void open(const Explanation &explanation, QWidget *anchor, const QRect &place);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    ExplanationSheet(const Explanation &explanation, QWidget *parent);
};

/// "?" in a ring.
void drawHelpMark(QPainter &painter, const QRectF &square, const Theme &theme, bool isActive);

/// Opens an explanation of what it stands beside.
class HelpButton : public QToolButton
{
    Q_OBJECT

public:
    explicit HelpButton(const Explanation &explanation, QWidget *parent = nullptr);

    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
};

}
