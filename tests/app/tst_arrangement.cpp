// SPDX-License-Identifier: GPL-3.0-or-later
// Where panels are, on a small screen: in every layout, after a restart, and one of them alone.
#include "windowtest.h"

#include "app/gui/panels/panel.h"
#include "app/gui/window/layouts.h"
#include "widgets/figures/groupbars.h"
#include "widgets/messages/commandpalette.h"

using namespace headscope;

namespace {

constexpr QSize kScreen(1280, 720);
constexpr std::pair<const char *, Layout> kLayouts[] = {
    {"explore", Layout::Explore}, {"heatmaps", Layout::Heatmaps}, {"audit", Layout::Audit}};

/// What a person sees of a panel's place.
struct Place
{
    bool isHidden;
    bool isFloating;
    bool isSeen;
    QRect rect;
    bool operator==(const Place &) const = default;
};

}

class TestArrangement : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void everyPanelHasAPlace_data() { addLayouts(); }
    void everyPanelHasAPlace();
    void chosenPanelIsSeen_data();
    void chosenPanelIsSeen();
    void groupsPicturesAreSeenBesideItsBar();
    void floatingPanelStaysOut();
    void arrangementIsRestored_data();
    void arrangementIsRestored();
    void floatingPanelComesBackToAScreen();
    void brokenArrangementFallsBack_data();
    void brokenArrangementFallsBack();
    void onePanelAlone_data() { addLayouts(); }
    void onePanelAlone();
    void floatingPanelAlone();
    void panelShownWhileAnotherIsAlone();
    void layoutChosenWhileOneIsAlone();
    void firstSizeFitsTheScreen();
    void savedGeometryIsBroughtBack();
    void keysGoFromPanelToPanel();
    void keyHelpsWithThePanel();

private:
    void addLayouts()
    {
        QTest::addColumn<Layout>("layout");
        for (const auto &[name, layout] : kLayouts)
            QTest::newRow(name) << layout;
    }
    QList<Panel *> panels() const { return m_window->findChildren<Panel *>(); }
    Panel &panel(const QString &id) const { return *m_window->findChild<Panel *>(id); }
    QMainWindow &docks() const { return *m_window->findChild<QMainWindow *>(); }
    void press(int key, Qt::KeyboardModifiers modifiers = {})
    {
        m_window->activateWindow();
        QWidget *focus = QApplication::focusWidget();
        QTest::keyClick(focus ? focus : m_window.get(), Qt::Key(key), modifiers);
    }
    void rest() { QTest::qWait(50); } // places follow by events that are posted
    void useLayout(Layout layout)
    {
        press(Qt::Key_1 + int(layout), Qt::AltModifier);
        rest();
    }
    void reopen();
    QMap<QString, Place> places() const;
    /// Every panel is where it was, but for so many pixels.
    void verifyPlaces(const QMap<QString, Place> &before, int pixels = 0) const;
    /// Panels that are seen are docked within the window, and none covers another.
    void verifyTidy();

    const MainWindow::Places m_places = {path("models"), path("cache"), path("window.ini")};
};

void TestArrangement::reopen()
{
    if (m_window)
        m_window->close();
    m_window = std::make_unique<MainWindow>(m_places);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
    rest();
}

void TestArrangement::verifyPlaces(const QMap<QString, Place> &before, int pixels) const
{
    const auto isAlike = [pixels](Place place, const Place &other) {
        const QPoint corner = place.rect.topLeft() - other.rect.topLeft();
        const QSize size = place.rect.size() - other.rect.size();
        const bool isNear = std::max({std::abs(corner.x()), std::abs(corner.y()), std::abs(size.width()),
                                      std::abs(size.height())}) <= pixels;
        place.rect = other.rect;
        return isNear && place == other;
    };
    const auto text = [](const Place &place) {
        QString shown;
        QDebug(&shown) << place.isHidden << place.isFloating << place.isSeen << place.rect;
        return shown;
    };
    const QMap<QString, Place> after = places();
    for (const QString &id : before.keys())
        QVERIFY2(isAlike(after[id], before[id]), qPrintable(id + ": " + text(after[id]) + " was " + text(before[id])));
}

QMap<QString, Place> TestArrangement::places() const
{
    QMap<QString, Place> places;
    for (const Panel *panel : panels()) {
        const bool isSeen = !panel->visibleRegion().isEmpty();
        places[panel->objectName()] = {panel->isHidden(), panel->isFloating(), isSeen,
                                       isSeen ? panel->geometry() : QRect()};
    }
    return places;
}

void TestArrangement::verifyTidy()
{
    QRegion taken;
    for (const Panel *panel : panels()) {
        QVERIFY2(!panel->isFloating(), qPrintable(panel->objectName()));
        QVERIFY2(docks().dockWidgetArea(const_cast<Panel *>(panel)) != Qt::NoDockWidgetArea,
                 qPrintable(panel->objectName()));
        if (panel->visibleRegion().isEmpty())
            continue;
        QVERIFY2(docks().rect().contains(panel->geometry()), qPrintable(panel->objectName()));
        QVERIFY2(!taken.intersects(panel->geometry()), qPrintable(panel->objectName()));
        taken += panel->geometry();
    }
}

void TestArrangement::everyPanelHasAPlace()
{
    QFETCH(Layout, layout);
    useLayout(layout);
    verifyTidy();
    QVERIFY(!panel("heads panel").visibleRegion().isEmpty());
    for (Panel *each : panels()) {
        each->show();
        each->raise();
        rest();
        QVERIFY2(!each->visibleRegion().isEmpty(), qPrintable(each->objectName()));
        verifyTidy();
    }
}

void TestArrangement::chosenPanelIsSeen_data()
{
    QTest::addColumn<Layout>("layout");
    QTest::addColumn<bool>("byName");
    for (const auto &[name, layout] : kLayouts) {
        QTest::addRow("%s, from the menu", name) << layout << false;
        QTest::addRow("%s, found by its name", name) << layout << true;
    }
}

void TestArrangement::chosenPanelIsSeen()
{
    QFETCH(Layout, layout);
    QFETCH(bool, byName);
    for (Panel *chosen : panels()) {
        useLayout(layout);
        if (byName) {
            press(Qt::Key_K, Qt::ControlModifier);
            auto *palette = m_window->findChild<CommandPalette *>();
            QTRY_VERIFY(palette && palette->isVisible());
            auto *line = palette->findChild<QLineEdit *>();
            QTest::keyClicks(line, chosen->windowTitle());
            QTest::keyClick(line, Qt::Key_Return);
        } else if (chosen->isHidden()) {
            chosen->toggleViewAction()->trigger();
        } else {
            continue;
        }
        rest();
        QVERIFY2(!chosen->visibleRegion().isEmpty(), qPrintable(chosen->objectName()));
        QVERIFY(chosen->toggleViewAction()->isChecked());
        verifyTidy();
    }
}

void TestArrangement::groupsPicturesAreSeenBesideItsBar()
{
    openDemo();
    useLayout(Layout::Audit);
    Q_EMIT m_window->findChild<GroupBars *>("groups")->groupActivated("red", "dark");
    rest();
    QVERIFY(!panel("picture panel").visibleRegion().isEmpty());
    QVERIFY(!panel("groups panel").visibleRegion().isEmpty());
    verifyTidy();
}

void TestArrangement::floatingPanelStaysOut()
{
    panel("trail panel").setFloating(true);
    panel("trail panel").show();
    panel("trail panel").close();
    panel("trail panel").toggleViewAction()->trigger();
    rest();
    QVERIFY(panel("trail panel").isVisible());
    QVERIFY(panel("trail panel").isFloating());
}

void TestArrangement::arrangementIsRestored_data()
{
    QTest::addColumn<Layout>("layout");
    QTest::addColumn<QString>("change");
    for (const auto &[name, layout] : kLayouts) {
        for (const char *change : {"nothing", "sizes", "in front", "closed", "opened", "floating", "alone"})
            QTest::addRow("%s, %s", name, change) << layout << QString(change);
    }
}

void TestArrangement::arrangementIsRestored()
{
    QFETCH(Layout, layout);
    QFETCH(QString, change);
    QFile::remove(QString::fromStdString(m_places.settings.string()));
    reopen();
    useLayout(layout);
    if (change == "sizes")
        docks().resizeDocks({&panel("heads panel")}, {panel("heads panel").width() - 90}, Qt::Horizontal);
    else if (change == "in front")
        panel("remarks panel").toggleViewAction()->trigger();
    else if (change == "closed")
        panel("inspector panel").close();
    else if (change == "opened")
        panel("texts panel").show();
    else if (change == "floating") {
        panel("heads panel").setFloating(true);
        panel("heads panel").setGeometry(300, 200, 400, 300);
    }
    rest();
    const QMap<QString, Place> before = places();
    if (change == "alone")
        press(Qt::Key_F11);
    reopen();
    verifyPlaces(before);
    QCOMPARE(m_window->findChildren<Panel *>().size(), before.size());
}

void TestArrangement::floatingPanelComesBackToAScreen()
{
    QFile::remove(QString::fromStdString(m_places.settings.string()));
    reopen();
    panel("heads panel").setFloating(true);
    panel("heads panel").setGeometry(5000, 4000, 400, 300);
    reopen();
    QVERIFY(panel("heads panel").isFloating());
    QVERIFY(QRect(QPoint(), kScreen).contains(panel("heads panel").geometry()));
}

void TestArrangement::brokenArrangementFallsBack_data()
{
    QTest::addColumn<QString>("what");
    for (const char *what :
         {"damaged", "cut off", "foreign", "of fewer panels", "of other panels", "older", "of an unknown layout"})
        QTest::newRow(what) << QString(what);
}

void TestArrangement::brokenArrangementFallsBack()
{
    QFETCH(QString, what);
    QFile::remove(QString::fromStdString(m_places.settings.string()));
    reopen();
    useLayout(Layout::Heatmaps);
    const QMap<QString, Place> own = places();
    panel("layer panel").close(); // is to be forgotten
    m_window->close();
    QSettings settings(QString::fromStdString(m_places.settings.string()), QSettings::IniFormat);
    QByteArray state = settings.value("arrangement/panels").toByteArray();
    QVERIFY(!state.isEmpty());
    const auto hash = [](const QByteArray &of) {
        return QCryptographicHash::hash(of, QCryptographicHash::Sha256).toHex();
    };
    if (what == "damaged") {
        state[state.size() / 2] = char(state[state.size() / 2] + 1);
        settings.setValue("arrangement/panels", state);
    } else if (what == "cut off") {
        settings.setValue("arrangement/panels", state.left(state.size() / 2));
    } else if (what == "foreign" || what == "of fewer panels") {
        QMainWindow other;
        for (const char *name : {"project", "heads panel"}) {
            auto *dock = new QDockWidget;
            dock->setObjectName(what == "foreign" ? QString("foreign %1").arg(name) : QString(name));
            other.addDockWidget(Qt::RightDockWidgetArea, dock);
        }
        settings.setValue("arrangement/ids", QStringList({"project", "heads panel"}));
        settings.setValue("arrangement/panels", other.saveState(1));
        settings.setValue("arrangement/hash", hash(other.saveState(1)));
    } else if (what == "of other panels") {
        settings.setValue("arrangement/ids", QStringList({"heads panel", "panel of another version"}));
    } else if (what == "older") {
        settings.setValue("panels", state);
        settings.setValue("arrangement/panels", m_window->findChild<QMainWindow *>()->saveState());
        settings.setValue("arrangement/hash", hash(m_window->findChild<QMainWindow *>()->saveState()));
    } else {
        settings.setValue("arrangement/layout", "kitchen");
        settings.remove("arrangement/panels");
    }
    settings.sync();
    m_window = nullptr;
    reopen();
    if (what == "of an unknown layout")
        QVERIFY(!panel("metrics panel").visibleRegion().isEmpty());
    else
        verifyPlaces(own, 2); // laid out at once, not after another layout: pixels are rounded otherwise
    verifyTidy();
}

void TestArrangement::onePanelAlone()
{
    QFETCH(Layout, layout);
    useLayout(layout);
    const QMap<QString, Place> before = places();
    panel("inspector panel").raise();
    panel("heads panel").raise();
    rest();
    heads().setFocus();
    press(Qt::Key_F11);
    rest();
    for (const Panel *each : panels())
        QCOMPARE(!each->visibleRegion().isEmpty(), each->objectName() == "heads panel");
    QVERIFY(panel("heads panel").width() > 0.9 * docks().width());
    press(Qt::Key_F11);
    rest();
    QCOMPARE(places(), before);
}

void TestArrangement::floatingPanelAlone()
{
    panel("heads panel").setFloating(true);
    rest();
    panel("heads panel").activateWindow();
    heads().setFocus();
    press(Qt::Key_F11);
    rest();
    QVERIFY(panel("heads panel").width() > 0.9 * docks().width());
    press(Qt::Key_F11);
    rest();
    QVERIFY(panel("heads panel").isFloating());
    QVERIFY(panel("heads panel").isVisible());
    QVERIFY(!panel("picture panel").visibleRegion().isEmpty());
}

void TestArrangement::panelShownWhileAnotherIsAlone()
{
    useLayout(Layout::Audit);
    heads().setFocus();
    press(Qt::Key_F11);
    panel("picture panel").toggleViewAction()->trigger();
    rest();
    QVERIFY(!panel("picture panel").visibleRegion().isEmpty());
    QVERIFY(!panel("heads panel").visibleRegion().isEmpty());
    verifyTidy();
}

void TestArrangement::layoutChosenWhileOneIsAlone()
{
    useLayout(Layout::Audit);
    const QMap<QString, Place> audit = places();
    useLayout(Layout::Heatmaps);
    heads().setFocus();
    press(Qt::Key_F11);
    useLayout(Layout::Audit);
    QCOMPARE(places(), audit);
    heads().setFocus();
    press(Qt::Key_F11);
    rest();
    QVERIFY(panel("heads panel").width() > 0.9 * docks().width());
}

void TestArrangement::firstSizeFitsTheScreen()
{
    QCOMPARE(m_window->screen()->size(), kScreen);
    QFile::remove(QString::fromStdString(m_places.settings.string()));
    reopen();
    QVERIFY2(m_window->width() < kScreen.width() && m_window->height() < kScreen.height() - 20,
             qPrintable(QString("%1 x %2").arg(m_window->width()).arg(m_window->height())));
    QVERIFY(m_window->width() > 1200);
}

void TestArrangement::savedGeometryIsBroughtBack()
{
    QFile::remove(QString::fromStdString(m_places.settings.string()));
    reopen();
    m_window->setGeometry(4000, 3000, 2200, 1500);
    reopen();
    QVERIFY2(QRect(QPoint(), kScreen).contains(m_window->frameGeometry()),
             qPrintable(QString("%1 x %2").arg(m_window->width()).arg(m_window->height())));
}

void TestArrangement::keysGoFromPanelToPanel()
{
    openDemo();
    useLayout(Layout::Explore);
    m_window->findChild<QWidget *>("biased")->setFocus();
    const auto focused = [this] {
        for (const Panel *each : panels()) {
            if (each->isAncestorOf(QApplication::focusWidget()))
                return each->objectName();
        }
        return QString();
    };
    QStringList visited;
    for (int step = 0; step < 5; ++step) {
        press(Qt::Key_F6);
        visited.append(focused());
    }
    QCOMPARE(visited, QStringList({"heads panel", "picture panel", "inspector panel", "metrics panel", "heads panel"}));
    QCOMPARE(QApplication::focusWidget(), &heads());
    press(Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(focused(), QString("metrics panel"));

    // The panel's edge shows it, and the focus comes back to where it was in it.
    const auto edge = [this] {
        return panel("metrics panel").grab().toImage().pixelColor(0, panel("metrics panel").height() / 2);
    };
    const QColor with = edge();
    QWidget *within = QApplication::focusWidget();
    press(Qt::Key_F6);
    QVERIFY(edge() != with);
    press(Qt::Key_F6, Qt::ShiftModifier);
    QCOMPARE(QApplication::focusWidget(), within);
}

void TestArrangement::keyHelpsWithThePanel()
{
    const auto sheet = [] { return QApplication::activePopupWidget(); };
    useLayout(Layout::Explore);
    QSet<QString> texts;
    for (Panel *each : panels()) {
        each->show();
        each->raise();
        each->takeFocus();
        press(Qt::Key_F1);
        QVERIFY2(sheet(), qPrintable(each->objectName()));
        QVERIFY(sheet()->accessibleDescription().contains("F6"));
        texts.insert(sheet()->accessibleDescription());
        QTest::keyClick(sheet(), Qt::Key_Escape);
        QVERIFY(!sheet());
    }
    QCOMPARE(texts.size(), panels().size());
}

int main(int argc, char **argv)
{
    QTemporaryFile screens;
    if (!screens.open())
        return 1;
    screens.write(R"({"screens": [{"name": "small", "x": 0, "y": 0, "width": 1280, "height": 720, "logicalDpi": 96,
                      "logicalBaseDpi": 96, "dpr": 1}]})");
    screens.flush();
    qputenv("QT_QPA_PLATFORM", "offscreen:configfile=" + screens.fileName().toUtf8());
    QApplication application(argc, argv);
    TestArrangement test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_arrangement.moc"
