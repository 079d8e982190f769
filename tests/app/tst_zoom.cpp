// SPDX-License-Identifier: GPL-3.0-or-later
// A small screen, at every size of the text.
#include "windowtest.h"

#include "app/gui/panels/panel.h"
#include "app/gui/window/layouts.h"
#include "widgets/pictures/heatmapview.h"

using namespace headscope;

namespace {

constexpr QSize kScreen(1280, 720);
constexpr int kSteps[] = {100, 110, 125, 150, 175, 200};

}

class TestZoom : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void windowFitsItsScreen_data();
    void windowFitsItsScreen();
    void largeModelFitsToo();
    void endlessNamesFitToo();
    void figuresNeedNoScrolling();
    void heatmapsHaveTheRoom();
    void shortenedChoiceIsToldByItsToolTip();

private:
    void zoomTo(int percent);
    void verifyFits();
};

void TestZoom::zoomTo(int percent)
{
    const int text = m_window->fontMetrics().height();
    m_window->activateWindow();
    for (const int step : kSteps) {
        if (step > 100 && step <= percent)
            QTest::keyClick(m_window.get(), Qt::Key_Plus, Qt::ControlModifier);
    }
    QTRY_VERIFY(m_window->fontMetrics().height() >= int(text * percent / 110.0));
    QTest::qWait(100); // layouts follow by events that are posted
}

void TestZoom::verifyFits()
{
    QCOMPARE(m_window->size(), kScreen);
    const QSize least = m_window->minimumSizeHint();
    QVERIFY2(least.width() <= kScreen.width() && least.height() <= kScreen.height(),
             qPrintable(QStringLiteral("%1 x %2").arg(least.width()).arg(least.height())));
    for (const Panel *panel : m_window->findChildren<Panel *>()) {
        if (panel->visibleRegion().isEmpty())
            continue;
        QVERIFY2(m_window->rect().contains(QRect(panel->mapTo(m_window.get(), QPoint()), panel->size())),
                 qPrintable(panel->objectName()));
        // Controls have at least what they need, and none is behind another.
        const QWidget *header = panel->titleBarWidget();
        QRegion taken;
        for (const QWidget *control : header->findChildren<QWidget *>(Qt::FindDirectChildrenOnly)) {
            if (!control->isVisible())
                continue;
            QVERIFY2(header->rect().contains(control->geometry()), qPrintable(panel->objectName()));
            QVERIFY2(control->width() >= control->minimumSizeHint().width(), qPrintable(panel->objectName()));
            QVERIFY2(!taken.intersects(control->geometry()), qPrintable(panel->objectName()));
            taken += control->geometry();
        }
    }
}

void TestZoom::windowFitsItsScreen_data()
{
    QTest::addColumn<Layout>("layout");
    QTest::addColumn<int>("percent");
    const std::pair<const char *, Layout> layouts[] = {
        {"explore", Layout::Explore}, {"heatmaps", Layout::Heatmaps}, {"audit", Layout::Audit}};
    for (const auto &[name, layout] : layouts) {
        for (const int percent : {100, 150, 175, 200})
            QTest::addRow("%s %d", name, percent) << layout << percent;
    }
}

void TestZoom::windowFitsItsScreen()
{
    QFETCH(Layout, layout);
    QFETCH(int, percent);
    openDemo();
    m_window->document().setAblated({{0, 0}}, true);
    m_window->document().setTexts("a red photo", {});
    m_window->setLayout(layout);
    zoomTo(percent);
    waitUntilIdle();
    verifyFits();
    for (Panel *panel : m_window->findChildren<Panel *>()) { // those behind others too
        panel->raise();
        QTest::qWait(0);
        QCOMPARE(m_window->size(), kScreen);
    }
}

void TestZoom::largeModelFitsToo()
{
    writeModel(path("large"), 4, 12, 16);
    m_window->openPictures(path("pictures"));
    m_window->openModel(path("large"));
    waitUntilIdle();
    m_window->setLayout(Layout::Heatmaps);
    zoomTo(150);
    verifyFits();
}

void TestZoom::endlessNamesFitToo()
{
    const QByteArray name(120, 'x');
    writePictures(path(name), kPictures);
    writeModel(path((name + "model").constData()), 5);
    writeText(path((name + ".txt").constData()), "a red photo\n");
    m_window->openPictures(path(name));
    m_window->openModel(path((name + "model").constData()));
    waitUntilIdle();
    QVERIFY(m_window->document().study());
    m_window->openTexts(path((name + ".txt").constData()));
    waitUntilIdle();
    m_window->openTexts(path((name + ".nowhere").constData()));
    waitUntilIdle();
    QVERIFY(messages().contains(QString::fromLatin1(name)));
    zoomTo(150);
    verifyFits();
}

void TestZoom::figuresNeedNoScrolling()
{
    openDemo();
    m_window->document().setAblated({{0, 0}}, true);
    waitUntilIdle();
    const auto *metrics = m_window->findChild<QTableView *>("metrics");
    QVERIFY(metrics->isVisible());
    QTRY_COMPARE(metrics->horizontalScrollBar()->maximum(), 0);
}

void TestZoom::heatmapsHaveTheRoom()
{
    openDemo();
    m_window->setLayout(Layout::Heatmaps);
    waitUntilIdle();
    const auto *heatmap = m_window->findChild<HeatmapView *>("heatmap");
    for (const char *other : {"images", "class scores"})
        QTRY_VERIFY(heatmap->width() > 1.4 * m_window->findChild<QWidget *>(other)->width());
    QVERIFY(heatmap->height() > 250);
}

void TestZoom::shortenedChoiceIsToldByItsToolTip()
{
    for (const char *name : {"measure", "order of pictures"}) {
        auto *box = m_window->findChild<QComboBox *>(name);
        box->setCurrentIndex(box->count() - 1);
        QVERIFY(box->minimumSizeHint().width() < box->sizeHint().width());
        QHelpEvent help(QEvent::ToolTip, box->rect().center(), box->mapToGlobal(box->rect().center()));
        QApplication::sendEvent(box, &help);
        const QString text = QTextDocumentFragment::fromHtml(QToolTip::text()).toPlainText();
        QCOMPARE(text, box->currentText() + '\n' + box->toolTip());
    }
}

QTEST_MAIN(TestZoom)
#include "tst_zoom.moc"
