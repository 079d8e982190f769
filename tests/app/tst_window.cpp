// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <QtWidgets>

#include <memory>
#include <random>

#include "app/gui/mainwindow.h"
#include "core/checkpoint/checkpoint.h"
#include "core/clip/tokenizer.h"
#include "core/decomposition/headqueries.h"
#include "core/fairness/bootstrap.h"
#include "widgets/checksheet.h"
#include "widgets/colourbar.h"
#include "widgets/commandpalette.h"
#include "widgets/groupbars.h"
#include "widgets/headmapview.h"
#include "widgets/heatmapview.h"
#include "widgets/infostrip.h"
#include "widgets/jobstrip.h"
#include "widgets/messagerow.h"
#include "widgets/metrictablemodel.h"
#include "widgets/pooltableview.h"
#include "widgets/smallmultiples.h"
#include "widgets/thumbnaildelegate.h"
#include "widgets/trailplot.h"

using namespace headscope;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> kWords = {"a", "photo", "of", "red", "green", "blue", "dark", "light"};
constexpr int kPictures = 48;
constexpr int kManyPictures = 4000;
constexpr int kTimeout = 30000;

/// A model of random weights, a word a token.
void writeModel(const fs::path &folder, unsigned seed, int layers = 2, int heads = 4)
{
    fs::create_directories(folder);
    writeWordLevelTokenizer(kWords, folder / "tokenizer.json");
    ClipConfig config;
    config.vision = {.width = 64, .layers = layers, .heads = heads, .mlpWidth = 128};
    config.text = {.width = 32, .layers = 1, .heads = 2, .mlpWidth = 64};
    config.patchSize = 8;
    config.embedDim = 16;
    config.contextLength = 12;
    config.vocabularySize = int(Tokenizer::load(folder).vocabularySize());
    config.preprocessing.imageSize = 32;
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 0.2f);
    std::map<std::string, FloatArray> tensors;
    for (const auto &[name, shape] : expectedTensors(config)) {
        FloatArray tensor(shape, 1.0f);
        if (shape.size() > 1)
            std::generate(tensor.values.begin(), tensor.values.end(), [&] { return normal(random); });
        tensors.emplace(name, std::move(tensor));
    }
    writeOpenClipCheckpoint(folder, config, tensors);
}

void writeText(const fs::path &path, const QByteArray &text)
{
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

/// Coloured squares in twins that differ in brightness; the manifest names them over and over.
void writePictures(const fs::path &folder, int rows)
{
    fs::create_directories(folder);
    QByteArray manifest = "path,label,shade,twin\n";
    const char *labels[] = {"red", "green", "blue"};
    for (int picture = 0; picture < rows; ++picture) {
        const int file = picture % kPictures;
        const int hue = file / 2 % 3;
        const bool dark = file % 2;
        const QString name = QString::number(file) + ".png";
        if (picture < kPictures) {
            QImage image(32, 32, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(hue * 120, 100 + 3 * file, dark ? 90 : 220));
            QVERIFY(image.save(QString::fromStdString((folder / name.toStdString()).string())));
        }
        manifest += name.toUtf8() + ',' + labels[hue] + ',' + (dark ? "dark" : "light") + ',' +
                    QByteArray::number(picture / 2) + '\n';
    }
    writeText(folder / "manifest.csv", manifest);
    writeText(folder / "pool.csv", "text,concept\nred,hue\ngreen,hue\nblue,hue\ndark,shade\nlight,shade\n");
}

}

class TestWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_window.reset(); }

    void showsWhatToDoFirst();
    void clickChoosesAHead();
    void controlClickAblatesAndControlZUndoes();
    void spaceAblatesTheHeadUnderTheCursor();
    void metricsAreThoseOfTheEngine();
    void modeChangesMergeIntoOneStep();
    void descriptionShowsWhereItsHeadSeesIt();
    void leastSimilarDescriptionStandsBeside();
    void pinnedPictureStandsBeside();
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
    void everyHeadOfTheLayerIsSeen();
    void editedTextsDescribeAnewAndCanBeUndone();
    void typedWordsFindHeadsPicturesTextsAndCommands();
    void checkSheetNamesTheModel();
    void modelOfAnotherShapeTakesThePlace();
    void headsAreNamedWithoutTexts();
    void undoneAblationStaysInTheTrail();
    void filterLeavesThePictureLookedAt();
    void openedTextsSurviveUndo();

private:
    fs::path path(const char *name) const { return fs::path(m_folder.path().toStdString()) / name; }
    void openDemo();
    void waitUntilIdle() { QTRY_VERIFY_WITH_TIMEOUT(m_window->jobs().isIdle(), kTimeout); }
    HeadMapView &heads() { return *m_window->findChild<HeadMapView *>("heads"); }
    QModelIndex head(int layer, int head) { return heads().model()->index(layer, head); }
    QModelIndex metric(int row, int column)
    {
        return m_window->findChild<QAbstractItemView *>("metrics")->model()->index(row, column);
    }
    Figure::State stateOf(const QModelIndex &index)
    {
        return Figure::State(index.data(MetricTableModel::FigureStateRole).toInt());
    }
    void click(const QModelIndex &index, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(heads().viewport(), Qt::LeftButton, modifiers, heads().visualRect(index).center());
    }
    void drop(const fs::path &dropped);
    QString message() const
    {
        const auto *row = m_window->findChild<MessageRow *>();
        const auto labels = row ? row->findChildren<QLabel *>() : QList<QLabel *>();
        QStringList texts;
        for (const QLabel *label : labels)
            texts.append(label->text());
        return texts.join(' ');
    }

    QDockWidget &panel(const char *id) { return *m_window->findChild<QDockWidget *>(id); }

    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

void TestWindow::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    writeModel(path("models/biased"), 1);
    writeModel(path("models/balanced"), 2);
    writeModel(path("larger"), 3, 3, 8);
    writePictures(path("pictures"), kPictures);
    writePictures(path("many"), kManyPictures);
    writeText(path("pool.txt"), "a red photo\na blue photo\n");
    writeText(path("broken.txt"), "\xff\xfe\xff");
}

void TestWindow::init()
{
    m_window = std::make_unique<MainWindow>(MainWindow::Places{path("models"), path("cache")});
    m_window->resize(1280, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void TestWindow::openDemo()
{
    m_window->openPictures(path("pictures"));
    waitUntilIdle();
    QVERIFY(m_window->document().study());
}

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
    QVERIFY(message().contains("demo"));
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
    QVERIFY(m_window->analysis().descriptions({1, 1}).size() > 0);
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
    QCOMPARE(metric(3, MetricTableModel::DirectColumn).data(MetricTableModel::ValueRole).toDouble(),
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
    for (const Description &description : analysis.descriptions(document.head())) {
        if (description.text != document.text())
            texts.push_back(description.text.toStdString());
    }
    const auto &study = document.study();
    const auto cosines = textSimilarities(study->store, document.head(), document.image(), embedTexts(*study, texts));
    const auto least = std::min_element(cosines.begin(), cosines.end());
    QVERIFY(std::abs(*view.beside->cosine - double(*least)) < 1e-4);
    QVERIFY(view.beside->title.contains(QString::fromStdString(texts[std::size_t(least - cosines.begin())])));
    QCOMPARE(view.beside->image, document.image());

    auto *compare = m_window->findChild<QPushButton *>("compare");
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
    document.pinImage(7);
    m_window->openPictures(path("pictures/manifest.csv"));
    waitUntilIdle();
    QVERIFY(!document.pinnedImage());
    QCOMPARE(document.beside(), Document::Beside::LeastSimilar);
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
    QVERIFY2(message().contains("nowhere"), qPrintable(message()));
    QVERIFY(m_window->findChild<QToolButton *>("biased")->isChecked());
    QTest::mouseClick(m_window->findChild<QToolButton *>("balanced"), Qt::LeftButton);
    waitUntilIdle();
    QTRY_VERIFY(message().isEmpty());
}

void TestWindow::brokenPoolLeavesTheDescriptions()
{
    openDemo();
    const auto pool = m_window->document().pool();
    m_window->openPool(path("broken.txt"));
    waitUntilIdle();
    QCOMPARE(m_window->document().pool(), pool);
    QVERIFY(m_window->analysis().hasDescriptions());
    QVERIFY2(message().contains("broken.txt"), qPrintable(message()));
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
    QCOMPARE(m_window->findChild<MessageRow *>(), nullptr);
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
    auto *dispatcher = QAbstractEventDispatcher::instance();
    turn.start();
    connect(dispatcher, &QAbstractEventDispatcher::awake, this, [&] { turn.start(); });
    connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, this,
            [&] { longest = std::max(longest, turn.nsecsElapsed()); });
    m_window->openPictures(path("many"));
    QSignalSpy opened(&m_window->document(), &Document::studyChanged);
    QVERIFY(opened.wait(kTimeout));
    waitUntilIdle();
    disconnect(dispatcher, nullptr, this, nullptr);
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
    const QStringList expected = {"pictures",    "pool",   "measure", "mode",         "heads",     "text",   "versus",
                                  "which heads", "images", "ablate",  "descriptions", "attribute", "metrics"};
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
    QCOMPARE(m_window->analysis().direct()->logits.values, direct.logits.values);
    document.undoStack().undo();
    QCOMPARE(gain->value(), 20);
}

void TestWindow::conceptAndVerdictsArePeoplesToChange()
{
    openDemo();
    Document &document = m_window->document();
    const Analysis &analysis = m_window->analysis();
    const HeadId chosen = document.head();
    const ConceptScore before = analysis.conceptScore(chosen);
    QCOMPARE(before.label.by, std::string(kPoolJudge));
    QCOMPARE(before.score, int(std::count_if(before.verdicts.begin(), before.verdicts.end(),
                                             [](const auto &verdict) { return verdict.value; })));

    auto *label = m_window->findChild<QLineEdit *>("concept");
    QCOMPARE(label->text().toStdString(), before.label.value);
    label->setFocus();
    label->selectAll();
    QTest::keyClicks(label, "my own");
    QTest::keyClick(label, Qt::Key_Return);
    QCOMPARE(analysis.conceptScore(chosen).label.value, std::string("my own"));
    QCOMPARE(analysis.conceptScore(chosen).score, 0);

    auto *list = m_window->findChild<QListView *>("descriptions");
    list->setCurrentIndex(list->model()->index(0, 0));
    QTest::keyClick(list, Qt::Key_V);
    QCOMPARE(analysis.conceptScore(chosen).score, 1);
    QVERIFY(head(chosen.layer, chosen.head).data(Qt::AccessibleTextRole).toString().contains("CCS 1"));

    document.undoStack().undo();
    document.undoStack().undo();
    QCOMPARE(analysis.conceptScore(chosen).score, before.score);
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
        bootstrap.intervals(predictions(m_window->analysis().baseline()->logits))[Statistic::Accuracy];
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
    QTRY_VERIFY2_WITH_TIMEOUT(says().contains("all 3 sets"), qPrintable(says()), kTimeout);
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
    const auto before = predictions(m_window->analysis().baseline()->logits);
    const auto now = predictions(m_window->analysis().direct()->logits);
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
        const FloatArray &logits = m_window->analysis().direct()->logits;
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
    QCOMPARE(m_window->analysis().descriptions({0, 0}).size(), 2);
    document.undoStack().undo();
    QCOMPARE(document.pool(), before);
    waitUntilIdle();
    QVERIFY(m_window->analysis().descriptions({0, 0}).size() > 2);
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
    m_window->openModel(path("larger")); // while heads are ablated one by one
    waitUntilIdle();
    QCOMPARE(heads().model()->rowCount(), 3);
    QCOMPARE(heads().model()->columnCount(), 8);
    QVERIFY(head(2, 7).data(HeadMapModel::ValueRole).isValid());
    QVERIFY(!m_window->analysis().descriptions({2, 7}).isEmpty());
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
    m_window->openPool(path("pool.txt"));
    waitUntilIdle();
    QCOMPARE(document.pools().size(), std::size_t(2));
    document.undoStack().undo(); // the opening itself
    QCOMPARE(document.pool()->pool.texts.size(), std::size_t(1));
    document.undoStack().redo();
    QCOMPARE(document.pool()->name, std::string("pool.txt"));
    QCOMPARE(document.pools().size(), std::size_t(2));
}

QTEST_MAIN(TestWindow)
#include "tst_window.moc"
