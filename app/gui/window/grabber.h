// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QObject>
#include <QTimer>

#include <functional>
#include <vector>

namespace headscope {

class MainWindow;

/// Takes the window through a short walk and writes a picture of every stop: the head that tells the chosen attribute
/// best, that head ablated with a text in a picture, and the other layouts. Then it quits the program.
class Grabber : public QObject
{
    Q_OBJECT

public:
    Grabber(MainWindow &window, const QDir &folder, QObject *parent = nullptr);

private:
    void advance();
    void grab(const QString &name);
    void chooseTellingHead();

    MainWindow &m_window;
    QDir m_folder;
    std::vector<std::function<void()>> m_steps;
    std::size_t m_step = 0;
    bool m_wasIdle = false;
    QTimer m_timer;
};

}
