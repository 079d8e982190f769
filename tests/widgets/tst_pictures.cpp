// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QListView>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardItemModel>
#include <QtTest>

#include <limits>

#include "widgets/figures/colourbar.h"
#include "widgets/pictures/heat.h"
#include "widgets/pictures/heatmappair.h"
#include "widgets/pictures/smallmultiples.h"
#include "widgets/pictures/thumbnaildelegate.h"

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

HeatmapPair::Side side(float value, const QString &name)
{
    return {greyPicture(), name, {2, 2, {value, value, value, value}}, name, QStringLiteral("cosine +0.50"), {}};
}

QColor middleOf(const HeatmapView &view)
{
    return const_cast<HeatmapView &>(view).grab().toImage().pixelColor(view.width() / 2, view.height() / 3);
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

    void aHeadCanHaveAScaleOfItsOwn()
    {
        SmallMultiples heads;
        heads.setPicture(greyPicture());
        heads.setHeats(11, twelveHeats(), ColourScale::Kind::Diverging, QStringLiteral("a woman"), {});
        heads.resize(640, 420);
        const auto colour = [&](int head) {
            const QPoint middle = heads.headRect(head).center() - QPoint(0, 8);
            return heads.grab(QRect(middle, QSize(1, 1))).toImage().pixelColor(0, 0);
        };
        auto *legend = heads.findChild<ColourBar *>();
        QVERIFY(colour(2) != colour(9));
        QVERIFY(legend->accessibleDescription().contains(QStringLiteral("+11.000")));
        heads.setScaleForEach(true);
        QCOMPARE(colour(2), colour(9));
        QVERIFY2(legend->accessibleDescription().contains(QStringLiteral("+100 %")),
                 qPrintable(legend->accessibleDescription()));
        QVERIFY(legend->accessibleDescription().contains(QStringLiteral("own scale")));
    }

    void twoPicturesShareAScaleUnlessAskedOtherwise()
    {
        HeatmapPair pair({3, false});
        pair.setSides(side(1, QStringLiteral("weak")), side(4, QStringLiteral("strong")), QStringLiteral("head 1.2"),
                      QStringLiteral("subject"));
        pair.resize(480, 320);
        pair.show();
        QVERIFY(QTest::qWaitForWindowExposed(&pair));
        const auto &first = *pair.findChild<HeatmapView *>(QStringLiteral("heatmap"));
        const auto &second = *pair.findChild<HeatmapView *>(QStringLiteral("heatmap beside"));
        const auto shownLegends = [&pair] {
            QStringList notes;
            for (const ColourBar *bar : pair.findChildren<ColourBar *>()) {
                if (bar->isVisible())
                    notes.append(bar->accessibleDescription());
            }
            return notes;
        };
        QCOMPARE(pair.sharedScale(), ColourScale::diverging(4));
        QVERIFY(middleOf(first) != middleOf(second));
        QCOMPARE(shownLegends().size(), 1);
        QVERIFY2(shownLegends().first().contains(QStringLiteral("one scale for both")),
                 qPrintable(shownLegends().first()));
        QVERIFY(shownLegends().first().startsWith(QStringLiteral("head 1.2")));

        pair.setScaling(HeatmapPair::Scaling::Own);
        QCOMPARE(middleOf(first), middleOf(second));
        QCOMPARE(shownLegends().size(), 2);
        for (const QString &note : shownLegends())
            QVERIFY2(note.contains(QStringLiteral("own scale")), qPrintable(note));

        pair.setScaling(HeatmapPair::Scaling::Shared);
        pair.setSides(side(1, QStringLiteral("weak")), std::nullopt, QStringLiteral("head 1.2"),
                      QStringLiteral("subject"));
        QVERIFY(!second.isVisible());
        QCOMPARE(shownLegends().size(), 1);
        QVERIFY(shownLegends().first().contains(QStringLiteral("own scale")));
    }

    void companionsShareTheScale()
    {
        HeatmapPair pair({3, false});
        const auto weak = side(1, QStringLiteral("weak"));
        pair.setCompanions({side(5, QStringLiteral("strong")).heat}, QStringLiteral("one scale with the others"));
        pair.setSides(weak, std::nullopt, QStringLiteral("head 1.2"), QStringLiteral("subject"));
        QCOMPARE(pair.sharedScale(), ColourScale::diverging(5));
        const auto *legend = pair.findChild<HeatmapView *>(QStringLiteral("heatmap"))->findChild<ColourBar *>();
        QVERIFY(legend->accessibleDescription().contains(QStringLiteral("with the others")));
        pair.setScaling(HeatmapPair::Scaling::Own);
        QVERIFY(!pair.sharedScale());
        pair.setScaling(HeatmapPair::Scaling::Shared);
        pair.setCompanions({}, {});
        pair.setSides(weak, std::nullopt, QStringLiteral("all heads"), QStringLiteral("subject"));
        QVERIFY(!pair.sharedScale());
    }

    void theScaleOfAllPicturesGrowsUntilTheSubjectChanges()
    {
        HeatmapPair pair({3, false});
        const auto show = [&](float value, const char *subject) {
            pair.setSides(side(value, QStringLiteral("text")), std::nullopt, QStringLiteral("head 1.2"),
                          QLatin1String(subject));
        };
        show(4, "a nurse");
        show(1, "a nurse");
        pair.setScaling(HeatmapPair::Scaling::Seen);
        QCOMPARE(pair.sharedScale(), ColourScale::diverging(4));
        const auto *legend = pair.findChild<HeatmapView *>(QStringLiteral("heatmap"))->findChild<ColourBar *>();
        QVERIFY(legend->accessibleDescription().contains(QStringLiteral("all pictures seen")));
        show(5, "a nurse");
        QCOMPARE(pair.sharedScale(), ColourScale::diverging(5));
        show(2, "a cook");
        QCOMPARE(pair.sharedScale(), ColourScale::diverging(2));
    }

    void holdingBInOneBaresBoth()
    {
        HeatmapPair pair({3, false});
        pair.setSides(side(3, QStringLiteral("one")), side(4, QStringLiteral("other")), QStringLiteral("head 1.2"),
                      QStringLiteral("subject"));
        pair.resize(480, 320);
        pair.show();
        auto &first = *pair.findChild<HeatmapView *>(QStringLiteral("heatmap"));
        auto &second = *pair.findChild<HeatmapView *>(QStringLiteral("heatmap beside"));
        pair.activateWindow();
        QVERIFY(QTest::qWaitForWindowActive(&pair));
        second.setFocus();
        const QColor heat = middleOf(first);
        QTest::keyPress(&second, Qt::Key_B);
        QCOMPARE(middleOf(first), QColor(Qt::gray));
        QCOMPARE(middleOf(second), QColor(Qt::gray));
        QTest::keyRelease(&second, Qt::Key_B);
        QCOMPARE(middleOf(first), heat);
        pair.setHeatOpacity(1.0);
        QVERIFY(middleOf(first) != heat);
        // Values are read in either with the keyboard.
        QSignalSpy hovered(&second, &HeatmapView::hovered);
        QTest::keyClick(&second, Qt::Key_Right);
        QCOMPARE(hovered.last().at(2).toDouble(), 4.0);
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
