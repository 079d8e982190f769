// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <QtWidgets>

#include "app/gui/analysis/metricfigures.h"
#include "app/gui/panels/explanations.h"
#include "app/gui/window/language.h"
#include "app/gui/window/mainwindow.h"
#include "core/fairness/bootstrap.h"
#include "core/fairness/ranking.h"
#include "core/heads/headqueries.h"
#include "widgets/base/explanation.h"
#include "widgets/figures/colourbar.h"
#include "widgets/figures/groupbars.h"
#include "widgets/figures/trailplot.h"
#include "widgets/heads/headmapview.h"
#include "widgets/messages/commandpalette.h"
#include "widgets/messages/infostrip.h"
#include "widgets/messages/jobstrip.h"
#include "widgets/messages/messagerow.h"
#include "widgets/pictures/heatmapview.h"
#include "widgets/pictures/smallmultiples.h"
#include "widgets/pictures/thumbnaildelegate.h"
#include "widgets/tables/checksheet.h"
#include "widgets/tables/metrictablemodel.h"
#include "widgets/tables/pooltableview.h"
#include "windowtest.h"

using namespace headscope;
namespace fs = std::filesystem;

class TestWindow : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void showsWhatToDoFirst();
    void clickChoosesAHead();
    void controlClickAblatesAndControlZUndoes();
    void spaceAblatesTheHeadUnderTheCursor();
    void metricsAreThoseOfTheEngine();
    void modeChangesMergeIntoOneStep();
    void descriptionShowsWhereItsHeadSeesIt();
    void leastSimilarDescriptionStandsBeside();
    void pinnedPictureStandsBeside();
    void chosenPictureSaysWhatItIs();
    void picturesArePinnedFromTheirLists();
    void typingFollowsAfterAPause();
    void anotherModelForgetsTheAblationButNotThePicture();
    void brokenModelLeavesTheOldOneOpen();
    void brokenPoolLeavesTheDescriptions();
    void droppedFolderOpens_data();
    void droppedFolderOpens();
    void answersDuringADecompositionThatCanBeCancelled();
    void figuresOfATurn();
    void tabGoesThroughTheWindowAsItIsRead();
    void panelsAreWhereTheyWereLeft();
    void layoutBringsItsPanelsBack();
    void onePanelCanFillTheWindow();
    void draggedGainIsOneStep();
    void conceptAndVerdictsArePeoplesToChange();
    void pinnedHeadStandsBesideTheOther();
    void intervalsFollowTheFigures();
    void controlsAreMatchedByLayer();
    void trailGoesBackToWhatWasTried();
    void barOfAGroupShowsItsPictures();
    void filterShowsWhatTheAblationChanged();
    void orderFollowsTheScores();
    void picturesOfAHeadCanBeChosen();
    void fewPicturesAreNotMostAndLeastAtOnce();
    void everyHeadOfTheLayerIsSeen();
    void editedTextsDescribeAnewAndCanBeUndone();
    void typedWordsFindHeadsPicturesTextsAndCommands();
    void checkSheetNamesTheModel();
    void modelOfAnotherShapeTakesThePlace();
    void headsAreNamedWithoutTexts();
    void undoneAblationStaysInTheTrail();
    void filterLeavesThePictureLookedAt();
    void openedTextsSurviveUndo();
    void maxSkewIsThatOfTheRankingAndFollowsK();
    void worstGroupIsNamed();
    void groupsAsBadAsTheWorstAreCounted();
    void textsStayWithPicturesThatBringNone();
    void fewerPicturesAreOpenedWhileALateOneIsLookedAt();
    void oneHeadSharesTheScaleOfItsLayer();
    void cancelledIntervalsCanBeAskedForAgain();
    void cancelledControlsCanBeAskedForAgain();
    void cancelledSweepCanBeAskedForAgain();
    void cancelledFiguresCanBeAskedForAgain_data();
    void cancelledFiguresCanBeAskedForAgain();
    void cancelledDescriptionsCanBeAskedForAgain();
    void cancelledRankingCanBeAskedForAgain();
    void termsAreExplained();
    void keysZoomEverythingAndItIsRemembered();
    void everyMeasureIsDefined();
    void countsReadRightInEnglish_data();
    void countsReadRightInEnglish();
    void stripCountsOneHeadAsOne();

private:
    void cancelNext(Jobs::Lane lane);
    void tryAgain();
    QModelIndex metric(int row, int column)
    {
        return m_window->findChild<QAbstractItemView *>("metrics")->model()->index(row, column);
    }
    Figure::State stateOf(const QModelIndex &index)
    {
        return Figure::State(index.data(MetricTableModel::FigureStateRole).toInt());
    }
    void drop(const fs::path &dropped);

    QDockWidget &panel(const char *id) { return *m_window->findChild<QDockWidget *>(id); }
};

void TestWindow::drop(const fs::path &dropped)
{
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(dropped.string()))});
    QDragEnterEvent enter({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event({50, 50}, Qt::CopyAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(m_window.get(), &event);
}

void TestWindow::showsWhatToDoFirst()
{
    QVERIFY(messages().contains("demo"));
    QVERIFY(!m_window->document().study());
}

void TestWindow::clickChoosesAHead()
{
    openDemo();
    click(head(1, 2));
    QVERIFY((m_window->document().head() == HeadId{1, 2}));
    QVERIFY(!m_window->document().isAblated({1, 2}));
    QTest::keyClick(&heads(), Qt::Key_Left);
    QVERIFY((m_window->document().head() == HeadId{1, 1}));
    QVERIFY(m_window->analysis().heads().descriptions({1, 1}).size() > 0);
}

void TestWindow::controlClickAblatesAndControlZUndoes()
{
    openDemo();
    QCOMPARE(stateOf(metric(0, MetricTableModel::DirectColumn)), Figure::State::Undefined);
    click(head(1, 3), Qt::ControlModifier);
    QVERIFY(m_window->document().isAblated({1, 3}));
    waitUntilIdle();
    QCOMPARE(stateOf(metric(0, MetricTableModel::DirectColumn)), Figure::State::Known);
    QCOMPARE(stateOf(metric(0, MetricTableModel::ForwardColumn)), Figure::State::Known);

    m_window->activateWindow();
    QTest::keyClick(m_window.get(), Qt::Key_Z, Qt::ControlModifier);
    QVERIFY(!m_window->document().isAblated({1, 3}));
    waitUntilIdle();
    QCOMPARE(stateOf(metric(0, MetricTableModel::ForwardColumn)), Figure::State::Undefined);
}

void TestWindow::spaceAblatesTheHeadUnderTheCursor()
{
    openDemo();
    click(head(0, 1));
    QTest::keyClick(&heads(), Qt::Key_Space);
    QVERIFY(m_window->document().isAblated({0, 1}));
    QTest::keyClick(&heads(), Qt::Key_Space);
    QVERIFY(!m_window->document().isAblated({0, 1}));
}

void TestWindow::metricsAreThoseOfTheEngine()
{
    openDemo();
    m_window->document().setAblated({{0, 0}, {0, 1}, {0, 2}, {1, 0}}, true);
    waitUntilIdle();
    const auto &study = m_window->document().study();
    const Outcome direct = DirectLane(study).run(m_window->document().ablation());
    const Outcome forward = ForwardLane(study).run(m_window->document().ablation(), {});
    QCOMPARE(metric(0, MetricTableModel::DirectColumn).data(MetricTableModel::ValueRole).toDouble(),
             *direct.metrics->accuracy);
    QCOMPARE(metric(0, MetricTableModel::ForwardColumn).data(MetricTableModel::ValueRole).toDouble(),
             *forward.metrics->accuracy);
    QCOMPARE(metric(4, MetricTableModel::DirectColumn).data(MetricTableModel::ValueRole).toDouble(),
             *direct.metrics->attributes.front().twinFlipRate);
}

void TestWindow::modeChangesMergeIntoOneStep()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 0}}, true);
    document.setMode(Ablation::Mode::Zero);
    QCOMPARE(document.undoStack().count(), 2);
    document.setMode(Ablation::Mode::Mean);
    QCOMPARE(document.undoStack().count(), 1);
    QVERIFY(document.isAblated({0, 0}));
}

void TestWindow::descriptionShowsWhereItsHeadSeesIt()
{
    openDemo();
    auto *list = m_window->findChild<QAbstractItemView *>("descriptions");
    const QModelIndex first = list->model()->index(0, 0);
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(first).center());
    QCOMPARE(m_window->document().text(), first.data().toString());
    QVERIFY(m_window->document().onlyHead());
    waitUntilIdle();
    QCOMPARE(m_window->analysis().picture().heat.rows, 4);
}

void TestWindow::leastSimilarDescriptionStandsBeside()
{
    openDemo();
    Document &document = m_window->document();
    const Analysis &analysis = m_window->analysis();
    document.setTexts("red", {});
    waitUntilIdle();
    QVERIFY(!analysis.picture().beside); // all heads together have no descriptions
    auto *beside = m_window->findChild<HeatmapView *>("heatmap beside");
    QVERIFY(!beside->isVisible());

    auto *list = m_window->findChild<QAbstractItemView *>("descriptions");
    QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, list->visualRect(list->model()->index(1, 0)).center());
    waitUntilIdle();
    const PictureView &view = analysis.picture();
    QVERIFY(view.beside && view.cosine && view.beside->cosine);
    QVERIFY(beside->isVisible());
    std::vector<std::string> texts;
    for (const Description &description : analysis.heads().descriptions(document.head())) {
        if (description.text != document.text())
            texts.push_back(description.text.toStdString());
    }
    const auto &study = document.study();
    const auto cosines = textSimilarities(study->store, document.head(), document.image(), embedTexts(*study, texts));
    const auto least = std::min_element(cosines.begin(), cosines.end());
    QVERIFY(std::abs(*view.beside->cosine - double(*least)) < 1e-4);
    QVERIFY(view.beside->title.contains(QString::fromStdString(texts[std::size_t(least - cosines.begin())])));
    QCOMPARE(view.beside->image, document.image());

    auto *compare = m_window->findChild<QPushButton *>("compare pictures");
    compare->menu()->actions()[1]->trigger(); // nothing
    waitUntilIdle();
    QVERIFY(!analysis.picture().beside);
    QVERIFY(!beside->isVisible());
}

void TestWindow::pinnedPictureStandsBeside()
{
    openDemo();
    Document &document = m_window->document();
    const Analysis &analysis = m_window->analysis();
    auto *pin = m_window->findChild<QToolButton *>("pin picture");
    auto *images = m_window->findChild<QListView *>("images");
    document.setImage(3);
    QTest::mouseClick(pin, Qt::LeftButton);
    QCOMPARE(document.pinnedImage(), 3);
    waitUntilIdle();
    QVERIFY(!analysis.picture().beside); // itself
    images->setFocus();
    QTest::keyClick(images, Qt::Key_Right);
    QCOMPARE(document.image(), 4);
    QVERIFY(!pin->isChecked());
    document.setTexts("red", {});
    waitUntilIdle();
    QVERIFY(analysis.picture().beside);
    const SeenPicture beside = *analysis.picture().beside;
    QCOMPARE(beside.image, 3);
    QVERIFY(m_window->findChild<HeatmapView *>("heatmap beside")->isVisible());
    QVERIFY(images->model()->index(3, 0).data(ThumbnailDelegate::PinnedRole).toBool());
    document.setImage(3);
    waitUntilIdle();
    QCOMPARE(analysis.picture().heat.values, beside.heat.values); // the same heads see the same text

    QTest::mouseClick(pin, Qt::LeftButton);
    QVERIFY(!document.pinnedImage());
    QCOMPARE(document.beside(), Document::Beside::LeastSimilar);

    document.pinImage(3); // a choice that is made meanwhile is the one to come back
    document.setBeside(Document::Beside::Nothing);
    document.pinImage(5);
    QCOMPARE(document.beside(), Document::Beside::Pinned);
    document.togglePin(5);
    QCOMPARE(document.beside(), Document::Beside::Nothing);
    document.setBeside(Document::Beside::LeastSimilar);
    document.pinImage(7);
    m_window->openPictures(path("pictures/manifest.csv"));
    waitUntilIdle();
    QVERIFY(!document.pinnedImage());
    QCOMPARE(document.beside(), Document::Beside::LeastSimilar);
}

void TestWindow::chosenPictureSaysWhatItIs()
{
    openDemo();
    const auto facts = [this] { return m_window->findChild<QLabel *>("picture facts")->text(); };
    QCOMPARE(facts(), QString("red · shade: light · 0.png"));
    m_window->document().setImage(3);
    waitUntilIdle();
    QCOMPARE(facts(), QString("green · shade: dark · 3.png"));
}

void TestWindow::picturesArePinnedFromTheirLists()
{
    openDemo();
    Document &document = m_window->document();
    auto *images = m_window->findChild<QListView *>("images");
    images->setFocus();
    QTest::keyClick(images, Qt::Key_P);
    QCOMPARE(document.pinnedImage(), 0);
    QTest::keyClick(images, Qt::Key_P);
    QVERIFY(!document.pinnedImage());
    // The menu of another picture pins it, and leaves the one looked at.
    const QPoint third = images->visualRect(images->model()->index(2, 0)).center();
    QTest::mouseClick(images->viewport(), Qt::RightButton, {}, third);
    QContextMenuEvent event(QContextMenuEvent::Mouse, third, images->viewport()->mapToGlobal(third));
    QApplication::sendEvent(images->viewport(), &event);
    auto *menu = qobject_cast<QMenu *>(QApplication::activePopupWidget());
    QVERIFY(menu);
    QTest::keyClick(menu, Qt::Key_Down);
    QTest::keyClick(menu, Qt::Key_Return);
    QCOMPARE(document.pinnedImage(), 2);
    QCOMPARE(document.image(), 0);
}

void TestWindow::typingFollowsAfterAPause()
{
    openDemo();
    auto *text = m_window->findChild<QLineEdit *>("text");
    QTest::keyClicks(text, "red");
    QVERIFY(m_window->document().text().isEmpty());
    QTRY_COMPARE(m_window->document().text(), QString("red"));
    waitUntilIdle();
    QVERIFY(!m_window->analysis().picture().heat.isEmpty());
}

void TestWindow::anotherModelForgetsTheAblationButNotThePicture()
{
    openDemo();
    m_window->document().setImage(7);
    m_window->document().setAblated({{0, 0}}, true);
    QTest::mouseClick(m_window->findChild<QToolButton *>("balanced"), Qt::LeftButton);
    waitUntilIdle();
    QCOMPARE(m_window->document().study()->request.model, path("models/balanced"));
    QVERIFY(m_window->document().ablation().empty());
    QCOMPARE(m_window->document().undoStack().count(), 0);
    QCOMPARE(m_window->document().image(), 7);
}

void TestWindow::brokenModelLeavesTheOldOneOpen()
{
    openDemo();
    const auto before = m_window->document().study();
    m_window->openModel(path("nowhere"));
    waitUntilIdle();
    QCOMPARE(m_window->document().study(), before);
    QVERIFY2(messages().contains("nowhere"), qPrintable(messages()));
    QVERIFY(m_window->findChild<QToolButton *>("biased")->isChecked());
    QTest::mouseClick(m_window->findChild<QToolButton *>("balanced"), Qt::LeftButton);
    waitUntilIdle();
    QTRY_VERIFY(messages().isEmpty());
}

void TestWindow::brokenPoolLeavesTheDescriptions()
{
    openDemo();
    const auto pool = m_window->document().pool();
    m_window->openTexts(path("broken.txt"));
    waitUntilIdle();
    QCOMPARE(m_window->document().pool(), pool);
    QVERIFY(m_window->analysis().heads().hasDescriptions());
    QVERIFY2(messages().contains("broken.txt"), qPrintable(messages()));
}

void TestWindow::droppedFolderOpens_data()
{
    QTest::addColumn<QString>("dropped");
    for (const char *name : {"models/balanced", "pictures", "pictures/manifest.csv", "pool.txt"})
        QTest::newRow(name) << QString(name);
}

void TestWindow::droppedFolderOpens()
{
    QFETCH(QString, dropped);
    openDemo();
    const fs::path whole = path(qPrintable(dropped));
    drop(whole);
    waitUntilIdle();
    if (dropped.startsWith("models"))
        QCOMPARE(m_window->document().study()->request.model, whole);
    else if (dropped.startsWith("pictures"))
        QCOMPARE(std::get<fs::path>(m_window->document().study()->request.pictures), whole);
    else
        QCOMPARE(m_window->document().pool()->name, std::string("pool.txt"));
    QCOMPARE(messages().contains("The demo's model looks at these pictures"), !dropped.startsWith("models"));
}

void TestWindow::answersDuringADecompositionThatCanBeCancelled()
{
    openDemo();
    const auto before = m_window->document().study();
    int ticks = 0;
    QTimer timer;
    connect(&timer, &QTimer::timeout, this, [&] { ++ticks; });
    timer.start(5);
    m_window->openPictures(path("many"));
    auto *strip = m_window->findChild<JobStrip *>();
    QTRY_VERIFY_WITH_TIMEOUT(strip->isVisible(), kTimeout);
    QVERIFY(ticks > 5);
    QVERIFY(m_window->jobs().isRunning(Jobs::Lane::Open));
    // The window isn't only alive, it still works on what is open.
    click(head(1, 2));
    QVERIFY((m_window->document().head() == HeadId{1, 2}));

    QTest::mouseClick(strip->findChild<QPushButton *>(), Qt::LeftButton);
    QVERIFY(!m_window->jobs().isRunning(Jobs::Lane::Open));
    QCOMPARE(m_window->document().study(), before);
    QCOMPARE(m_window->findChild<QComboBox *>("pictures")->currentText(), QString("pictures"));
    waitUntilIdle();
    QVERIFY(!strip->isVisible());
}

void TestWindow::figuresOfATurn()
{
    // How long the event loop is away, from waking up to going to sleep again, while pictures are decomposed.
    openDemo();
    qint64 longest = 0; // ns
    QElapsedTimer turn;
    QObject watch; // what is connected ends with the variables it writes to
    auto *dispatcher = QAbstractEventDispatcher::instance();
    turn.start();
    connect(dispatcher, &QAbstractEventDispatcher::awake, &watch, [&] { turn.start(); });
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, &watch,
            [&] { longest = std::max(longest, turn.nsecsElapsed()); });
    m_window->openPictures(path("many"));
    QSignalSpy opened(&m_window->document(), &Document::studyChanged);
    QVERIFY(opened.wait(kTimeout));
    waitUntilIdle();
    disconnect(dispatcher, nullptr, &watch, nullptr);
    qInfo("longest turn of the event loop while decomposing: %.1f ms", double(longest) / 1e6);
    QVERIFY(longest < qint64(500'000'000));
}

void TestWindow::tabGoesThroughTheWindowAsItIsRead()
{
    openDemo();
    m_window->findChild<QWidget *>("biased")->setFocus();
    QStringList visited;
    for (int step = 0; step < 40 && !visited.contains("biased"); ++step) {
        QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
        const QString name = QApplication::focusWidget()->objectName();
        if (!name.isEmpty() && !name.startsWith("qt_"))
            visited.append(name);
    }
    // Arrows choose among the models.
    const QStringList expected = {"pictures",    "pool",   "measure",     "mode",           "heads",
                                  "text",        "versus", "which heads", "which pictures", "order of pictures",
                                  "pin picture", "images", "heatmap",     "ablate",         "descriptions",
                                  "attribute",   "metrics"};
    QStringList found;
    for (const QString &name : visited) {
        if (expected.contains(name))
            found.append(name);
    }
    QVERIFY2(found == expected, qPrintable(found.join(" → ")));
}

void TestWindow::panelsAreWhereTheyWereLeft()
{
    const MainWindow::Places places = {path("models"), path("cache"), path("window.ini")};
    m_window = std::make_unique<MainWindow>(places);
    m_window->show();
    panel("metrics panel").close();
    m_window->close();
    m_window = std::make_unique<MainWindow>(places);
    m_window->show();
    QVERIFY(panel("metrics panel").isHidden());
    QVERIFY(!panel("heads panel").isHidden());
}

void TestWindow::layoutBringsItsPanelsBack()
{
    panel("picture panel").close();
    panel("heads panel").setFloating(true);
    m_window->activateWindow();
    QTest::keyClick(m_window.get(), Qt::Key_1, Qt::AltModifier);
    QVERIFY(panel("picture panel").isVisible());
    QVERIFY(!panel("heads panel").isFloating());
    QVERIFY(panel("heads panel").geometry().bottom() <= panel("picture panel").geometry().top());
    QVERIFY(panel("heads panel").geometry().right() <= panel("inspector panel").geometry().left());
}

void TestWindow::onePanelCanFillTheWindow()
{
    m_window->activateWindow();
    m_window->findChild<QWidget *>("text")->setFocus();
    QTest::keyClick(m_window.get(), Qt::Key_F11);
    QVERIFY(panel("picture panel").isVisible());
    QVERIFY(!panel("heads panel").isVisible());
    QTest::keyClick(m_window.get(), Qt::Key_F11);
    QVERIFY(panel("heads panel").isVisible());
}

void TestWindow::draggedGainIsOneStep()
{
    openDemo();
    Document &document = m_window->document();
    document.setHead({1, 0});
    auto *gain = m_window->findChild<QSlider *>("gain");
    gain->setFocus();
    for (int step = 0; step < 4; ++step)
        QTest::keyClick(gain, Qt::Key_Left);
    QCOMPARE(document.gain({1, 0}), 0.8);
    QCOMPARE(head(1, 0).data(HeadMapModel::StateRole).toInt(), int(HeadMapModel::HeadState::ChangedGain));
    QCOMPARE(document.undoStack().count(), 1);
    QTest::keyClick(gain, Qt::Key_Home);
    QVERIFY(document.isAblated({1, 0}));
    waitUntilIdle();
    // The same as the switch: mean-ablated.
    const Outcome direct = DirectLane(document.study()).run({Ablation::Mode::Mean, {{{1, 0}, 0.0}}, {}, {}});
    QCOMPARE(m_window->analysis().direct()->logits->values, direct.logits->values);
    document.undoStack().undo();
    QCOMPARE(gain->value(), 20);
}

void TestWindow::conceptAndVerdictsArePeoplesToChange()
{
    openDemo();
    Document &document = m_window->document();
    const Analysis &analysis = m_window->analysis();
    const HeadId chosen = document.head();
    const ConceptScore before = analysis.heads().conceptScore(chosen);
    QCOMPARE(before.label.by, std::string(kPoolJudge));
    QCOMPARE(before.score, int(std::count_if(before.verdicts.begin(), before.verdicts.end(),
                                             [](const auto &verdict) { return verdict.value; })));

    auto *label = m_window->findChild<QLineEdit *>("concept");
    QCOMPARE(label->text().toStdString(), before.label.value);
    label->setFocus();
    label->selectAll();
    QTest::keyClicks(label, "my own");
    QTest::keyClick(label, Qt::Key_Return);
    QCOMPARE(analysis.heads().conceptScore(chosen).label.value, std::string("my own"));
    QVERIFY(!analysis.heads().conceptScore(chosen).score); // nobody has judged yet

    auto *list = m_window->findChild<QListView *>("descriptions");
    for (int row = 0; row < int(before.verdicts.size()); ++row) {
        list->setCurrentIndex(list->model()->index(row, 0));
        QTest::keyClick(list, Qt::Key_V);
    }
    QTest::keyClick(list, Qt::Key_V); // not the last after all
    const int judged = int(before.verdicts.size()) - 1;
    QCOMPARE(analysis.heads().conceptScore(chosen).score, judged);
    QVERIFY(head(chosen.layer, chosen.head)
                .data(Qt::AccessibleTextRole)
                .toString()
                .contains(QString("CCS %1").arg(judged)));

    while (document.undoStack().canUndo())
        document.undoStack().undo();
    QCOMPARE(analysis.heads().conceptScore(chosen).score, before.score);
    QCOMPARE(label->text().toStdString(), before.label.value);
}

void TestWindow::pinnedHeadStandsBesideTheOther()
{
    openDemo();
    click(head(1, 2));
    QTest::mouseClick(m_window->findChild<QPushButton *>("pin"), Qt::LeftButton);
    click(head(0, 1));
    QStringList texts;
    for (const QLabel *label : panel("inspector panel").findChildren<QLabel *>())
        texts.append(label->text());
    QVERIFY2(texts.join('|').contains("Pinned, 1.2"), qPrintable(texts.join('|')));
    click(head(1, 2));
    QTest::mouseClick(m_window->findChild<QPushButton *>("pin"), Qt::LeftButton);
    QVERIFY(!m_window->document().pinnedHead());
}

void TestWindow::intervalsFollowTheFigures()
{
    openDemo();
    m_window->document().setAblated({{0, 0}, {1, 0}}, true);
    QTRY_VERIFY_WITH_TIMEOUT(
        metric(0, MetricTableModel::ForwardChangeColumn).data(MetricTableModel::IntervalRole).toString().contains("to"),
        kTimeout);
    waitUntilIdle();
    const auto &study = m_window->document().study();
    const Bootstrap bootstrap(*study->evaluator, m_window->document().attribute().toStdString());
    const auto interval =
        bootstrap.intervals(predictions(*m_window->analysis().baseline()->logits))[Statistic::Accuracy];
    const NumberFormat format;
    QCOMPARE(metric(0, MetricTableModel::BaselineColumn).data(MetricTableModel::IntervalRole).toString(),
             format.text(interval->low) + " to " + format.text(interval->high));
}

void TestWindow::controlsAreMatchedByLayer()
{
    openDemo();
    m_window->document().setAblated({{1, 0}}, true);
    const auto says = [this] {
        QStringList texts;
        for (const QLabel *label : panel("trail panel").findChildren<QLabel *>())
            texts.append(label->text());
        return texts.join('|');
    };
    // One head of four: there are three others.
    QTRY_VERIFY2_WITH_TIMEOUT(says().contains("of all 3 other sets"), qPrintable(says()), kTimeout);
}

void TestWindow::trailGoesBackToWhatWasTried()
{
    openDemo();
    Document &document = m_window->document();
    auto *plot = m_window->findChild<TrailPlot *>("trail");
    document.setAblated({{0, 1}}, true);
    waitUntilIdle();
    document.setAblated({{1, 1}}, true);
    waitUntilIdle();
    // Every head as it is, 0.1, and 0.1 with 1.1.
    Q_EMIT plot->pointActivated(1);
    QVERIFY(document.isAblated({0, 1}) && !document.isAblated({1, 1}));
    document.undoStack().undo();
    QVERIFY(document.isAblated({1, 1}));
}

void TestWindow::barOfAGroupShowsItsPictures()
{
    openDemo();
    auto *bars = m_window->findChild<GroupBars *>("groups");
    Q_EMIT bars->groupActivated("red", "dark");
    auto *images = m_window->findChild<QListView *>("images");
    QCOMPARE(images->model()->rowCount(), kPictures / 6);
    for (int row = 0; row < images->model()->rowCount(); ++row) {
        const QString facts = images->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
        QVERIFY2(facts.contains("red") && facts.contains("dark"), qPrintable(facts));
    }
    QTest::mouseClick(panel("picture panel").findChild<QToolButton *>("all groups"), Qt::LeftButton);
    QCOMPARE(images->model()->rowCount(), kPictures);
}

void TestWindow::filterShowsWhatTheAblationChanged()
{
    openDemo();
    Document &document = m_window->document();
    for (int head = 0; head < 4; ++head)
        document.setAblated({{0, head}, {1, head}}, true);
    waitUntilIdle();
    const auto before = predictions(*m_window->analysis().baseline()->logits);
    const auto now = predictions(*m_window->analysis().direct()->logits);
    int changed = 0;
    for (std::size_t image = 0; image < now.size(); ++image)
        changed += before[image] != now[image];
    QVERIFY(changed > 0);
    m_window->findChild<QComboBox *>("which pictures")->setCurrentIndex(3);
    auto *images = m_window->findChild<QListView *>("images");
    QCOMPARE(images->model()->rowCount(), changed);
    // What is put back has changed nothing.
    document.restoreAll();
    waitUntilIdle();
    QTRY_COMPARE(images->model()->rowCount(), 0);
}

void TestWindow::orderFollowsTheScores()
{
    openDemo();
    Document &document = m_window->document();
    auto *images = m_window->findChild<QListView *>("images");
    m_window->findChild<QComboBox *>("order of pictures")->setCurrentIndex(2);
    const auto isSorted = [&] {
        const FloatArray &logits = *m_window->analysis().direct()->logits;
        std::vector<float> scores;
        for (int row = 0; row < images->model()->rowCount(); ++row) {
            const QString facts = images->model()->index(row, 0).data(Qt::AccessibleTextRole).toString();
            const int image = facts.section(' ', 1, 1).toInt() - 1;
            scores.push_back(logits.row(image)[std::size_t(document.study()->labels[std::size_t(image)])]);
        }
        return scores.size() == kPictures && std::is_sorted(scores.begin(), scores.end());
    };
    QVERIFY(isSorted());
    for (const HeadId ablated : {HeadId{0, 1}, HeadId{1, 0}, HeadId{1, 3}}) {
        document.setAblated({ablated}, true);
        waitUntilIdle();
        QVERIFY(isSorted());
    }
}

void TestWindow::picturesOfAHeadCanBeChosen()
{
    openDemo();
    panel("head images panel").show();
    panel("head images panel").raise();
    auto *nearest = m_window->findChild<QListView *>("nearest images");
    QTRY_VERIFY_WITH_TIMEOUT(nearest->model()->rowCount() > 0, kTimeout);
    waitUntilIdle();
    const auto &study = m_window->document().study();
    const auto expected = nearestImages(study->store, m_window->document().head(), m_window->document().image(), 1);
    nearest->setFocus();
    nearest->setCurrentIndex(nearest->model()->index(0, 0));
    QTest::keyClick(nearest, Qt::Key_Return);
    QCOMPARE(m_window->document().image(), int(expected.front().image));
}

void TestWindow::fewPicturesAreNotMostAndLeastAtOnce()
{
    writePictures(path("few"), 6);
    m_window->openPictures(path("few"));
    waitUntilIdle();
    panel("head images panel").show();
    panel("head images panel").raise();
    const auto *most = m_window->findChild<QListView *>("highest images");
    const auto *least = m_window->findChild<QListView *>("lowest images");
    QTRY_COMPARE_WITH_TIMEOUT(most->model()->rowCount(), 3, kTimeout);
    QCOMPARE(least->model()->rowCount(), 3);
}

void TestWindow::everyHeadOfTheLayerIsSeen()
{
    openDemo();
    Document &document = m_window->document();
    document.setHead({1, 2});
    document.setTexts("red", {});
    waitUntilIdle();
    const PictureView &view = m_window->analysis().picture();
    QCOMPARE(view.layer, 1);
    QCOMPARE(view.layerHeats.size(), std::size_t(4));
    document.setOnlyHead(true);
    waitUntilIdle();
    QCOMPARE(m_window->analysis().picture().heat.values, m_window->analysis().picture().layerHeats[2].values);
    panel("layer panel").show();
    panel("layer panel").raise();
    auto *multiples = m_window->findChild<SmallMultiples *>("layer");
    const auto *legend = multiples->findChild<ColourBar *>();
    QVERIFY(legend->accessibleDescription().contains("one scale"));
    QTest::mouseClick(panel("layer panel").findChild<QToolButton *>("scale for each head"), Qt::LeftButton);
    QVERIFY(legend->accessibleDescription().contains("own scale"));
    QTest::mouseClick(multiples, Qt::LeftButton, {}, multiples->headRect(3).center());
    QVERIFY((document.head() == HeadId{1, 3}));
}

void TestWindow::editedTextsDescribeAnewAndCanBeUndone()
{
    openDemo();
    Document &document = m_window->document();
    const auto before = document.pool();
    auto *table = m_window->findChild<PoolTableView *>("texts");
    Q_EMIT table->editWished({{"red", "hue"}, {"a photo of green", "hue"}}, "keep two");
    QCOMPARE(document.pool()->pool.texts.size(), std::size_t(2));
    QCOMPARE(document.pools().size(), std::size_t(1));
    waitUntilIdle();
    QCOMPARE(m_window->analysis().heads().descriptions({0, 0}).size(), 2);
    document.undoStack().undo();
    QCOMPARE(document.pool(), before);
    waitUntilIdle();
    QVERIFY(m_window->analysis().heads().descriptions({0, 0}).size() > 2);
}

void TestWindow::typedWordsFindHeadsPicturesTextsAndCommands()
{
    openDemo();
    m_window->activateWindow();
    const auto find = [this](const char *words) {
        QTest::keyClick(m_window.get(), Qt::Key_K, Qt::ControlModifier);
        auto *palette = m_window->findChild<CommandPalette *>();
        auto *line = palette->findChild<QLineEdit *>();
        QTest::keyClicks(line, words);
        QTest::keyClick(line, Qt::Key_Return);
    };
    find("1.3");
    QVERIFY((m_window->document().head() == HeadId{1, 3}));
    find("picture 17");
    QCOMPARE(m_window->document().image(), 16);
    m_window->document().setAblated({{0, 0}}, true);
    find("put all heads back");
    QVERIFY(m_window->document().ablation().empty());
}

void TestWindow::checkSheetNamesTheModel()
{
    openDemo();
    auto *sheet = m_window->findChild<CheckSheet *>("check sheet");
    const QString text = sheet->text();
    QVERIFY2(text.contains("2 layers × 4 heads of 16"), qPrintable(text));
    QVERIFY(text.contains(QString::fromStdString(m_window->document().study()->store.description().modelHash)));
}

void TestWindow::modelOfAnotherShapeTakesThePlace()
{
    openDemo();
    m_window->document().setColouring(Document::Colouring::AccuracyChange);
    m_window->document().setHead({1, 3});
    m_window->document().setOnlyHead(true);
    m_window->openModel(path("larger")); // while heads are ablated one by one
    waitUntilIdle();
    QCOMPARE(heads().model()->rowCount(), 3);
    QCOMPARE(heads().model()->columnCount(), 8);
    QVERIFY(head(2, 7).data(HeadMapModel::ValueRole).isValid());
    QVERIFY(!m_window->analysis().heads().descriptions({2, 7}).isEmpty());
    m_window->openModel(path("models/biased"));
    waitUntilIdle();
    QCOMPARE(heads().model()->columnCount(), 4);
}

void TestWindow::headsAreNamedWithoutTexts()
{
    const fs::path folder = path("no texts");
    fs::create_directories(folder);
    fs::copy(path("pictures"), folder, fs::copy_options::recursive | fs::copy_options::skip_existing);
    fs::remove(folder / "pool.csv");
    m_window->openPictures(folder);
    waitUntilIdle();
    QVERIFY(!m_window->document().pool());
    QVERIFY(head(1, 1).data(Qt::ToolTipRole).toString().contains("1.1"));
    QVERIFY(!head(1, 1).data(Qt::AccessibleTextRole).toString().isEmpty());
}

void TestWindow::undoneAblationStaysInTheTrail()
{
    openDemo();
    Document &document = m_window->document();
    auto *plot = m_window->findChild<TrailPlot *>("trail");
    document.setAblated({{0, 1}}, true);
    waitUntilIdle();
    document.undoStack().undo();
    waitUntilIdle();
    document.setAblated({{1, 1}}, true);
    waitUntilIdle();
    Q_EMIT plot->pointActivated(1);
    QVERIFY(document.isAblated({0, 1}) && !document.isAblated({1, 1}));
    Q_EMIT plot->pointActivated(2);
    QVERIFY(!document.isAblated({0, 1}) && document.isAblated({1, 1}));
}

void TestWindow::filterLeavesThePictureLookedAt()
{
    openDemo();
    Document &document = m_window->document();
    for (const int index : {1, 2, 3, 0}) {
        document.setImage(5);
        m_window->findChild<QComboBox *>("which pictures")->setCurrentIndex(index);
        QCOMPARE(document.image(), 5);
    }
}

void TestWindow::openedTextsSurviveUndo()
{
    openDemo();
    Document &document = m_window->document();
    Q_EMIT m_window->findChild<PoolTableView *>("texts")->editWished({{"red", "hue"}}, "keep one");
    m_window->openTexts(path("pool.txt"));
    waitUntilIdle();
    QCOMPARE(document.pools().size(), std::size_t(2));
    document.undoStack().undo(); // the opening itself
    QCOMPARE(document.pool()->pool.texts.size(), std::size_t(1));
    document.undoStack().redo();
    QCOMPARE(document.pool()->name, std::string("pool.txt"));
    QCOMPARE(document.pools().size(), std::size_t(2));
}

void TestWindow::maxSkewIsThatOfTheRankingAndFollowsK()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 0}, {1, 1}, {1, 2}}, true);
    waitUntilIdle();
    const int row = 6; // the last
    QCOMPARE(metric(row, MetricTableModel::NameColumn).data().toString(), QString("MaxSkew@5"));

    bool ranForward = false;
    connect(&m_window->jobs(), &Jobs::started, this,
            [&] { ranForward = ranForward || m_window->jobs().isRunning(Jobs::Lane::Forward); });
    auto *top = m_window->findChild<QSpinBox *>("top");
    top->setFocus();
    top->selectAll();
    QTest::keyClicks(top, "7");
    QTest::keyClick(top, Qt::Key_Return);
    QCOMPARE(document.topCount(), std::optional(7));
    waitUntilIdle();
    QVERIFY(!ranForward);
    QCOMPARE(metric(row, MetricTableModel::NameColumn).data().toString(), QString("MaxSkew@7"));
    QTRY_VERIFY_WITH_TIMEOUT(metric(row, MetricTableModel::ForwardChangeColumn)
                                 .data(MetricTableModel::IntervalRole)
                                 .toString()
                                 .contains("to"),
                             kTimeout);

    // By ranking every class's scores in full.
    const Codes shades = document.study()->evaluator->attribute("shade")->column;
    const auto expected = [&](const FloatArray &logits) {
        const std::size_t classes = document.study()->classes.size();
        double sum = 0;
        for (std::size_t label = 0; label < classes; ++label) {
            std::vector<float> scores;
            for (int picture = 0; picture < kPictures; ++picture)
                scores.push_back(logits.row(picture)[label]);
            sum += *Ranking(scores, shades.codes, int(shades.values.size())).skewAt(7).max;
        }
        return sum / double(classes);
    };
    const auto shown = [&](int column) { return metric(row, column).data(MetricTableModel::ValueRole).toDouble(); };
    const Analysis &analysis = m_window->analysis();
    QVERIFY(expected(*analysis.baseline()->logits) > 0);
    QCOMPARE(shown(MetricTableModel::BaselineColumn), expected(*analysis.baseline()->logits));
    QCOMPARE(shown(MetricTableModel::DirectColumn), expected(*analysis.direct()->logits));
    QCOMPARE(shown(MetricTableModel::ForwardColumn), expected(*analysis.forward()->logits));
}

void TestWindow::worstGroupIsNamed()
{
    const fs::path folder = path("large groups");
    writePictures(folder, 4 * kPictures); // ten pictures a group and more
    m_window->openPictures(folder);
    waitUntilIdle();
    const auto &worst = m_window->analysis().baseline()->metrics->attributes.front().worstGroup;
    QVERIFY(worst);
    const QString place = metric(1, MetricTableModel::NameColumn).data(MetricTableModel::PlaceRole).toString();
    QVERIFY2(place.startsWith(QString::fromStdString(worst->className + ", " + worst->value)), qPrintable(place));
}

void TestWindow::groupsAsBadAsTheWorstAreCounted()
{
    Metrics metrics;
    AttributeMetrics gender;
    gender.name = "gender";
    const auto add = [&gender](const char *value, int n, double accuracy) {
        GroupAccuracy group;
        group.className = "judge";
        group.value = value;
        group.n = n;
        group.accuracy = accuracy;
        gender.groups.push_back(group);
    };
    add("woman", 20, 0.5);
    add("man", 40, 0.5);
    add("unknown", 5, 0.5); // too few to count
    add("other", 20, 0.8);
    gender.worstGroup = gender.groups.front();
    metrics.attributes = {gender};
    QVERIFY(worstGroupName(metrics, "gender").startsWith("judge, woman and 1"));
    metrics.perClass = {gender.groups[0], gender.groups[1]};
    metrics.worstGroup = metrics.perClass.front();
    metrics.worstGroup->value.clear();
    QVERIFY(worstGroupName(metrics, {}).startsWith("judge and 1"));
    metrics.attributes.front().groups[1].accuracy = 0.6;
    QCOMPARE(worstGroupName(metrics, "gender"), QString("judge, woman"));
}

void TestWindow::textsStayWithPicturesThatBringNone()
{
    openDemo();
    const auto pool = [this] { return m_window->document().pool(); };
    const auto texts = pool()->pool.texts;
    const fs::path folder = path("bare pictures");
    writePictures(folder, 6);
    fs::remove(folder / "pool.csv");
    m_window->openPictures(folder);
    waitUntilIdle();
    QVERIFY(pool());
    QCOMPARE(pool()->pool.texts, texts);
    QVERIFY(!m_window->analysis().heads().descriptions({0, 0}).isEmpty());
    for (int again = 0; again < 2; ++again) {
        m_window->openPictures(path("pictures")); // which have their own
        waitUntilIdle();
        QCOMPARE(m_window->document().pools().size(), std::size_t(1));
        QVERIFY(pool().get() == &*m_window->document().study()->pool);
        m_window->openPictures(folder);
        waitUntilIdle();
        QCOMPARE(m_window->document().pools().size(), std::size_t(1));
        QCOMPARE(pool()->pool.texts, texts);
    }
    m_window->openTexts(path("pool.txt"));
    m_window->openPictures(path("pictures"));
    waitUntilIdle();
    QCOMPARE(pool()->name, std::string("pool.txt")); // chosen by a person
}

void TestWindow::fewerPicturesAreOpenedWhileALateOneIsLookedAt()
{
    m_window->openPictures(path("many"));
    waitUntilIdle();
    m_window->document().setImage(kManyPictures - 1);
    waitUntilIdle();
    const auto *facts = m_window->findChild<QLabel *>("picture facts");
    QVERIFY(facts->text().endsWith(QString("%1.png").arg((kManyPictures - 1) % kPictures)));
    openDemo();
    const QString name = QString("%1.png").arg(m_window->document().image());
    QVERIFY2(facts->text().endsWith(name), qPrintable(facts->text()));
}

void TestWindow::oneHeadSharesTheScaleOfItsLayer()
{
    openDemo();
    Document &document = m_window->document();
    const auto legend = [this](const char *name) {
        QStringList shown;
        for (const ColourBar *bar : m_window->findChild<QWidget *>(name)->findChildren<ColourBar *>())
            shown.append(bar->isHidden() ? QString() : bar->accessibleDescription());
        return shown.join('|');
    };
    static const QRegularExpression range("to (\\S+),");
    document.setOnlyHead(true);
    document.setTexts("red", {});
    waitUntilIdle();
    QVERIFY(legend("heatmap pair").contains("the layer's scale"));
    QCOMPARE(range.match(legend("heatmap pair")).captured(1), range.match(legend("layer")).captured(1));
    QVERIFY(legend("layer").contains("with the picture"));
    document.setOnlyHead(false); // the sum of all heads is no head of the layer
    waitUntilIdle();
    QVERIFY(!legend("layer").contains("with the picture"));
}

void TestWindow::tryAgain()
{
    const auto buttons = m_window->findChildren<QAbstractButton *>();
    const auto again = std::find_if(buttons.begin(), buttons.end(),
                                    [](const QAbstractButton *button) { return button->text() == "Try again"; });
    QVERIFY(again != buttons.end());
    QTest::mouseClick(*again, Qt::LeftButton);
}

/// As a person does in the top bar; once.
void TestWindow::cancelNext(Jobs::Lane lane)
{
    auto *once = new QObject(m_window.get());
    connect(&m_window->jobs(), &Jobs::started, once, [this, once, lane] {
        if (!m_window->jobs().isRunning(lane))
            return;
        disconnect(&m_window->jobs(), nullptr, once, nullptr);
        once->deleteLater();
        m_window->jobs().cancel(lane);
    });
}

void TestWindow::cancelledIntervalsCanBeAskedForAgain()
{
    openDemo();
    const auto interval = [this] {
        return metric(0, MetricTableModel::BaselineColumn).data(MetricTableModel::IntervalRole).toString();
    };
    QTRY_VERIFY_WITH_TIMEOUT(interval().contains("to"), kTimeout);
    waitUntilIdle();
    cancelNext(Jobs::Lane::Intervals);
    m_window->findChild<QSpinBox *>("top")->setValue(9);
    QTRY_COMPARE_WITH_TIMEOUT(interval(), QString("cancelled"), kTimeout);

    auto *view = m_window->findChild<QAbstractItemView *>("metrics");
    QTest::mouseClick(view->viewport(), Qt::LeftButton, {},
                      view->visualRect(metric(0, MetricTableModel::BaselineColumn)).center());
    QCOMPARE(interval(), QString("…"));
    QTRY_VERIFY_WITH_TIMEOUT(interval().contains("to"), kTimeout);
}

void TestWindow::cancelledControlsCanBeAskedForAgain()
{
    openDemo();
    cancelNext(Jobs::Lane::Controls);
    m_window->document().setAblated({{1, 0}}, true);
    auto *verdict = panel("trail panel").findChild<QLabel *>("verdict");
    QTRY_VERIFY_WITH_TIMEOUT(verdict->text().contains("was cancelled"), kTimeout);
    waitUntilIdle();
    // Later news don't begin it again unasked.
    m_window->findChild<QSpinBox *>("top")->setValue(9);
    QTest::qWait(300);
    QVERIFY(verdict->text().contains("was cancelled"));

    panel("trail panel").show();
    panel("trail panel").raise();
    m_window->activateWindow();
    verdict->setFocus(Qt::TabFocusReason);
    QTest::keyClick(verdict, Qt::Key_Tab); // to the link
    QTest::keyClick(verdict, Qt::Key_Return);
    QTRY_VERIFY_WITH_TIMEOUT(verdict->text().contains("of all 3 other sets"), kTimeout);
}

void TestWindow::cancelledSweepCanBeAskedForAgain()
{
    openDemo();
    auto *measure = m_window->findChild<QComboBox *>("measure");
    const auto choose = [measure](const QString &name) {
        measure->showPopup();
        measure->view()->setCurrentIndex(measure->model()->index(measure->findText(name), 0));
        QTest::keyClick(measure->view(), Qt::Key_Return);
    };
    cancelNext(Jobs::Lane::Sweep);
    choose("Δ accuracy if ablated");
    const QModelIndex cell = head(1, 1);
    QTRY_VERIFY(cell.data(Qt::ToolTipRole).toString().contains("choose the measure again"));
    m_window->document().setAblated({{0, 0}}, true); // begins it no more than anything else
    waitUntilIdle();
    QVERIFY(cell.data(Qt::ToolTipRole).toString().contains("choose the measure again"));
    choose("Δ accuracy if ablated");
    waitUntilIdle();
    QVERIFY(head(1, 1).data(HeadMapModel::ValueRole).isValid());
}

void TestWindow::cancelledFiguresCanBeAskedForAgain_data()
{
    QTest::addColumn<Jobs::Lane>("lane");
    QTest::addColumn<int>("column");
    QTest::newRow("direct effect") << Jobs::Lane::Direct << int(MetricTableModel::DirectColumn);
    QTest::newRow("forward") << Jobs::Lane::Forward << int(MetricTableModel::ForwardColumn);
}

void TestWindow::cancelledFiguresCanBeAskedForAgain()
{
    QFETCH(Jobs::Lane, lane);
    QFETCH(int, column);
    openDemo();
    cancelNext(lane);
    m_window->document().setAblated({{1, 0}}, true);
    QTRY_COMPARE(stateOf(metric(0, column)), Figure::State::Undefined);
    waitUntilIdle();
    QCOMPARE(stateOf(metric(0, column)), Figure::State::Undefined);
    QVERIFY(messages().contains("cancelled"));
    tryAgain();
    waitUntilIdle();
    QCOMPARE(stateOf(metric(0, column)), Figure::State::Known);
    QVERIFY(!messages().contains("cancelled"));
}

void TestWindow::cancelledDescriptionsCanBeAskedForAgain()
{
    openDemo();
    m_window->document().setColouring(Document::Colouring::FirstDescriptions);
    cancelNext(Jobs::Lane::Describe);
    Q_EMIT m_window->findChild<PoolTableView *>("texts")->editWished({{"red", "hue"}}, "keep one");
    QTRY_VERIFY(messages().contains("cancelled"));
    waitUntilIdle();
    QVERIFY(head(0, 0).data(Qt::ToolTipRole).toString().contains("cancelled"));
    tryAgain();
    waitUntilIdle();
    QVERIFY(head(0, 0).data(HeadMapModel::ValueRole).isValid());
    QVERIFY(!messages().contains("cancelled"));
}

void TestWindow::cancelledRankingCanBeAskedForAgain()
{
    openDemo();
    cancelNext(Jobs::Lane::Skew);
    m_window->findChild<QSpinBox *>("top")->setValue(9);
    const auto state = [this] { return stateOf(metric(6, MetricTableModel::BaselineColumn)); };
    QTRY_COMPARE(state(), Figure::State::Undefined);
    tryAgain();
    waitUntilIdle();
    QCOMPARE(state(), Figure::State::Known);
}

void TestWindow::termsAreExplained()
{
    openDemo();
    const auto sheet = [] { return QApplication::activePopupWidget(); };
    for (auto *button : panel("inspector panel").findChildren<HelpButton *>()) {
        QTest::mouseClick(button, Qt::LeftButton);
        QVERIFY(sheet() && button->accessibleName().contains(sheet()->accessibleName()));
        QTest::keyClick(sheet(), Qt::Key_Escape);
        QVERIFY(!sheet());
    }
    QCOMPARE(panel("inspector panel").findChildren<HelpButton *>().size(), 2);

    auto *view = m_window->findChild<QAbstractItemView *>("metrics");
    view->setCurrentIndex(metric(1, 0)); // the worst group needs no explanation: the panel's comes
    QTest::keyClick(view, Qt::Key_F1);
    QVERIFY(sheet() && sheet()->accessibleDescription().contains("F6"));
    sheet()->close();
    view->setCurrentIndex(metric(3, 0));
    QTest::keyClick(view, Qt::Key_F1);
    QVERIFY(sheet() && !sheet()->accessibleDescription().contains("F6"));
    sheet()->close();

    for (const Topic topic : kTopics) {
        const Explanation explanation = explanationOf(topic);
        for (QAction *menu : m_window->menuBar()->actions()) {
            for (QAction *action : menu->menu()->actions()) {
                if (action->text().contains(explanation.title))
                    action->trigger();
            }
        }
        QVERIFY2(sheet(), qPrintable(explanation.title));
        QCOMPARE(sheet()->accessibleName(), explanation.title);
        QTest::keyClick(sheet(), Qt::Key_Escape);
        QVERIFY(explanation.text.split(' ').size() <= 90);
    }
}

void TestWindow::keysZoomEverythingAndItIsRemembered()
{
    const MainWindow::Places places = {path("models"), path("cache"), path("zoomed.ini")};
    const auto reopen = [&] {
        m_window = std::make_unique<MainWindow>(places);
        m_window->resize(1440, 900);
        m_window->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
        m_window->activateWindow();
    };
    const auto images = [this] { return m_window->findChild<QListView *>("images"); };
    reopen();
    openDemo();
    const int text = heads().fontMetrics().height();
    const QSize thumbnail = images()->gridSize();
    for (const Qt::Key key : {Qt::Key_Plus, Qt::Key_Equal, Qt::Key_Plus})
        QTest::keyClick(m_window.get(), key, Qt::ControlModifier);
    QTRY_VERIFY(heads().fontMetrics().height() > 1.4 * text);
    QTRY_VERIFY(images()->gridSize().width() > 1.3 * thumbnail.width());
    QTRY_VERIFY(images()->viewport()->width() >= 2 * images()->gridSize().width());
    QCOMPARE(m_window->width(), 1440);
    const QModelIndex cell = head(0, 0);
    const QRect room = heads().visualRect(cell);
    QVERIFY(room.width() >
            heads().fontMetrics().horizontalAdvance(cell.data(HeadMapModel::LongestTextRole).toString()));
    QVERIFY(room.height() > heads().fontMetrics().height());

    m_window->close();
    reopen();
    QTRY_VERIFY(heads().fontMetrics().height() > 1.4 * text);
    QTest::keyClick(m_window.get(), Qt::Key_Minus, Qt::ControlModifier);
    QTRY_VERIFY(heads().fontMetrics().height() < 1.4 * text);
    QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier);
    QTRY_COMPARE(heads().fontMetrics().height(), text);
    QTRY_COMPARE(images()->gridSize(), thumbnail);
}

void TestWindow::everyMeasureIsDefined()
{
    openDemo();
    auto *measures = m_window->findChild<QComboBox *>("measure");
    QSet<QString> definitions;
    for (int index = 0; index < measures->count(); ++index) {
        const QString definition = measures->itemData(index, Qt::ToolTipRole).toString();
        QVERIFY2(definition.endsWith('.'), qPrintable(measures->itemText(index)));
        definitions.insert(definition);
        measures->setCurrentIndex(index);
        Q_EMIT measures->activated(index);
        QCOMPARE(panel("heads panel").findChild<ColourBar *>()->toolTip(), definition);
    }
    QCOMPARE(definitions.size(), measures->count());
    QVERIFY(measures->itemData(measures->count() - 1, Qt::ToolTipRole).toString().contains("shade"));
}

void TestWindow::countsReadRightInEnglish_data()
{
    QTest::addColumn<QString>("context");
    QTest::addColumn<QString>("source");
    QFile file(TRANSLATIONS "/headscope_en.ts");
    QVERIFY(file.open(QIODevice::ReadOnly));
    QXmlStreamReader reader(&file);
    QString context;
    while (!reader.atEnd()) {
        reader.readNext();
        if (!reader.isStartElement())
            continue;
        if (reader.name() == QLatin1String("name"))
            context = reader.readElementText();
        else if (reader.name() == QLatin1String("source")) {
            const QString source = reader.readElementText();
            QTest::addRow("%s: %s", qPrintable(context), qPrintable(source)) << context << source;
        }
    }
}

void TestWindow::countsReadRightInEnglish()
{
    QFETCH(QString, context);
    QFETCH(QString, source);
    installEnglish(*qApp);
    const auto text = [&](int count) {
        return QCoreApplication::translate(qPrintable(context), source.toUtf8(), nullptr, count);
    };
    static const QRegularExpression oneOfMany("(?<!%)\\b1 (random )?[a-z]+s\\b");
    static const QRegularExpression two("(?<!%)2");
    QVERIFY2(text(1).contains('1') && !text(1).contains(oneOfMany), qPrintable(text(1)));
    QCOMPARE(text(2).replace(two, "%Ln"), source);
}

void TestWindow::stripCountsOneHeadAsOne()
{
    installEnglish(*qApp);
    openDemo();
    m_window->document().setAblated({{0, 1}}, true);
    const auto labels = m_window->findChild<InfoStrip *>()->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel *label) { return label->text().contains(" 1 head mean-ablated"); }));
    waitUntilIdle();
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
