// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QtTest>

#include <limits>

#include "widgets/heat.h"
#include "widgets/smallmultiples.h"
#include "widgets/thumbnaildelegate.h"

using namespace headscope;

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

QImage greyPicture()
{
    QImage picture(64, 64, QImage::Format_RGB32);
    picture.fill(Qt::gray);
    return picture;
}

/// Twelve heads; the one numbered h has the value h everywhere.
std::vector<HeatGrid> twelveHeats()
{
    std::vector<HeatGrid> heats;
    for (int head = 0; head < 12; ++head)
        heats.push_back({4, 4, std::vector<float>(16, float(head))});
    return heats;
}

/// A list of 10,000 pictures that counts how often it is asked for one.
class CountingModel : public QAbstractListModel
{
public:
    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : 10000; }
    QVariant data(const QModelIndex &, int role) const override
    {
        asked += role == Qt::DecorationRole;
        return {};
    }

    mutable int asked = 0;
};

}

class TestPictures : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void oneScaleSpansAllHeats()
    {
        const std::vector<HeatGrid> heats{{1, 2, {-0.5F, kNan}}, {1, 2, {0.25F, 0.125F}}};
        QCOMPARE(heatScale(heats, ColourScale::Kind::Sequential), ColourScale::sequential(-0.5, 0.25));
        QCOMPARE(heatScale(heats, ColourScale::Kind::Diverging), ColourScale::diverging(0.5));
        const std::vector<HeatGrid> undefined{{1, 1, {kNan}}};
        QCOMPARE(heatScale(undefined, ColourScale::Kind::Sequential), ColourScale::sequential(0.0, 0.0));
        QCOMPARE(heatScale({}, ColourScale::Kind::Diverging), ColourScale::diverging(0.0));
    }

    void headsAreChosenByClickAndByKeys()
    {
        SmallMultiples heads;
        heads.setPicture(greyPicture());
        heads.setHeats(11, twelveHeats(), ColourScale::Kind::Sequential, QStringLiteral("a woman"), {});
        heads.setCurrentHead(3);
        heads.resize(480, 420);
        heads.show();
        QVERIFY(QTest::qWaitForWindowExposed(&heads));
        QSignalSpy activated(&heads, &SmallMultiples::headActivated);
        QTest::mouseClick(&heads, Qt::LeftButton, {}, heads.headRect(6).center());
        QCOMPARE(activated.takeFirst(), QVariantList{6});
        QCOMPARE(heads.accessibleDescription(), QStringLiteral("11.6"));
        QTest::mouseClick(&heads, Qt::LeftButton, {}, heads.headRect(6).center());
        QVERIFY(activated.isEmpty()); // It is looked at already.
        QTest::keyClick(&heads, Qt::Key_Right);
        QTest::keyClick(&heads, Qt::Key_Home);
        QTest::keyClick(&heads, Qt::Key_Left); // stays at the first
        QTest::keyClick(&heads, Qt::Key_Down);
        QTest::keyClick(&heads, Qt::Key_End);
        QCOMPARE(activated.size(), 4);
        QCOMPARE(activated[0].first().toInt(), 7);
        QCOMPARE(activated[1].first().toInt(), 0);
        QCOMPARE(heads.headRect(activated[2].first().toInt()).left(), heads.headRect(0).left());
        QVERIFY(heads.headRect(activated[2].first().toInt()).top() > heads.headRect(0).top());
        QCOMPARE(activated[3].first().toInt(), 11);
    }

    void allHeadsAreShownInAnyShape_data()
    {
        QTest::addColumn<QSize>("size");
        QTest::newRow("tall") << QSize(220, 900);
        QTest::newRow("wide") << QSize(1400, 220);
        QTest::newRow("square") << QSize(500, 500);
    }

    void allHeadsAreShownInAnyShape()
    {
        QFETCH(QSize, size);
        SmallMultiples heads;
        heads.setPicture(greyPicture());
        heads.setHeats(11, twelveHeats(), ColourScale::Kind::Sequential, QStringLiteral("a woman"), {});
        heads.resize(size);
        QRegion taken;
        for (int head = 0; head < 12; ++head) {
            const QRect cell = heads.headRect(head);
            QVERIFY(heads.rect().contains(cell));
            QVERIFY(!taken.intersects(cell));
            taken += cell;
        }
    }

    void aSharedScaleColoursAllHeadsAlike()
    {
        SmallMultiples heads;
        heads.setPicture(greyPicture());
        heads.setHeats(11, twelveHeats(), ColourScale::Kind::Sequential, QStringLiteral("a woman"), {});
        heads.resize(480, 420);
        const auto colour = [&](int head) {
            const QPoint middle = heads.headRect(head).center() - QPoint(0, 8);
            return heads.grab(QRect(middle, QSize(1, 1))).toImage().pixelColor(0, 0);
        };
        QVERIFY(colour(2) != colour(9)); // One scale spans both; each with its own, they would be alike.
        const QColor own = colour(9);
        heads.setSharedScale(ColourScale::sequential(0.0, 100.0));
        QVERIFY(colour(9) != own);
    }

    void whatIsNotComputedIsHatchedAndEmptyItSaysWhatToDo()
    {
        SmallMultiples heads;
        heads.resize(480, 420);
        const QImage empty = heads.grab().toImage();
        auto heats = twelveHeats();
        heats[5] = {};
        heads.setPicture(greyPicture());
        heads.setHeats(11, heats, ColourScale::Kind::Sequential, QStringLiteral("a woman"), {});
        const QImage hatched = heads.grab(heads.headRect(5)).toImage();
        heads.setHeats(11, twelveHeats(), ColourScale::Kind::Sequential, QStringLiteral("a woman"), {});
        QVERIFY(heads.grab(heads.headRect(5)).toImage() != hatched);
        heads.clearHeats();
        QCOMPARE(heads.grab().toImage(), empty);
    }

    void aGridOfTenThousandAsksForWhatIsSeen()
    {
        CountingModel model;
        QListView view;
        view.setModel(&model);
        ThumbnailDelegate::prepare(view, 84);
        view.resize(640, 480);
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QTRY_VERIFY(view.verticalScrollBar()->maximum() > 10000);
        view.grab();
        QVERIFY2(model.asked > 0 && model.asked < 500, qPrintable(QString::number(model.asked)));
        model.asked = 0;
        view.verticalScrollBar()->setValue(view.verticalScrollBar()->maximum() / 2);
        view.grab();
        QVERIFY2(model.asked > 0 && model.asked < 500, qPrintable(QString::number(model.asked)));
    }

    void everyStateOfAThumbnailLooksDifferentInGrey_data()
    {
        QTest::addColumn<int>("role");
        QTest::addColumn<QVariant>("value");
        using Delegate = ThumbnailDelegate;
        QTest::newRow("wrong now") << int(Delegate::NowRole) << QVariant(int(Delegate::Answer::Wrong));
        QTest::newRow("was wrong") << int(Delegate::BeforeRole) << QVariant(int(Delegate::Answer::Wrong));
        QTest::newRow("primary") << int(Delegate::PrimaryRole) << QVariant(true);
        QTest::newRow("pinned") << int(Delegate::PinnedRole) << QVariant(true);
        QTest::newRow("loading") << int(Qt::DecorationRole) << QVariant();
    }

    void everyStateOfAThumbnailLooksDifferentInGrey()
    {
        QFETCH(int, role);
        QFETCH(QVariant, value);
        QStandardItemModel model(1, 1);
        const QModelIndex index = model.index(0, 0);
        QPixmap picture(84, 84);
        picture.fill(Qt::gray);
        model.setData(index, picture, Qt::DecorationRole);
        model.setData(index, int(ThumbnailDelegate::Answer::Right), ThumbnailDelegate::BeforeRole);
        model.setData(index, int(ThumbnailDelegate::Answer::Right), ThumbnailDelegate::NowRole);
        QListView view;
        view.setModel(&model);
        ThumbnailDelegate::prepare(view, 84);
        view.resize(200, 200);
        const auto grey = [&] { return view.grab().toImage().convertToFormat(QImage::Format_Grayscale8); };
        const QImage before = grey();
        model.setData(index, value, role);
        QVERIFY(grey() != before);
    }
};

QTEST_MAIN(TestPictures)
#include "tst_pictures.moc"
