// SPDX-License-Identifier: GPL-3.0-or-later
// How the window feels on the demo's model: seconds until it can be used and until its first numbers stand, and the
// longest turn of the event loop meanwhile, while a person types; how long after a toggle the new numbers are painted;
// what a page of scrolled thumbnails costs; and how long a head takes to name the pictures that fit a text and those
// nearest to one. Pictures are the demo's, or a folder or manifest. With an empty cache they are decomposed first:
//     benchwindow DEMO_MODELS CACHE [PICTURES]
#include <QtWidgets>

#include <algorithm>
#include <cstdio>

#include "app/gui/window/mainwindow.h"
#include "app/startup.h"
#include "core/clip/threads.h"
#include "widgets/tables/metrictablemodel.h"

using namespace headscope;

namespace {

constexpr int kToggles = 9;
constexpr int kQueries = 9;
constexpr int kPages = 40;
constexpr int kTypingPause = 80; // ms between keys

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

/// Types a text over and over, as somebody would.
class Typist : public QObject
{
public:
    explicit Typist(QWidget &line)
        : m_line(line)
    {
        connect(&m_timer, &QTimer::timeout, this, &Typist::type);
        m_timer.start(kTypingPause);
    }

private:
    void type()
    {
        static const QString kText = QStringLiteral("a firefighter ");
        const QString key = kText.mid(m_typed++ % kText.size(), 1);
        for (const QEvent::Type type : {QEvent::KeyPress, QEvent::KeyRelease}) {
            QKeyEvent event(type, 0, Qt::NoModifier, key);
            QApplication::sendEvent(&m_line, &event);
        }
    }

    QWidget &m_line;
    QTimer m_timer;
    int m_typed = 0;
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

void print(const char *what, const std::vector<double> &milliseconds)
{
    std::printf("%s: median %.1f ms, 90 %% %.1f ms, most %.1f ms\n", what, quantile(milliseconds, 0.5),
                quantile(milliseconds, 0.9), quantile(milliseconds, 1));
}

void benchToggles(MainWindow &window)
{
    Document &document = window.document();
    const auto *metrics = window.findChild<QAbstractItemView *>("metrics")->model();
    std::vector<double> directs, forwards;
    const int heads = document.study()->store.heads();
    const int all = document.study()->store.layers() * heads;
    for (int toggle = 0; toggle < kToggles; ++toggle) {
        const int place = toggle * 7 % all;
        const HeadId head = {place / heads, place % heads};
        bool direct = false;
        const auto connection =
            QObject::connect(metrics, &QAbstractItemModel::dataChanged, &window, [&] { direct = true; });
        QElapsedTimer clock;
        clock.start();
        document.setAblated({head}, !document.isAblated(head));
        runUntil([&] { return direct; });
        window.repaint();
        directs.push_back(double(clock.nsecsElapsed()) / 1e6);
        runUntil([&] { return window.jobs().isIdle(); });
        forwards.push_back(double(clock.nsecsElapsed()) / 1e6);
        QObject::disconnect(connection);
    }
    print("toggle to painted direct effect", directs);
    std::printf("toggle to everything, intervals, controls and forward numbers: first %.0f ms, median %.0f ms\n",
                forwards.front(), quantile(forwards, 0.5));
}

/// Pages through the thumbnails, painting each page as it comes.
void benchScrolling(MainWindow &window)
{
    auto *list = window.findChild<QAbstractItemView *>("images");
    QScrollBar *bar = list->verticalScrollBar();
    std::vector<double> pages;
    for (int page = 1; page <= kPages; ++page) {
        QElapsedTimer clock;
        clock.start();
        bar->setValue(bar->maximum() * page / kPages);
        list->viewport()->repaint();
        pages.push_back(double(clock.nsecsElapsed()) / 1e6);
        QElapsedTimer pause;
        pause.start();
        while (pause.elapsed() < 30)
            QCoreApplication::processEvents(QEventLoop::AllEvents, 5);
    }
    print("a page of thumbnails", pages);
}

/// From choosing a head to its pictures.
void benchQueries(MainWindow &window)
{
    auto *panel = window.findChild<QDockWidget *>("head images panel");
    panel->raise();
    runUntil([&] { return window.jobs().isIdle(); });
    Document &document = window.document();
    const auto *nearest = window.findChild<QAbstractItemView *>("nearest images")->model();
    std::vector<double> queries;
    for (int query = 0; query < kQueries; ++query) {
        QElapsedTimer clock;
        clock.start();
        document.setHead({query % document.study()->store.layers(), (query * 3 + 1) % document.study()->store.heads()});
        QCoreApplication::processEvents(QEventLoop::AllEvents); // the old answers go
        runUntil([&] { return nearest->rowCount() > 0; });
        queries.push_back(double(clock.nsecsElapsed()) / 1e6);
        runUntil([&] { return window.jobs().isIdle(); });
    }
    print("a head's best, worst and nearest pictures", queries);
}

}

int main(int argc, char **argv)
{
    sleepWhenIdle(argv);
    QElapsedTimer clock;
    clock.start();
    QApplication application(argc, argv);
    useAllProcessors();
    if (argc != 3 && argc != 4) {
        std::fprintf(stderr, "usage: benchwindow DEMO_MODELS CACHE [PICTURES]\n");
        return 2;
    }
    TurnMeter meter;
    MainWindow window({argv[1], argv[2]});
    window.resize(1440, 900);
    window.show();
    QCoreApplication::processEvents();
    std::printf("window shown after %.2f s\n", double(clock.elapsed()) / 1000);
    QObject::connect(&window.analysis(), &Analysis::failed, &window, [](Analysis::Topic, const QString &message) {
        std::fprintf(stderr, "%s\n", qPrintable(message));
    });
    if (argc == 4)
        window.openPictures(std::filesystem::path(argv[3]));
    else
        window.openDemo();
    const Document &document = window.document();
    {
        const Typist typist(*window.findChild<QLineEdit *>("text"));
        runUntil([&] { return document.study() || window.jobs().isIdle(); });
        if (!document.study())
            return 1;
        std::printf("%d pictures open after %.2f s\n", int(document.study()->store.images()),
                    double(clock.elapsed()) / 1000);
        const qint64 opened = clock.elapsed();
        runUntil([&] { return window.analysis().heads().hasDescriptions() && clock.elapsed() > opened + 2000; });
    }
    runUntil([&] { return window.jobs().isIdle(); });
    std::printf("everything computed after %.2f s\n", double(clock.elapsed()) / 1000);
    std::printf("longest turn of the event loop, typing: %.1f ms\n", meter.takeLongest());
    benchScrolling(window);
    std::printf("longest turn of the event loop, scrolling: %.1f ms\n", meter.takeLongest());
    benchToggles(window);
    std::printf("longest turn of the event loop, switching heads off: %.1f ms\n", meter.takeLongest());
    benchQueries(window);
    std::printf("longest turn of the event loop, asking heads: %.1f ms\n", meter.takeLongest());
    return 0;
}
