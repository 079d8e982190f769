// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

class QAction;
class QMenu;

namespace headscope {

/// Makes everything larger or smaller in steps, as a classroom needs it.
class Zoom : public QObject
{
    Q_OBJECT

public:
    explicit Zoom(QObject *parent = nullptr);

    int percent() const;
    /// Takes the step next to it.
    void setPercent(int percent);
    /// Larger, smaller, and as it was; each with its keys.
    void addActions(QMenu &menu);

Q_SIGNALS:
    /// Every widget has its new font.
    void changed();

private:
    void setStep(int step);

    int m_step;
    QAction *m_larger;
    QAction *m_smaller;
    QAction *m_usual;
};

}
