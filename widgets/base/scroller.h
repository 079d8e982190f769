// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QScrollArea>

namespace headscope {

/// Shows a widget with a layout as large as there is room, and scrolls it where that is less than it needs. Unlike a
/// resizable QScrollArea it gives texts that wrap no more than their least height before it scrolls.
class Scroller : public QScrollArea
{
    Q_OBJECT

public:
    /// Never asks for more than `least`, in pixels, whatever the size of the text.
    Scroller(QWidget *content, const QSize &least, QWidget *parent = nullptr);

    QSize sizeHint() const override { return widget()->sizeHint(); }
    QSize minimumSizeHint() const override { return widget()->minimumSizeHint().boundedTo(m_least); }

protected:
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    void fit();

    QSize m_least;
};

}
