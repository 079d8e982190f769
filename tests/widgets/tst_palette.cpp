// SPDX-License-Identifier: GPL-3.0-or-later
#include <QLocale>
#include <QtTest>

#include "widgets/base/palette.h"
#include "widgets/figures/figure.h"

using namespace headscope;

namespace {

QPalette darkPalette()
{
    QPalette palette;
    palette.setColor(QPalette::Window, QColor(45, 45, 48));
    palette.setColor(QPalette::Base, QColor(30, 30, 32));
    palette.setColor(QPalette::Text, QColor(230, 230, 230));
    return palette;
}

}

class TestPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void textIsReadableInLightAndDarkAndOnEveryColour()
    {
        for (const QPalette &palette : {QPalette(Qt::white), darkPalette()}) {
            const Theme theme(palette);
            for (const QColor &background : {theme.paper(), palette.color(QPalette::Window)})
                QVERIFY(contrast(theme.mutedText(), background) >= 4.5);
            QVERIFY(contrast(theme.text(), theme.accentWash()) >= 4.5);
            QVERIFY(contrast(theme.accent(), theme.paper()) >= 3.0);
            for (const Severity severity : {Severity::Information, Severity::Warning, Severity::Error})
                QVERIFY(contrast(theme.text(), theme.severityWash(severity)) >= 4.5);
            for (const auto kind : {ColourScale::Kind::Sequential, ColourScale::Kind::Diverging}) {
                for (int step = 0; step <= 100; ++step) {
                    const QColor cell = theme.colourAt(kind, step / 100.0);
                    QVERIFY(contrast(readableOn(cell), cell) >= 4.5);
                }
            }
        }
    }

    void zeroIsTheQuietMiddleOfADivergingScale()
    {
        const ColourScale scale = ColourScale::diverging(0.2);
        QCOMPARE(scale.position(0.0), 0.5);
        QCOMPARE(scale.position(9.0), 1.0);
        QCOMPARE(ColourScale::diverging(0.0).position(0.0), 0.5);
        for (const QPalette &palette : {QPalette(Qt::white), darkPalette()}) {
            const Theme theme(palette);
            const QColor zero = theme.colour(scale, 0.0);
            QVERIFY(contrast(zero, theme.paper()) < contrast(theme.colour(scale, 0.2), theme.paper()));
            QVERIFY(theme.colour(scale, -0.2).blue() > theme.colour(scale, -0.2).red());
            QVERIFY(theme.colour(scale, 0.2).red() > theme.colour(scale, 0.2).blue());
        }
    }

    void cividisGetsLighterAllTheWay()
    {
        const Theme theme{QPalette(Qt::white)};
        for (int step = 0; step < 50; ++step)
            QVERIFY(contrast(theme.colourAt(ColourScale::Kind::Sequential, step / 50.0), Qt::black) <
                    contrast(theme.colourAt(ColourScale::Kind::Sequential, (step + 1) / 50.0), Qt::black));
    }

    void numbersHaveATrueMinusAndNoSignOnZero_data()
    {
        QTest::addColumn<double>("value");
        QTest::addColumn<bool>("percent");
        QTest::addColumn<int>("decimals");
        QTest::addColumn<QString>("plain");
        QTest::addColumn<QString>("withSign");
        QTest::newRow("positive") << 0.0421 << false << 3 << QStringLiteral("0.042") << QStringLiteral("+0.042");
        QTest::newRow("negative") << -0.0421 << false << 3 << QStringLiteral("−0.042") << QStringLiteral("−0.042");
        QTest::newRow("nearly zero") << -0.0004 << false << 3 << QStringLiteral("0.000") << QStringLiteral("0.000");
        QTest::newRow("percent") << 0.314 << true << 0 << QStringLiteral("31 %") << QStringLiteral("+31 %");
        QTest::newRow("small percent") << -0.0004 << true << 1 << QStringLiteral("0.0 %") << QStringLiteral("0.0 %");
    }

    void numbersHaveATrueMinusAndNoSignOnZero()
    {
        QFETCH(double, value);
        QFETCH(bool, percent);
        QFETCH(int, decimals);
        const NumberFormat format{decimals, percent};
        QTEST(format.text(value), "plain");
        QTEST(format.signedText(value), "withSign");
    }

    void groupsNextToEachOtherDiffer()
    {
        for (int group = 0; group < 7; ++group)
            for (int other = 0; other < group; ++other)
                QVERIFY(groupColour(group) != groupColour(other));
        QCOMPARE(groupColour(7), groupColour(0));
    }
};

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"
