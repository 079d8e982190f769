// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QHeaderView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QtTest>

#include <cmath>
#include <limits>

#include "widgets/figures/colourbar.h"
#include "widgets/heads/headmapdelegate.h"
#include "widgets/heads/headmapmodel.h"
#include "widgets/heads/headmapview.h"

using namespace headscope;

namespace {

constexpr int kLayers = 4;
constexpr int kHeads = 8;

const Measure kDeltaAccuracy{QStringLiteral("Δ accuracy"), ColourScale::Kind::Diverging, {}};

/// Head 3.2 is −0.042, the largest but two; 0.0 is undefined, 0.1 not computed yet.
std::vector<Figure> someFigures()
{
    std::vector<Figure> figures(kLayers * kHeads, Figure::known(0.01));
    figures[0] = Figure::undefined(QStringLiteral("one group only"));
    figures[1] = Figure();
    figures[3 * kHeads + 2] = Figure::known(-0.042);
    figures[8] = Figure::known(0.05);
    figures[9] = Figure::known(-0.08);
    return figures;
}

std::vector<double> gainsWith(std::initializer_list<HeadIndex> ablated)
{
    std::vector<double> gains(kLayers * kHeads, 1.0);
    for (const HeadIndex &head : ablated)
        gains[std::size_t(head.layer * kHeads + head.head)] = 0.0;
    return gains;
}

}

class TestHeadMap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void init()
    {
        m_model = std::make_unique<HeadMapModel>();
        m_tester = std::make_unique<QAbstractItemModelTester>(m_model.get(),
                                                              QAbstractItemModelTester::FailureReportingMode::Fatal);
        m_model->setShape(kLayers, kHeads);
        m_model->setFigures(kDeltaAccuracy, someFigures());
        m_view = std::make_unique<HeadMapView>();
        m_view->setHeadMap(m_model.get());
        m_view->resize(600, 400);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_view->activateWindow();
        m_view->setFocus();
        QTRY_VERIFY(m_view->hasFocus());
        m_activated = std::make_unique<QSignalSpy>(m_view.get(), &HeadMapView::headActivated);
        m_toggled = std::make_unique<QSignalSpy>(m_view.get(), &HeadMapView::ablationToggled);
    }

    void cleanup()
    {
        m_view.reset();
        m_tester.reset();
        m_model.reset();
    }

    void theTooltipReadsAsOneLineAndTheFirstDescription()
    {
        QStringList descriptions(kLayers * kHeads, QString());
        descriptions[3 * kHeads + 2] = QStringLiteral("a portrait of a woman");
        m_model->setFirstDescriptions(descriptions);
        QCOMPARE(m_model->index(3, 2).data(Qt::ToolTipRole).toString(),
                 QStringLiteral("3.2 · Δ accuracy −0.042 · rank 3 of 30\na portrait of a woman"));
        QCOMPARE(m_model->index(3, 2).data(HeadMapModel::FirstDescriptionRole).toString(),
                 QStringLiteral("a portrait of a woman"));
    }

    void aScreenReaderHearsEverythingThatIsSeen()
    {
        m_model->setGains(gainsWith({{3, 2}}));
        const auto spoken = [this](int layer, int head) {
            return m_model->index(layer, head).data(Qt::AccessibleTextRole).toString();
        };
        QCOMPARE(spoken(3, 2), QStringLiteral("layer 3, head 2, Δ accuracy −0.042, ablated"));
        QCOMPARE(spoken(0, 0), QStringLiteral("layer 0, head 0, Δ accuracy undefined: one group only"));
        QCOMPARE(spoken(0, 1), QStringLiteral("layer 0, head 1, Δ accuracy not computed yet"));
    }

    void undefinedPendingAndZeroAreThreeThings()
    {
        auto figures = someFigures();
        figures[2] = Figure::known(0.0);
        figures[3] = Figure::known(std::numeric_limits<double>::quiet_NaN());
        m_model->setFigures(kDeltaAccuracy, figures);
        const auto text = [this](int head) { return m_model->index(0, head).data().toString(); };
        QCOMPARE(text(0), QStringLiteral("–"));
        QCOMPARE(text(1), QString());
        QCOMPARE(text(2), QStringLiteral("0.000"));
        QCOMPARE(text(3), QStringLiteral("–"));
        QVERIFY(!m_model->index(0, 0).data(HeadMapModel::ValueRole).isValid());
        QVERIFY(!m_model->index(0, 1).data(HeadMapModel::RankRole).isValid());
        QCOMPARE(m_model->index(0, 2).data(HeadMapModel::ValueRole).toDouble(), 0.0);
    }

    void theColourBarLeavesOutAMiddleThatItCannotWrite_data()
    {
        QTest::addColumn<int>("high");
        QTest::addColumn<bool>("isWritten");
        QTest::newRow("2 of 4") << 4 << true;
        QTest::newRow("2.5 of 5") << 5 << false;
    }

    void theColourBarLeavesOutAMiddleThatItCannotWrite()
    {
        QFETCH(int, high);
        ColourBar bar;
        bar.resize(300, bar.sizeHint().height());
        bar.setScale(ColourScale::sequential(0, high), {}, [](double value) { return NumberFormat{0}.text(value); });
        const QImage picture = bar.grab().toImage();
        const int beneath = picture.height() - QFontMetrics(bar.font()).height() / 2; // through the numbers
        const QRgb background = picture.pixel(picture.width() / 4, beneath);
        bool isWritten = false;
        for (int x = picture.width() * 2 / 5; x < picture.width() * 3 / 5; ++x)
            isWritten = isWritten || picture.pixel(x, beneath) != background;
        QTEST(isWritten, "isWritten");
    }

    void theScaleEndsAtTheMostThereCanBe()
    {
        const std::vector<Figure> shares(kLayers * kHeads, Figure::known(0.3));
        Measure share = {QStringLiteral("share"), ColourScale::Kind::Sequential, {0, true}};
        share.most = 1.0;
        m_model->setFigures(share, shares);
        QCOMPARE(m_model->scale(), ColourScale::sequential(0.0, 1.0));
        m_model->setFigures(share, std::vector<Figure>(kLayers * kHeads));
        QCOMPARE(m_model->scale(), ColourScale::sequential(0.0, 1.0));
    }

    void theScaleIsSymmetricForDifferencesAndFromZeroForSizes()
    {
        QCOMPARE(m_model->scale(), ColourScale::diverging(0.08));
        QSignalSpy changed(m_model.get(), &HeadMapModel::measureChanged);
        std::vector<Figure> sizes(kLayers * kHeads, Figure::known(0.3));
        sizes[4] = Figure::known(0.7);
        m_model->setFigures({QStringLiteral("share"), ColourScale::Kind::Sequential, {}}, sizes);
        QCOMPARE(m_model->scale(), ColourScale::sequential(0.0, 0.7));
        QCOMPARE(changed.size(), 1);
        const auto scale = m_model->index(2, 2).data(HeadMapModel::ColourScaleRole).value<ColourScale>();
        QCOMPARE(scale, m_model->scale());
    }

    void aClickLooksAtAHeadAndChangesNothing()
    {
        click(2, 5);
        QCOMPARE(m_activated->size(), 1);
        QCOMPARE(m_activated->first(), (QVariantList{2, 5}));
        QCOMPARE(m_toggled->size(), 0);
    }

    void theOwnerMovesTheFrameSilently()
    {
        m_view->setCurrentHead(1, 3);
        QCOMPARE(m_view->currentIndex(), m_model->index(1, 3));
        QCOMPARE(m_activated->size(), 0);
    }

    void anOwnerThatEchoesTheHeadKeepsTheSelection()
    {
        connect(m_view.get(), &HeadMapView::headActivated, m_view.get(), &HeadMapView::setCurrentHead);
        m_view->setCurrentHead(1, 1);
        QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(m_view.get(), Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_view->selectionModel()->selectedIndexes().size(), 4);
    }

    void ctrlClickAsksToAblateAndToPutBack()
    {
        click(2, 5, Qt::ControlModifier);
        QCOMPARE(toggledHeads(), (QList<HeadIndex>{{2, 5}}));
        QCOMPARE(m_toggled->last().at(1).toBool(), true);
        QCOMPARE(int(m_model->state(2, 5)), int(HeadMapModel::HeadState::AsIs)); // The view itself changes nothing.

        m_model->setGains(gainsWith({{2, 5}}));
        click(2, 5, Qt::ControlModifier);
        QCOMPARE(m_toggled->last().at(1).toBool(), false);
        QCOMPARE(m_activated->size(), 0);
    }

    void spaceTogglesTheCurrentHead()
    {
        m_view->setCurrentHead(1, 1);
        QTest::keyClick(m_view.get(), Qt::Key_Space);
        QCOMPARE(toggledHeads(), (QList<HeadIndex>{{1, 1}}));
        QCOMPARE(m_toggled->last().at(1).toBool(), true);
    }

    void spaceAblatesASelectionThatIsPartlyAblated()
    {
        m_model->setGains(gainsWith({{1, 1}}));
        m_view->setCurrentHead(1, 1);
        QTest::keyClick(m_view.get(), Qt::Key_Right, Qt::ShiftModifier);
        QTest::keyClick(m_view.get(), Qt::Key_Space);
        QCOMPARE(toggledHeads().size(), 2);
        QCOMPARE(m_toggled->last().at(1).toBool(), true);
    }

    void draggingSelectsManyHeads()
    {
        QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, centre(1, 1));
        QTest::mouseMove(m_view->viewport(), centre(2, 3));
        QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, centre(2, 3));
        QCOMPARE(m_view->selectionModel()->selectedIndexes().size(), 2 * 3);
    }

    void aLayersLabelTakesTheWholeLayer()
    {
        QWidget *labels = m_view->verticalHeader()->viewport();
        QTest::mouseClick(labels, Qt::LeftButton, {}, label(2));
        QCOMPARE(m_view->selectionModel()->selectedRows().size(), 1);
        QCOMPARE(m_toggled->size(), 0);

        QTest::mouseClick(labels, Qt::LeftButton, Qt::ControlModifier, label(2));
        QCOMPARE(toggledHeads().size(), kHeads);
        QCOMPARE(toggledHeads().first(), (HeadIndex{2, 0}));

        m_model->setGains(gainsWith({{2, 0}, {2, 1}, {2, 2}, {2, 3}, {2, 4}, {2, 5}, {2, 6}, {2, 7}}));
        QTest::mouseClick(labels, Qt::LeftButton, Qt::ControlModifier, label(2));
        QCOMPARE(m_toggled->last().at(1).toBool(), false);
    }

    void keysMove_data()
    {
        QTest::addColumn<Qt::Key>("key");
        QTest::addColumn<int>("layer");
        QTest::addColumn<int>("head");
        QTest::newRow("left") << Qt::Key_Left << 1 << 2;
        QTest::newRow("right") << Qt::Key_Right << 1 << 4;
        QTest::newRow("up") << Qt::Key_Up << 0 << 3;
        QTest::newRow("down") << Qt::Key_Down << 2 << 3;
        QTest::newRow("home") << Qt::Key_Home << 1 << 0;
        QTest::newRow("end") << Qt::Key_End << 1 << 7;
        QTest::newRow("page up") << Qt::Key_PageUp << 0 << 3;
        QTest::newRow("page down") << Qt::Key_PageDown << 3 << 3;
    }

    void keysMove()
    {
        QFETCH(Qt::Key, key);
        m_view->setCurrentHead(1, 3);
        QTest::keyClick(m_view.get(), key);
        QTEST(m_view->currentIndex().row(), "layer");
        QTEST(m_view->currentIndex().column(), "head");
        QCOMPARE(m_activated->size(), 1);
    }

    void escapeAndLettersDoNothing()
    {
        m_view->setCurrentHead(1, 3);
        QTest::keyClick(m_view.get(), Qt::Key_Escape);
        QTest::keyClicks(m_view.get(), QStringLiteral("0"));
        QCOMPARE(m_view->currentIndex(), m_model->index(1, 3));
        QVERIFY(m_activated->isEmpty() && m_toggled->isEmpty());
    }

    void cellsGrowWithTheViewWithinLimits()
    {
        m_view->resize(300, 180);
        QCoreApplication::processEvents();
        const QSize small(m_view->columnWidth(0), m_view->rowHeight(0));
        m_view->resize(3000, 2000);
        QCoreApplication::processEvents();
        const QSize large(m_view->columnWidth(0), m_view->rowHeight(0));
        QVERIFY(large.width() > small.width() && large.height() > small.height());
        for (const QSize &cell : {small, large}) {
            QVERIFY(cell.height() >= 16 && cell.height() <= 64);
            QVERIFY(cell.width() >= cell.height() && cell.width() <= 2.7 * cell.height());
        }
    }

    void stateIsSeenWithoutColour()
    {
        // Only the state differs between the two pictures, so the difference must be hatching and outline: many pixels,
        // on the edge and inside.
        const QRect cell = m_view->visualRect(m_model->index(2, 4));
        const QImage before = m_view->viewport()->grab(cell).toImage();
        m_model->setGains(gainsWith({{2, 4}}));
        const QImage after = m_view->viewport()->grab(cell).toImage();
        int changed = 0;
        for (int y = 0; y < before.height(); ++y)
            for (int x = 0; x < before.width(); ++x)
                changed += before.pixel(x, y) != after.pixel(x, y);
        QVERIFY2(changed > before.width() * before.height() / 5, qPrintable(QString::number(changed)));
    }

    void numbersStandInAllCellsOrInNone()
    {
        // "0.000" would fit cells that are too narrow for "−0.042".
        std::vector<Figure> figures(kLayers * kHeads, Figure::known(0.0));
        m_model->setFigures(kDeltaAccuracy, figures);
        const QFontMetricsF metrics(m_view->font());
        const int width = int(tabularWidth(metrics, QStringLiteral("0.000")) + 6 + 8 + 1);
        m_view->horizontalHeader()->setDefaultSectionSize(width);
        m_view->verticalHeader()->setDefaultSectionSize(40);
        const auto shades = [this] {
            const QRect cell = m_view->visualRect(m_model->index(2, 4));
            const QImage image = m_view->viewport()->grab(cell.adjusted(8, 8, -8, -8)).toImage();
            QSet<QRgb> seen;
            for (int y = 0; y < image.height(); ++y)
                for (int x = 0; x < image.width(); ++x)
                    seen.insert(image.pixel(x, y));
            return seen.size();
        };
        QVERIFY(shades() > 1);
        figures[0] = Figure::known(-0.042);
        m_model->setFigures(kDeltaAccuracy, figures);
        QCOMPARE(shades(), 1);
    }

    void aLayerCollapsesByDoubleClickAndOpensByClick()
    {
        QSignalSpy changed(m_view.get(), &HeadMapView::collapsedLayersChanged);
        QTest::mouseDClick(m_view->verticalHeader()->viewport(), Qt::LeftButton, {}, label(2));
        QCOMPARE(m_view->collapsedLayers(), QSet<int>{2});
        QVERIFY(m_view->rowHeight(2) < m_view->rowHeight(1) / 2);
        QTest::mouseClick(m_view->verticalHeader()->viewport(), Qt::LeftButton, {}, label(2));
        QCOMPARE(m_view->rowHeight(2), m_view->rowHeight(1));
        QCOMPARE(changed.size(), 2);
        QVERIFY(m_toggled->isEmpty());
    }

    void ctrlClickStillAblatesACollapsedLayer()
    {
        m_view->setCollapsedLayers({2});
        QTest::mouseClick(m_view->verticalHeader()->viewport(), Qt::LeftButton, Qt::ControlModifier, label(2));
        QCOMPARE(toggledHeads().size(), kHeads);
        QCOMPARE(m_view->collapsedLayers(), QSet<int>{2});
    }

    void keysCollapseAndOpenTheCurrentLayer()
    {
        m_view->setCurrentHead(1, 3);
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QCOMPARE(m_view->collapsedLayers(), QSet<int>{1});
        QTest::keyClick(m_view.get(), Qt::Key_Minus, Qt::ControlModifier); // the window's zoom
        QTest::keyClick(m_view.get(), Qt::Key_Down);
        QTest::keyClick(m_view.get(), Qt::Key_Minus);
        QCOMPARE(m_view->collapsedLayers(), (QSet<int>{1, 2}));
        QTest::keyClick(m_view.get(), Qt::Key_Plus);
        QCOMPARE(m_view->collapsedLayers(), QSet<int>{1});
        QTest::keyClick(m_view.get(), Qt::Key_Asterisk);
        QVERIFY(m_view->collapsedLayers().isEmpty());
    }

    void anotherModelIsOpen()
    {
        m_view->setCollapsedLayers({0, 3});
        m_model->setShape(2, kHeads);
        QVERIFY(m_view->collapsedLayers().isEmpty());
        QCOMPARE(m_view->rowHeight(0), m_view->rowHeight(1));
    }

    void bigModelsShrinkThenScroll_data()
    {
        QTest::addColumn<int>("layers");
        QTest::addColumn<bool>("scrolls");
        QTest::newRow("ViT-L") << 24 << false;
        QTest::newRow("ViT-bigG") << 48 << true;
    }

    void bigModelsShrinkThenScroll()
    {
        QFETCH(int, layers);
        m_model->setShape(layers, 16);
        m_view->resize(560, 560);
        QCoreApplication::processEvents();
        const QFontMetrics metrics(m_view->font());
        QVERIFY(m_view->rowHeight(0) >= std::max(16, metrics.height()));
        QVERIFY(m_view->columnWidth(0) >= std::max(16, metrics.horizontalAdvance(QStringLiteral("47"))));
        QTEST(m_view->verticalScrollBar()->maximum() > 0, "scrolls");
        QCOMPARE(m_view->horizontalScrollBar()->maximum(), 0);

        m_view->setCurrentHead(layers - 1, 15);
        QVERIFY(m_view->viewport()->rect().contains(centre(layers - 1, 15)));
    }

    void remarksAreToldWithTheHead()
    {
        QStringList remarks(kLayers * kHeads, QString());
        remarks[3 * kHeads + 2] = QStringLiteral("CCS 4");
        m_model->setRemarks(remarks);
        m_model->setGains(gainsWith({{3, 2}}));
        const QModelIndex head = m_model->index(3, 2);
        QCOMPARE(head.data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("layer 3, head 2, Δ accuracy −0.042, CCS 4, ablated"));
        QCOMPARE(head.data(Qt::ToolTipRole).toString(),
                 QStringLiteral("3.2 · Δ accuracy −0.042 · rank 3 of 30 · CCS 4 · ablated"));
        // Coloured by the same, it is told once.
        std::vector<Figure> scores(kLayers * kHeads, Figure::known(4));
        m_model->setFigures({QStringLiteral("CCS"), ColourScale::Kind::Sequential, {.decimals = 0}}, scores);
        QCOMPARE(head.data(Qt::AccessibleTextRole).toString(), QStringLiteral("layer 3, head 2, CCS 4, ablated"));
    }

    void theViewFollowsANewPalette()
    {
        const QImage light = m_view->grab().toImage();
        QPalette dark = m_view->palette();
        dark.setColor(QPalette::Base, Qt::black);
        dark.setColor(QPalette::Text, Qt::white);
        m_view->setPalette(dark);
        const QImage inTheDark = m_view->grab().toImage();
        QCOMPARE(light.pixelColor(1, 1), QColor(Qt::white)); // The corner, a header, and the room right of the cells.
        QCOMPARE(inTheDark.pixelColor(1, 1), QColor(Qt::black));
        QCOMPARE(inTheDark.pixelColor(light.width() / 2, 1), QColor(Qt::black));
        QCOMPARE(inTheDark.pixelColor(light.width() / 2, light.height() - 2), QColor(Qt::black));
    }

private:
    QPoint label(int layer) const
    {
        const QHeaderView *labels = m_view->verticalHeader();
        return {labels->width() - 4, labels->sectionViewportPosition(layer) + labels->sectionSize(layer) / 2};
    }

    QPoint centre(int layer, int head) const { return m_view->visualRect(m_model->index(layer, head)).center(); }

    void click(int layer, int head, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(m_view->viewport(), Qt::LeftButton, modifiers, centre(layer, head));
    }

    QList<HeadIndex> toggledHeads() const { return m_toggled->last().at(0).value<QList<HeadIndex>>(); }

    std::unique_ptr<HeadMapModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
    std::unique_ptr<HeadMapView> m_view;
    std::unique_ptr<QSignalSpy> m_activated;
    std::unique_ptr<QSignalSpy> m_toggled;
};

QTEST_MAIN(TestHeadMap)
#include "tst_headmap.moc"
