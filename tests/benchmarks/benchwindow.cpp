// SPDX-License-Identifier: GPL-3.0-or-later
// How the window feels on the demo: seconds until it can be used and until its first numbers stand, the longest turn of
// the event loop meanwhile, and how long after a toggle the new numbers are painted. With an empty cache the demo's
// pictures are drawn and decomposed first:
//     benchwindow DEMO_MODELS CACHE
#include <QtWidgets>

#include <algorithm>
#include <cstdio>

#include "app/gui/mainwindow.h"
#include "app/startup.h"
#include "core/threads.h"
#include "widgets/metrictablemodel.h"

using namespace headscope;

namespace {

constexpr int kToggles = 5;

/// From waking up to going to sleep again.
class TurnMeter : public QObject
{
public:
    TurnMeter()
    {
        auto *dispatcher = QAbstractEventDispatcher::instance();
        connect(dispatcher, &QAbstractEventDispatcher::awake, this, [this] { m_turn.start(); });
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this, [this] {
            if (m_turn.isValid())
                m_longest = std::max(m_longest, m_turn.nsecsElapsed());
            m_turn.invalidate();
        });
    }
    double takeLongest() { return double(std::exchange(m_longest, 0)) / 1e6; }

private:
    QElapsedTimer m_turn;
    qint64 m_longest = 0;
};

template <typename Condition>
void runUntil(const Condition &condition)
{
    while (!condition())
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents);
}

double quantile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values[std::size_t(share * double(values.size() - 1) + 0.5)];
}

}

int main(int argc, char **argv)
{
    sleepWhenIdle(argv);
    QElapsedTimer clock;
    clock.start();
    QApplication application(argc, argv);
    useAllProcessors();
    if (argc != 3) {
        std::fprintf(stderr, "usage: benchwindow DEMO_MODELS CACHE\n");
        return 2;
    }
    TurnMeter meter;
    MainWindow window({argv[1], argv[2]});
    window.resize(1440, 900);
    window.show();
    QCoreApplication::processEvents();
    std::printf("window shown after %.2f s\n", double(clock.elapsed()) / 1000);
    window.openDemo();
    Document &document = window.document();
    runUntil([&] { return document.study() || window.jobs().isIdle(); });
    if (!document.study())
        return 1;
    std::printf("demo open after %.2f s\n", double(clock.elapsed()) / 1000);
    runUntil([&] { return window.jobs().isIdle(); });
    std::printf("everything computed after %.2f s\n", double(clock.elapsed()) / 1000);
    std::printf("longest turn of the event loop: %.1f ms\n", meter.takeLongest());

    const auto *metrics = window.findChild<QAbstractItemView *>("metrics")->model();
    std::vector<double> directs, forwards;
    const int heads = document.study()->store.heads();
    for (int toggle = 0; toggle < kToggles; ++toggle) {
        const HeadId head = {toggle * 7 / heads % document.study()->store.layers(), toggle * 7 % heads};
        bool direct = false;
        const auto connection =
            QObject::connect(metrics, &QAbstractItemModel::dataChanged, &window, [&] { direct = true; });
        clock.start();
        document.setAblated({head}, !document.isAblated(head));
        runUntil([&] { return direct; });
        window.repaint();
        directs.push_back(double(clock.nsecsElapsed()) / 1e6);
        runUntil([&] { return window.jobs().isIdle(); });
        forwards.push_back(double(clock.nsecsElapsed()) / 1e6);
        QObject::disconnect(connection);
    }
    std::printf("toggle to painted direct effect: median %.1f ms, 90 %% %.1f ms\n", quantile(directs, 0.5),
                quantile(directs, 0.9));
    std::printf("toggle to forward numbers: first %.0f ms, median %.0f ms\n", forwards.front(),
                quantile(forwards, 0.5));
    std::printf("longest turn of the event loop: %.1f ms\n", meter.takeLongest());
    return 0;
}
