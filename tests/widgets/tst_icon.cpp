// SPDX-License-Identifier: GPL-3.0-or-later
#include <QPainter>
#include <QtTest>

#include "widgets/base/icon.h"

using namespace headscope;

Q_DECLARE_METATYPE(headscope::Icon)

namespace {

constexpr int kSide = 16;

QPalette withText(const QColor &text, const QColor &disabled)
{
    QPalette palette;
    palette.setColor(QPalette::Text, text);
    palette.setColor(QPalette::Disabled, QPalette::Text, disabled);
    return palette;
}

/// Whether something is drawn, and in that colour alone.
bool isDrawnIn(const QImage &image, const QColor &colour)
{
    bool isDrawn = false;
    for (int y = 0; y < image.height(); ++y) {
        for (int x = 0; x < image.width(); ++x) {
            const QColor pixel = image.pixelColor(x, y);
            if (pixel.alpha() < 150)
                continue;
            isDrawn = true;
            const auto near = [](int a, int b) { return std::abs(a - b) <= 2; };
            if (!near(pixel.red(), colour.red()) || !near(pixel.green(), colour.green()) ||
                !near(pixel.blue(), colour.blue()))
                return false;
        }
    }
    return isDrawn;
}

}

class TestIcon : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyIconIsDrawnInTheTextsColour_data();
    void everyIconIsDrawnInTheTextsColour();
    void isSharpOnAFineScreen();
};

void TestIcon::everyIconIsDrawnInTheTextsColour_data()
{
    QTest::addColumn<Icon>("which");
    const auto icons = QMetaEnum::fromType<Icon>();
    for (int index = 0; index < icons.keyCount(); ++index)
        QTest::newRow(icons.key(index)) << Icon(icons.value(index));
}

void TestIcon::everyIconIsDrawnInTheTextsColour()
{
    QFETCH(Icon, which);
    const QIcon made = icon(which); // once: a changed palette shows in what is there
    for (const auto &[text, disabled] : {std::pair(QColor(20, 30, 40), QColor(140, 150, 160)),
                                         std::pair(QColor(230, 240, 250), QColor(90, 100, 110))}) {
        QGuiApplication::setPalette(withText(text, disabled));
        QVERIFY(isDrawnIn(made.pixmap(kSide).toImage(), text));
        QVERIFY(isDrawnIn(made.pixmap(kSide, QIcon::Disabled).toImage(), disabled));
        QImage painted(3 * kSide, kSide, QImage::Format_ARGB32_Premultiplied);
        painted.fill(Qt::transparent);
        QPainter painter(&painted);
        made.paint(&painter, painted.rect());
        painter.end();
        QVERIFY(isDrawnIn(painted, text));
    }
}

void TestIcon::isSharpOnAFineScreen()
{
    const QPixmap fine = icon(Icon::Close).pixmap(QSize(kSide, kSide), 2.0);
    QCOMPARE(fine.size(), QSize(2 * kSide, 2 * kSide));
    QCOMPARE(fine.devicePixelRatio(), 2.0);
    // What is scaled up has no more detail than before: every second pixel repeats.
    const QImage coarse = icon(Icon::Close).pixmap(QSize(kSide, kSide), 1.0).toImage().scaled(fine.size());
    QVERIFY(fine.toImage().convertToFormat(coarse.format()) != coarse);
}

QTEST_MAIN(TestIcon)
#include "tst_icon.moc"
