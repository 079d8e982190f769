// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/grabber.h"

#include <QCoreApplication>
#include <QPixmap>
#include <QTextStream>

#include <algorithm>
#include <utility>

#include "app/gui/window/mainwindow.h"

namespace headscope {

namespace {

/// Long enough for what is typed, painted or late to have come to rest.
constexpr int kRest = 400; // ms
constexpr const char *kAttribute = "gender";

}

Grabber::Grabber(MainWindow &window, const QDir &folder, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_folder(folder)
{
    Document &document = window.document();
    m_steps = {
        [&document] {
            document.setAttribute(kAttribute);
            document.setColouring(Document::Colouring::Variation);
        },
        [this] { chooseTellingHead(); },
        [this] { grab("explore"); },
        [this, &document] {
            document.setTexts(m_window.analysis().heads().descriptions(document.head()).value(0).text, {});
            document.setOnlyHead(true);
            document.setColouring(Document::Colouring::AssociationChange);
            document.setAblated({document.head()}, true);
        },
        [this] { grab("ablated"); },
        [this] { m_window.setLayout(Layout::Heatmaps); },
        [this] { grab("heatmaps"); },
        [this] { m_window.setLayout(Layout::Audit); },
        [this] { grab("audit"); },
        [] { QCoreApplication::exit(0); },
    };
    m_timer.setInterval(kRest);
    connect(&m_timer, &QTimer::timeout, this, &Grabber::advance);
    m_timer.start();
}

void Grabber::advance()
{
    // Some jobs follow others after a moment.
    if (!std::exchange(m_wasIdle, m_window.jobs().isIdle()) || !m_wasIdle)
        return;
    m_wasIdle = false;
    if (!m_window.document().study()) {
        QTextStream(stderr) << tr("headscope: the demo couldn't be opened") << Qt::endl;
        return QCoreApplication::exit(1);
    }
    m_steps[m_step++]();
}

void Grabber::chooseTellingHead()
{
    Document &document = m_window.document();
    const std::vector<Figure> figures = m_window.analysis().heads().figures();
    const auto most = std::max_element(figures.begin(), figures.end(), [](const Figure &first, const Figure &second) {
        return (first.isKnown() ? first.value : -1.0) < (second.isKnown() ? second.value : -1.0);
    });
    const int index = int(most - figures.begin());
    const int heads = document.study()->store.heads();
    document.setHead({index / heads, index % heads});
}

void Grabber::grab(const QString &name)
{
    const QString file = m_folder.filePath(name + ".png");
    if (m_window.grab().save(file))
        return;
    QTextStream(stderr) << tr("headscope: %1 can't be written").arg(file) << Qt::endl;
    QCoreApplication::exit(1);
}

}
