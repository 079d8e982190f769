// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QSignalSpy>
#include <QtTest>

#include "widgets/base/palette.h"
#include "widgets/figures/trailplot.h"

using namespace headscope;

namespace {

/// Baseline, one without a bias figure, one in between, the current one.
QList<TrailPoint> fourTried()
{
    return {{.name = QStringLiteral("no head"), .accuracy = 0.83, .bias = 0.38, .baseline = true},
            {.name = QStringLiteral("11.0"), .accuracy = 0.84, .bias = std::nullopt},
            {.name = QStringLiteral("11.3"), .accuracy = 0.82, .bias = 0.27, .pinned = true},
            {.name = QStringLiteral("11.3, 10.4"), .accuracy = 0.79, .bias = 0.21, .current = true}};
}

}

class TestTrailPlot : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void init()
    {
        m_plot = std::make_unique<TrailPlot>();
        m_plot->setScope(QStringLiteral("Direct effect"));
        m_plot->setAxes({QStringLiteral("Accuracy"), {}}, {QStringLiteral("Cramér's V"), {.decimals = 2}});
        m_plot->resize(420, 320);
        m_plot->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_plot.get()));
        m_plot->activateWindow();
        m_plot->setFocus();
        QTRY_VERIFY(m_plot->hasFocus());
        m_activated = std::make_unique<QSignalSpy>(m_plot.get(), &TrailPlot::pointActivated);
        m_hovered = std::make_unique<QSignalSpy>(m_plot.get(), &TrailPlot::pointHovered);
    }

    void accuracyIsUpwardsAndBiasToTheRight()
    {
        m_plot->setPoints(fourTried());
        const QPointF baseline = *m_plot->pointPosition(0);
        const QPointF current = *m_plot->pointPosition(3);
        QVERIFY(baseline.y() < current.y());
        QVERIFY(baseline.x() > current.x());
        QVERIFY(!m_plot->pointPosition(1)); // no bias figure
        for (const QPointF &point : {baseline, current})
            QVERIFY(QRectF(m_plot->rect()).contains(point));
    }

    void plotKeepsItsHeightWhereThereIsLittle()
    {
        m_plot->resize(600, m_plot->minimumSizeHint().height());
        m_plot->setPoints(fourTried());
        const QPointF baseline = *m_plot->pointPosition(0);
        const QPointF current = *m_plot->pointPosition(3);
        QVERIFY(current.y() - baseline.y() > m_plot->height() / 4.0);
        // The legend stands beside: the axis doesn't take the whole width.
        QVERIFY(baseline.x() < 0.8 * m_plot->width());
        m_plot->resize(600, 400);
        QVERIFY(m_plot->pointPosition(0)->x() > baseline.x());
    }

    void pointOfAnotherModelIsNotJoinedToTheTrail()
    {
        QList<TrailPoint> points = {{.name = "as it is", .accuracy = 0.8, .bias = 0.2, .baseline = true},
                                    {.name = "Control", .accuracy = 0.9, .bias = 0.4, .pinned = true}};
        const auto midway = [&] {
            m_plot->setPoints(points);
            const QPointF middle = (*m_plot->pointPosition(0) + *m_plot->pointPosition(1)) / 2;
            return m_plot->grab(QRect(middle.toPoint() - QPoint(6, 6), QSize(13, 13))).toImage();
        };
        const QImage joined = midway();
        points[1].apart = true;
        QVERIFY(midway() != joined);
    }

    void randomControlsAreSeenOnThePaper_data()
    {
        QTest::addColumn<QPalette>("palette");
        QTest::newRow("light") << QPalette(Qt::white);
        QTest::newRow("dark") << QPalette(QColor(45, 45, 48));
    }

    void randomControlsAreSeenOnThePaper()
    {
        QFETCH(QPalette, palette);
        m_plot->setPalette(palette);
        m_plot->setPoints({{.name = QStringLiteral("11.3"), .accuracy = 0.8, .bias = 0.3}});
        const QPoint place = m_plot->pointPosition(0)->toPoint();
        m_plot->setPoints({});
        m_plot->setControls({{0.8, 0.3}});
        const QImage image = m_plot->grab().toImage();
        QVERIFY(contrast(image.pixelColor(place), Theme(palette).paper()) >= 1.6);
        double outline = 1.0;
        for (int x = place.x(); x < place.x() + 5; ++x)
            outline = std::max(outline, contrast(image.pixelColor(x, place.y()), Theme(palette).paper()));
        QVERIFY2(outline >= 3.0, qPrintable(QString::number(outline)));
    }

    void aClickGoesToThePointUnderIt()
    {
        m_plot->setPoints(fourTried());
        QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, m_plot->pointPosition(2)->toPoint());
        QCOMPARE(m_activated->takeFirst(), QVariantList{2});
        QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, {m_plot->width() - 2, 2});
        QVERIFY(m_activated->isEmpty());
    }

    void thePointerReadsAPoint()
    {
        m_plot->setPoints(fourTried());
        QTest::mouseMove(m_plot.get(), m_plot->pointPosition(3)->toPoint());
        QCOMPARE(m_hovered->takeFirst(), QVariantList{3});
        QCOMPARE(m_plot->accessibleDescription(),
                 QStringLiteral("11.3, 10.4 · current · Accuracy 0.790 · Cramér's V 0.21"));
        QTest::mouseMove(m_plot.get(), {m_plot->width() - 2, 2});
        QCOMPARE(m_hovered->takeFirst(), QVariantList{-1});
    }

    void keysStepOverPointsWithoutFigures()
    {
        m_plot->setPoints(fourTried());
        QTest::keyClick(m_plot.get(), Qt::Key_Left); // The first one finds the current point.
        QTest::keyClick(m_plot.get(), Qt::Key_Left);
        QTest::keyClick(m_plot.get(), Qt::Key_Left);
        QCOMPARE(QVariantList({m_hovered->at(0).first(), m_hovered->at(1).first(), m_hovered->at(2).first()}),
                 QVariantList({3, 2, 0}));
        QTest::keyClick(m_plot.get(), Qt::Key_Left); // Stays at the first.
        QTest::keyClick(m_plot.get(), Qt::Key_Return);
        QCOMPARE(m_activated->takeFirst(), QVariantList{0});
        QTest::keyClick(m_plot.get(), Qt::Key_End);
        QTest::keyClick(m_plot.get(), Qt::Key_Enter);
        QCOMPARE(m_activated->takeFirst(), QVariantList{3});
    }

    void enterWithoutAPointDoesNothing()
    {
        m_plot->setPoints(fourTried());
        QTest::keyClick(m_plot.get(), Qt::Key_Return);
        QVERIFY(m_activated->isEmpty());
    }

    void onePointStandsInTheMiddle()
    {
        m_plot->setPoints({fourTried().first()});
        const QPointF only = *m_plot->pointPosition(0);
        QVERIFY(std::abs(only.x() - m_plot->width() / 2.0) < m_plot->width() / 5.0);
        QVERIFY(std::abs(only.y() - m_plot->height() / 2.0) < m_plot->height() / 5.0);
        QTest::mouseClick(m_plot.get(), Qt::LeftButton, {}, only.toPoint());
        QCOMPARE(m_activated->takeFirst(), QVariantList{0});
    }

    void controlsWidenTheRangesButAreNoPoints()
    {
        m_plot->setPoints({fourTried().first()});
        const QPointF before = *m_plot->pointPosition(0);
        m_plot->setControls({{.accuracy = 0.5, .bias = 0.9}});
        const QPointF after = *m_plot->pointPosition(0);
        QVERIFY(after.x() < before.x() && after.y() < before.y());
        QTest::keyClick(m_plot.get(), Qt::Key_Right);
        QTest::keyClick(m_plot.get(), Qt::Key_Right);
        QCOMPARE(m_hovered->size(), 1);
    }

    void fewerPointsForgetTheOneThatWasRead()
    {
        m_plot->setPoints(fourTried());
        QTest::keyClick(m_plot.get(), Qt::Key_End);
        m_plot->setPoints({fourTried().first()});
        QCOMPARE(m_hovered->last(), QVariantList{-1});
        QTest::keyClick(m_plot.get(), Qt::Key_Return);
        QVERIFY(m_activated->isEmpty());
    }

    void marksAreSeenWithoutColour()
    {
        auto points = fourTried();
        m_plot->setPoints(points);
        const auto grey = [this] {
            const QPoint at = m_plot->pointPosition(2)->toPoint();
            return m_plot->grab(QRect(at - QPoint(14, 14), QSize(28, 28)))
                .toImage()
                .convertToFormat(QImage::Format_Grayscale8);
        };
        const QImage pinned = grey();
        points[2].pinned = false;
        m_plot->setPoints(points);
        const QImage plain = grey();
        points[2].current = true;
        m_plot->setPoints(points);
        const QImage current = grey();
        QVERIFY(pinned != plain && plain != current && current != pinned);
    }

    void withoutPointsItSaysWhatToDo()
    {
        const QImage empty = m_plot->grab().toImage();
        m_plot->setErrorText(QStringLiteral("one group only"));
        QVERIFY(m_plot->grab().toImage() != empty);
        m_plot->setPoints(fourTried());
        QVERIFY(!m_plot->pointPosition(0)); // The error stands in its place.
        m_plot->setErrorText({});
        QVERIFY(m_plot->pointPosition(0));
    }

private:
    std::unique_ptr<TrailPlot> m_plot;
    std::unique_ptr<QSignalSpy> m_activated;
    std::unique_ptr<QSignalSpy> m_hovered;
};

QTEST_MAIN(TestTrailPlot)
#include "tst_trailplot.moc"
