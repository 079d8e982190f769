// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAbstractItemModelTester>
#include <QApplication>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QSignalSpy>
#include <QToolTip>
#include <QtTest>

#include <cmath>
#include <limits>

#include "widgets/base/elidedlabel.h"
#include "widgets/heads/descriptionmodel.h"
#include "widgets/heads/descriptionview.h"
#include "widgets/messages/infostrip.h"
#include "widgets/messages/jobstrip.h"
#include "widgets/messages/messagerow.h"
#include "widgets/pictures/classscores.h"
#include "widgets/pictures/heatmapview.h"
#include "widgets/tables/metrictablemodel.h"
#include "widgets/tables/metrictableview.h"

using namespace headscope;

Q_DECLARE_METATYPE(FigureInterval)
Q_DECLARE_METATYPE(FigureInterval::State)

namespace {

constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::Fatal;

QPalette darkPalette()
{
    QPalette palette;
    palette.setColor(QPalette::Window, QColor(45, 45, 48));
    palette.setColor(QPalette::Base, QColor(30, 30, 32));
    palette.setColor(QPalette::Text, QColor(230, 230, 230));
    return palette;
}

void showFocused(QWidget &widget, const QSize &size)
{
    widget.resize(size);
    widget.show();
    QVERIFY(QTest::qWaitForWindowExposed(&widget));
    widget.activateWindow();
    widget.setFocus();
    QTRY_VERIFY(widget.hasFocus());
}

MetricRow accuracyRow()
{
    return {.name = QStringLiteral("Accuracy"),
            .better = Better::Higher,
            .baseline = Figure::known(0.83, 1920),
            .direct = Figure::known(0.79, 1920),
            .forward = Figure()};
}

HeatGrid fourByFour()
{
    HeatGrid heat{4, 4, std::vector<float>(16, 0.0F)};
    heat.values[1 * 4 + 2] = 0.5F;
    heat.values[3 * 4 + 3] = std::numeric_limits<float>::quiet_NaN();
    return heat;
}

}

class TestViews : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase() { QLocale::setDefault(QLocale(QLocale::English)); }

    void descriptionsOpenByClickAndByEnter()
    {
        DescriptionModel model;
        QAbstractItemModelTester tester(&model, kFatal);
        model.setDescriptions({{QStringLiteral("a woman"), Figure::known(0.31), QStringLiteral("gender")},
                               {QStringLiteral("a man"), Figure::known(0.155), {}},
                               {QStringLiteral("a bird"), Figure::undefined(QStringLiteral("no variance")), {}}});
        QCOMPARE(model.index(1).data(DescriptionModel::ShareOfLargestRole).toDouble(), 0.5);
        QCOMPARE(model.index(0).data(DescriptionModel::ShareTextRole).toString(), QStringLiteral("31.0 %"));
        QCOMPARE(model.index(2).data(DescriptionModel::ShareTextRole).toString(), QStringLiteral("–"));
        QCOMPARE(model.index(0).data(Qt::AccessibleTextRole).toString(),
                 QStringLiteral("1: a woman, 31.0 % of the variance, concept gender"));

        DescriptionView view;
        view.setModel(&model);
        showFocused(view, {400, 200});
        QSignalSpy activated(&view, &DescriptionView::descriptionActivated);
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(model.index(1)).center());
        QCOMPARE(activated.takeFirst(), QVariantList{1});
        QTest::keyClick(&view, Qt::Key_Down); // what is marked is what is shown
        QCOMPARE(activated.takeFirst(), QVariantList{2});
        QTest::keyClick(&view, Qt::Key_Down);
        QVERIFY(activated.isEmpty());
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(activated.takeFirst(), QVariantList{2});
    }

    void anEmptyListSaysWhatToDoAndAnErrorReplacesIt()
    {
        DescriptionModel model;
        DescriptionView view;
        view.setModel(&model);
        view.resize(300, 200);
        const QImage blank = view.grab().toImage();
        view.setEmptyText(QStringLiteral("Click a head"));
        const QImage empty = view.grab().toImage();
        view.setErrorText(QStringLiteral("The pool has no texts"));
        const QImage error = view.grab().toImage();
        QVERIFY(blank != empty);
        QVERIFY(empty != error);
        view.setErrorText({});
        QCOMPARE(view.grab().toImage(), empty);
    }

    void thePointerReadsATokensValue()
    {
        HeatmapView view;
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::white);
        view.setPicture(picture);
        view.setHeat(fourByFour(), ColourScale::Kind::Sequential, QStringLiteral("heat"));
        view.resize(view.sizeHint());
        view.show();
        QVERIFY(QTest::qWaitForWindowExposed(&view));
        QSignalSpy hovered(&view, &HeatmapView::hovered);
        QSignalSpy left(&view, &HeatmapView::hoverLeft);
        // The picture is a centred square that fills the width: token (1, 2) is just right of its middle.
        QTest::mouseMove(&view, {view.width() / 2 + 10, 8 + int(view.width() * 0.37)});
        QCOMPARE(hovered.size(), 1);
        QCOMPARE(hovered.first(), (QVariantList{1, 2, 0.5}));
        QTest::mouseMove(&view, {1, 1});
        QCOMPARE(left.size(), 1);
    }

    void arrowsMoveTheTokenCursorAndStopAtTheEdge()
    {
        HeatmapView view;
        view.setPicture(QImage(64, 64, QImage::Format_RGB32));
        view.setHeat(fourByFour(), ColourScale::Kind::Sequential, QStringLiteral("heat"));
        showFocused(view, view.sizeHint());
        QSignalSpy hovered(&view, &HeatmapView::hovered);
        QTest::keyClick(&view, Qt::Key_Right);
        QCOMPARE(hovered.last().mid(0, 2), (QVariantList{2, 2}));
        QTest::keyClick(&view, Qt::Key_Up);
        QCOMPARE(hovered.last(), (QVariantList{1, 2, 0.5}));
        QCOMPARE(view.accessibleDescription(), QStringLiteral("row 2, column 3: 0.500"));
        for (int press = 0; press < 5; ++press) {
            QTest::keyClick(&view, Qt::Key_Down);
            QTest::keyClick(&view, Qt::Key_Right);
        }
        QCOMPARE(hovered.last().mid(0, 2), (QVariantList{3, 3}));
        QVERIFY(std::isnan(hovered.last().at(2).toDouble()));
        QCOMPARE(view.accessibleDescription(), QStringLiteral("row 4, column 4: undefined"));
    }

    void aNewHeatmapIsReadAtOnceAndAnEndedOneNoLonger()
    {
        HeatmapView view;
        view.setPicture(QImage(64, 64, QImage::Format_RGB32));
        view.setHeat(fourByFour(), ColourScale::Kind::Sequential, QStringLiteral("heat"));
        showFocused(view, view.sizeHint());
        QTest::keyClick(&view, Qt::Key_Right);
        QSignalSpy hovered(&view, &HeatmapView::hovered);
        QSignalSpy left(&view, &HeatmapView::hoverLeft);
        HeatGrid other = fourByFour();
        other.values[2 * 4 + 2] = 0.25F;
        view.setHeat(other, ColourScale::Kind::Sequential, QStringLiteral("heat"));
        QCOMPARE(hovered.last(), (QVariantList{2, 2, 0.25}));
        view.clearHeat();
        QCOMPARE(left.size(), 1);
    }

    void holdingBShowsTheBarePicture()
    {
        HeatmapView view;
        QImage picture(64, 64, QImage::Format_RGB32);
        picture.fill(Qt::red);
        view.setPicture(picture);
        view.setHeat(fourByFour(), ColourScale::Kind::Sequential, QStringLiteral("heat"));
        showFocused(view, view.sizeHint());
        const QPoint middle(view.width() / 2, view.width() / 2);
        QVERIFY(view.grab().toImage().pixelColor(middle) != QColor(Qt::red));
        QTest::keyPress(&view, Qt::Key_B);
        QCOMPARE(view.grab().toImage().pixelColor(middle), QColor(Qt::red));
        QTest::keyRelease(&view, Qt::Key_B);
        QVERIFY(view.grab().toImage().pixelColor(middle) != QColor(Qt::red));
    }

    void withoutPictureNothingIsRead()
    {
        HeatmapView view;
        view.setHeat(fourByFour(), ColourScale::Kind::Diverging, QStringLiteral("heat"));
        showFocused(view, view.sizeHint());
        QSignalSpy hovered(&view, &HeatmapView::hovered);
        QTest::keyClick(&view, Qt::Key_Right);
        QTest::mouseMove(&view, view.rect().center());
        QVERIFY(hovered.isEmpty());
    }

    void differencesAreToldByArrowSignAndWord()
    {
        MetricTableModel model;
        QAbstractItemModelTester tester(&model, kFatal);
        MetricRow association{.name = QStringLiteral("Cramér's V"),
                              .better = Better::Lower,
                              .baseline = Figure::known(0.38, 8),
                              .direct = Figure::known(0.38, 8),
                              .forward = Figure::known(0.21, 8)};
        MetricRow accuracy = accuracyRow();
        accuracy.directChangeInterval = {FigureInterval::State::Known, -0.06, -0.02, {}};
        association.forwardChangeInterval = {FigureInterval::State::Known, -0.2, -0.1, {}};
        model.setRows({accuracy, association});
        using M = MetricTableModel;
        const auto read = [&model](int row, int column, int role = Qt::DisplayRole) {
            return model.index(row, column).data(role).toString();
        };
        QCOMPARE(read(0, M::DirectChangeColumn), QStringLiteral("−0.040"));
        QCOMPARE(read(0, M::DirectChangeColumn, M::ArrowRole), QStringLiteral("▼"));
        QCOMPARE(read(0, M::DirectChangeColumn, M::JudgementRole), QStringLiteral("worse"));
        QCOMPARE(read(0, M::ForwardChangeColumn), QStringLiteral("…"));
        QCOMPARE(read(1, M::ForwardChangeColumn, M::ArrowRole), QStringLiteral("▼"));
        QCOMPARE(read(1, M::ForwardChangeColumn, M::JudgementRole), QStringLiteral("better"));
        QCOMPARE(read(1, M::DirectChangeColumn), QStringLiteral("0.000"));
        QCOMPARE(read(1, M::DirectChangeColumn, M::ArrowRole), QString());
        QCOMPARE(read(1, M::DirectChangeColumn, M::JudgementRole), QString());
        QCOMPARE(read(1, M::NameColumn, M::ImagesRole), QStringLiteral("n = 8 (few)"));
        QVERIFY(read(0, M::DirectColumn, Qt::ToolTipRole).endsWith(QStringLiteral("n = 1,920")));
    }

    void whatIsUndefinedIsADashWithItsReason()
    {
        MetricTableModel model;
        MetricRow row = accuracyRow();
        row.baseline = Figure::undefined(QStringLiteral("one class only"));
        model.setRows({row});
        for (const int column : {int(MetricTableModel::BaselineColumn), int(MetricTableModel::DirectChangeColumn)}) {
            QCOMPARE(model.index(0, column).data().toString(), QStringLiteral("–"));
            QVERIFY(model.index(0, column).data(Qt::ToolTipRole).toString().contains(QStringLiteral("one class only")));
            QVERIFY(!model.index(0, column).data(MetricTableModel::ValueRole).isValid());
        }
    }

    void aGroupIsNamedBeforeAndAfter()
    {
        MetricTableModel model;
        MetricRow row = accuracyRow();
        row.baselinePlace = row.directPlace = QStringLiteral("firefighter, woman");
        model.setRows({row, accuracyRow()});
        const auto read = [&model](int column, int role) { return model.index(0, column).data(role).toString(); };
        using M = MetricTableModel;
        QCOMPARE(read(M::NameColumn, M::PlaceRole), QStringLiteral("firefighter, woman"));
        row.directPlace = QStringLiteral("nurse, man");
        model.setRows({row, accuracyRow()});
        QCOMPARE(read(M::NameColumn, M::PlaceRole), QStringLiteral("firefighter, woman, changes"));
        const QString toolTip = read(M::NameColumn, Qt::ToolTipRole);
        QVERIFY2(toolTip.contains(QStringLiteral("Baseline: firefighter, woman\nBy direct effect: nurse, man")),
                 qPrintable(toolTip));
        QVERIFY(read(M::BaselineColumn, Qt::ToolTipRole).contains(QStringLiteral("firefighter, woman")));
        QVERIFY(read(M::DirectChangeColumn, Qt::ToolTipRole).contains(QStringLiteral("nurse, man")));
        QCOMPARE(model.index(1, M::NameColumn).data(M::PlaceRole).toString(), QString());
    }

    void onlyAKnownIntervalJudges_data()
    {
        QTest::addColumn<FigureInterval>("interval");
        QTest::addColumn<double>("change");
        QTest::addColumn<QString>("word");
        using State = FigureInterval::State;
        for (const State state : {State::None, State::Pending, State::Cancelled, State::Failed, State::Undefined})
            QTest::addRow("state %d", int(state)) << FigureInterval{state} << 0.1 << QString();
        QTest::newRow("more") << FigureInterval{State::Known, 0.05, 0.2, {}} << 0.1 << QStringLiteral("better");
        QTest::newRow("less") << FigureInterval{State::Known, -0.2, -0.05, {}} << -0.1 << QStringLiteral("worse");
        QTest::newRow("unclear") << FigureInterval{State::Known, -0.05, 0.2, {}} << 0.1 << QStringLiteral("unclear");
        QTest::newRow("zero") << FigureInterval{State::Known, -0.05, 0.2, {}} << 1e-5 << QString();
    }

    void onlyAKnownIntervalJudges()
    {
        QFETCH(FigureInterval, interval);
        QFETCH(double, change);
        QTEST(interval.judgement(Figure::known(change), {}, Better::Higher), "word");
        QVERIFY(interval.judgement(Figure::known(change), {}, Better::Neither).isEmpty());
    }

    void intervalOfOneNumberSaysWhy()
    {
        using M = MetricTableModel;
        MetricTableModel model;
        MetricRow row = accuracyRow();
        row.baselineInterval.state = FigureInterval::State::Undefined;
        model.setRows({row});
        const auto toolTip = [&] { return model.index(0, M::BaselineColumn).data(Qt::ToolTipRole).toString(); };
        QVERIFY2(toolTip().contains(QStringLiteral("Nearly every draw")), qPrintable(toolTip()));
        QCOMPARE(model.index(0, M::BaselineColumn).data(M::IntervalRole).toString(), QStringLiteral("no interval"));
        row.baselineInterval = {FigureInterval::State::Known, 0.5, 0.6, {}};
        model.setRows({row});
        QVERIFY2(!toolTip().contains(QStringLiteral("Nearly every draw")), qPrintable(toolTip()));
    }

    void lineThatIsCutIsToldWhole()
    {
        ElidedLabel label;
        label.setText(QStringLiteral("a photo of a <very> long staircase"));
        label.resize(60, label.sizeHint().height());
        label.show();
        QVERIFY(label.minimumSizeHint().width() < 60);
        const auto toolTip = [&label] {
            QHelpEvent event(QEvent::ToolTip, {5, 5}, label.mapToGlobal(QPoint(5, 5)));
            QApplication::sendEvent(&label, &event);
            return QToolTip::text();
        };
        QVERIFY2(toolTip().contains(QStringLiteral("a photo of a &lt;very&gt; long")), qPrintable(toolTip()));
        QToolTip::hideText();
        QTRY_VERIFY(!QToolTip::isVisible());
        label.resize(label.sizeHint());
        QVERIFY2(toolTip().isEmpty(), qPrintable(toolTip()));
    }

    void stoppedIntervalsCanBeAskedForAgain_data()
    {
        QTest::addColumn<FigureInterval::State>("state");
        QTest::addColumn<QString>("text");
        QTest::newRow("cancelled") << FigureInterval::State::Cancelled << QStringLiteral("cancelled");
        QTest::newRow("failed") << FigureInterval::State::Failed << QStringLiteral("failed");
    }

    void stoppedIntervalsCanBeAskedForAgain()
    {
        QFETCH(FigureInterval::State, state);
        QFETCH(QString, text);
        using M = MetricTableModel;
        MetricTableModel model;
        MetricRow row = accuracyRow();
        row.baselineInterval.state = FigureInterval::State::Pending;
        row.directChangeInterval.state = state;
        row.directChangeInterval.reason = QStringLiteral("out of memory");
        model.setRows({row, accuracyRow()});
        const QModelIndex stopped = model.index(0, M::DirectChangeColumn);
        QCOMPARE(stopped.data(M::IntervalRole).toString(), text);
        QVERIFY(stopped.data(Qt::ToolTipRole).toString().contains(QStringLiteral("out of memory\nClick")));
        QCOMPARE(model.index(0, M::BaselineColumn).data(M::IntervalRole).toString(), QStringLiteral("…"));

        MetricTableView view;
        view.setMetrics(&model);
        showFocused(view, view.sizeHint());
        QSignalSpy asked(&view, &MetricTableView::intervalsRequested);
        const auto click = [&view](const QModelIndex &index) {
            QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(index).center());
        };
        click(model.index(0, M::BaselineColumn));
        QCOMPARE(asked.size(), 0);
        click(stopped);
        QCOMPARE(asked.size(), 1);
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(asked.size(), 2);
        QTest::keyClick(&view, Qt::Key_Down); // nothing was stopped in this row
        QTest::keyClick(&view, Qt::Key_Return);
        QCOMPARE(asked.size(), 2);
    }

    void aMetricIsExplainedByClickAndByF1()
    {
        MetricTableModel model;
        MetricRow row = accuracyRow();
        row.help = {QStringLiteral("Accuracy"), QStringLiteral("Share of what is right.")};
        model.setRows({accuracyRow(), row});
        MetricTableView view;
        view.setMetrics(&model);
        showFocused(view, view.sizeHint());
        const auto sheet = [] { return QApplication::activePopupWidget(); };
        view.setCurrentIndex(model.index(0, MetricTableModel::BaselineColumn));
        QTest::keyClick(&view, Qt::Key_F1); // this one isn't explained
        QVERIFY(!sheet());
        QTest::keyClick(&view, Qt::Key_Down);
        QTest::keyClick(&view, Qt::Key_F1);
        QVERIFY(sheet());
        QCOMPARE(sheet()->accessibleName(), QStringLiteral("Accuracy"));
        QTest::keyClick(sheet(), Qt::Key_Escape);
        QVERIFY(!sheet());

        QTest::mouseClick(view.viewport(), Qt::LeftButton, {},
                          view.visualRect(model.index(1, MetricTableModel::BaselineColumn)).center());
        QVERIFY(!sheet());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.helpRect(1).center());
        QVERIFY(sheet());
        sheet()->close();
    }

    void newFiguresKeepTheSelectedMetric()
    {
        MetricTableModel model;
        model.setRows({accuracyRow()});
        MetricTableView view;
        view.setMetrics(&model);
        showFocused(view, view.sizeHint());
        QTest::mouseClick(view.viewport(), Qt::LeftButton, {}, view.visualRect(model.index(0, 2)).center());
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        model.setRows({accuracyRow()});
        QCOMPARE(reset.size(), 0);
        QVERIFY(view.selectionModel()->isRowSelected(0));
        model.setRows({accuracyRow(), accuracyRow()});
        QCOMPARE(reset.size(), 1);
    }

    void classScoresAreSortedAndSpeakOfTheTrueClass()
    {
        ClassScores scores;
        scores.resize(320, 120); // Room for four rows of eight.
        QList<ClassScore> classes;
        for (int index = 0; index < 8; ++index)
            classes.append({QStringLiteral("class %1").arg(index), 0.1, index * 0.01, index == 0});
        scores.setScores(classes, true, {.decimals = 0, .percent = true});
        QVERIFY(scores.accessibleDescription().startsWith(QStringLiteral("class 7: 10 % before, 7 % now")));
        QVERIFY(scores.accessibleDescription().endsWith(QStringLiteral("class 0 (true class): 10 % before, 0 % now")));

        // The true class stays visible though it is the last of all: renaming it changes the picture.
        const QImage shown = scores.grab().toImage();
        classes[0].name = QStringLiteral("renamed");
        scores.setScores(classes, true, {.decimals = 0, .percent = true});
        QVERIFY(scores.grab().toImage() != shown);
        classes[1].name = QStringLiteral("hidden"); // So is "class 1" not.
        const QImage before = scores.grab().toImage();
        scores.setScores(classes, true, {.decimals = 0, .percent = true});
        QCOMPARE(scores.grab().toImage(), before);
    }

    void theStripOffersToUndoOnlyWhatWasDone()
    {
        InfoStrip strip;
        strip.resize(600, 40);
        strip.show();
        auto *undoAll = strip.findChild<QPushButton *>();
        strip.setStatus(QStringLiteral("Every head as it is"), false);
        QVERIFY(!undoAll->isVisible());
        strip.setStatus(QStringLiteral("3 heads mean-ablated"), true);
        QVERIFY(undoAll->isVisible());
        QSignalSpy undo(&strip, &InfoStrip::undoAllRequested);
        QTest::mouseClick(undoAll, Qt::LeftButton);
        QCOMPARE(undo.size(), 1);
        QCOMPARE(strip.accessibleDescription(), QStringLiteral("3 heads mean-ablated"));
    }

    void messagesStayUntilMendedOrDismissed()
    {
        InfoStrip strip;
        strip.resize(600, 80);
        strip.show();
        QSignalSpy action(&strip, &InfoStrip::actionRequested);
        QSignalSpy dismissed(&strip, &InfoStrip::dismissed);
        const QString id = QStringLiteral("dataset");
        strip.showMessage({id, Severity::Error, QStringLiteral("line 14 is too short"), QStringLiteral("Open…")});
        strip.showMessage({id, Severity::Error, QStringLiteral("line 15 is too short"), QStringLiteral("Open…")});
        strip.showMessage({QStringLiteral("note"), Severity::Information, QStringLiteral("all well"), {}});
        QCOMPARE(strip.findChildren<MessageRow *>().size(), 2);

        auto *row = strip.findChild<MessageRow *>(id);
        QCOMPARE(row->accessibleName(), QStringLiteral("Error: line 15 is too short"));
        QTest::mouseClick(row->findChild<QPushButton *>(QStringLiteral("action")), Qt::LeftButton);
        QCOMPARE(action.takeFirst(), QVariantList{id});
        QCOMPARE(strip.findChildren<MessageRow *>().size(), 2);

        QTest::mouseClick(row->findChild<QPushButton *>(QStringLiteral("dismiss")), Qt::LeftButton);
        QCOMPARE(dismissed.takeFirst(), QVariantList{id});
        QCOMPARE(strip.findChildren<MessageRow *>().size(), 1);
        auto *note = strip.findChild<MessageRow *>();
        QVERIFY(!note->findChild<QPushButton *>(QStringLiteral("action")));
        QTest::keyClick(note->findChild<QPushButton *>(QStringLiteral("dismiss")), Qt::Key_Escape);
        QVERIFY(strip.findChildren<MessageRow *>().isEmpty());
    }

    void theJobIsBusyUntilTheFirstNumberAndCancelsOnce()
    {
        JobStrip strip;
        QVERIFY(!strip.isVisible());
        strip.start(QStringLiteral("Decomposing"));
        QVERIFY(strip.isVisible());
        auto *bar = strip.findChild<QProgressBar *>();
        QCOMPARE(bar->maximum(), 0);
        strip.setProgress(812, 1440, 20.2);
        QCOMPARE(bar->maximum(), 1440);
        QCOMPARE(bar->value(), 812);
        QStringList texts;
        for (const QLabel *label : strip.findChildren<QLabel *>())
            texts.append(label->text());
        QCOMPARE(texts, (QStringList{QStringLiteral("Decomposing 812/1,440"), QStringLiteral("0:21 left")}));

        auto *button = strip.findChild<QPushButton *>();
        QSignalSpy cancelled(&strip, &JobStrip::cancelRequested);
        QTest::mouseClick(button, Qt::LeftButton);
        QTest::mouseClick(button, Qt::LeftButton);
        QCOMPARE(cancelled.size(), 1);
        strip.finish();
        QVERIFY(!strip.isVisible());
        strip.start(QStringLiteral("Reading texts"));
        QVERIFY(button->isEnabled());
    }

    void painterWidgetsFollowANewPalette()
    {
        ClassScores scores;
        scores.resize(200, 100);
        HeatmapView heat;
        heat.resize(200, 200);
        for (QWidget *widget : {static_cast<QWidget *>(&scores), static_cast<QWidget *>(&heat)}) {
            widget->setPalette(darkPalette());
            QCOMPARE(widget->grab().toImage().pixelColor(2, 2), darkPalette().color(QPalette::Base));
            widget->setPalette(QPalette(Qt::white));
            QCOMPARE(widget->grab().toImage().pixelColor(2, 2), QColor(Qt::white));
        }
    }
};

QTEST_MAIN(TestViews)
#include "tst_views.moc"
