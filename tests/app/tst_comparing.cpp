// SPDX-License-Identifier: GPL-3.0-or-later
// Ablations that are kept, and states that stand beside one another.
#include "windowtest.h"

#include "app/gui/analysis/metricfigures.h"
#include "widgets/figures/trailplot.h"
#include "widgets/tables/comparetablemodel.h"

using namespace headscope;

class TestComparing : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void keptAblationIsNamedInPlaceAndFoundAgain();
    void keepingCanBeUndone();
    void typedNameTakesThePlaceOfTheSuggested();
    void windowCanGoWhileANameIsTyped();
    void keptAblationsAreTriedOnOtherPictures();
    void keptAblationsLastTillTheNextDay();
    void damagedFileOfKeptAblationsIsPutAside();
    void differencesAreAgainstThePinnedState();
    void differencesSayHowSureTheyAre();
    void comparingCanBeCancelledAndAskedForAgain();
    void onlyWhatIsLookedAtIsCompared();
    void figuresAreNeverOfAnotherK();
    void ablationThatWasForgottenIsComparedAgain();
    void whatWasLetGoOfSaysSo();
    void classesWithoutLabelsAreNotCompared();
    void picturesThatHaveChangedAreNotCompared();
    void pinnedModelStandsBesideTheOther();
    void otherPicturesAreNotCompared();
    void pinnedAblationComesBackWithItsModel();
    void modeOfNothingMakesNoOtherState();
    void figuresAreNeverAnotherAblations();
    void forgottenAblationComesBackOnOtherPictures();
    void ablationIsKeptWithoutLabels();
    void headsThatTheModelHasNotAreDropped();
    void columnsFollowTheZoom();

private:
    QTableView &table() { return *m_window->findChild<QTableView *>("compare"); }
    QStringList names()
    {
        QStringList names;
        for (int row = 0; row < table().model()->rowCount(); ++row)
            names.append(table().model()->index(row, 0).data().toString());
        return names;
    }
    QString text(int row, int column, int role = Qt::DisplayRole)
    {
        return table().model()->index(row, column).data(role).toString();
    }
    void keepAs(const char *name);
    /// In front of the panels that share its place: only what is looked at is weighed.
    void showTable() { m_window->findChild<QDockWidget *>("compare panel")->raise(); }
    void press(int row, Qt::Key key)
    {
        table().setCurrentIndex(table().model()->index(row, 0));
        QTest::keyClick(&table(), key);
    }
};

void TestComparing::keepAs(const char *name)
{
    QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
    auto *editor = table().viewport()->findChild<QLineEdit *>();
    QVERIFY(editor);
    editor->selectAll();
    QTest::keyClicks(editor, name);
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(names().contains(name));
}

void TestComparing::typedNameTakesThePlaceOfTheSuggested()
{
    openDemo();
    m_window->document().setAblated({{0, 1}}, true);
    waitUntilIdle();
    QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
    auto *editor = table().viewport()->findChild<QLineEdit *>();
    QVERIFY(editor && editor->hasFrame());
    QVERIFY(editor->height() < table().rowHeight(0)); // what is said of the ablation stays
    waitUntilIdle();                                  // figures come, and change the table
    QCOMPARE(table().viewport()->findChild<QLineEdit *>(), editor);
    QCOMPARE(editor->selectedText(), QString("Set 1"));
    QTest::keyClicks(editor, "colour");
    QTest::keyClick(editor, Qt::Key_Return);
    QTRY_VERIFY(names().contains("colour"));
}

void TestComparing::windowCanGoWhileANameIsTyped()
{
    openDemo();
    m_window->document().setAblated({{0, 1}}, true);
    waitUntilIdle();
    QTest::keyClick(m_window.get(), Qt::Key_D, Qt::ControlModifier);
    QVERIFY(table().viewport()->findChild<QLineEdit *>());
    m_window.reset();
}

void TestComparing::keptAblationIsNamedInPlaceAndFoundAgain()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 1}, {1, 2}}, true);
    waitUntilIdle();
    keepAs("shade heads");
    QCOMPARE(names(), QStringList({"baseline", "shade heads"}));
    QVERIFY(text(1, 0, CompareTableModel::DetailRole).contains("0.1, 1.2"));
    document.restoreAll();
    document.setAblated({{1, 0}}, true);
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline", "shade heads", "1.0"}));
    press(1, Qt::Key_Return);
    QVERIFY(document.isAblated({0, 1}) && document.isAblated({1, 2}) && !document.isAblated({1, 0}));
    waitUntilIdle();
    QCOMPARE(text(1, 1),
             NumberFormat().text(accuracyFigure(*m_window->analysis().direct()->metrics, document.attribute()).value));
    press(1, Qt::Key_Delete);
    QVERIFY(document.keptAblations().empty());
}

void TestComparing::keepingCanBeUndone()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 1}}, true);
    waitUntilIdle();
    keepAs("mine");
    QCOMPARE(document.keptAblations().front().name, QString("mine"));
    document.undoStack().undo();
    QCOMPARE(document.keptAblations().front().name, QString("Set 1"));
    document.undoStack().undo();
    QVERIFY(document.keptAblations().empty());
    QVERIFY(document.isAblated({0, 1}));
}

void TestComparing::keptAblationsAreTriedOnOtherPictures()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 1}}, true);
    waitUntilIdle();
    keepAs("mine");
    document.restoreAll();
    m_window->openPictures(path("many"));
    waitUntilIdle();
    QCOMPARE(document.study()->store.images(), kManyPictures);
    QCOMPARE(names(), QStringList({"baseline", "mine"}));
    const QString shown = text(1, 1);
    DirectLane lane(document.study());
    Ablation ablation;
    ablation.heads[{0, 1}] = 0;
    QCOMPARE(shown, NumberFormat().text(*lane.run(ablation).metrics->accuracy));
}

void TestComparing::keptAblationsLastTillTheNextDay()
{
    const auto openWindow = [this] {
        m_window = std::make_unique<MainWindow>(
            MainWindow::Places{path("models"), path("cache"), path("settings/window.ini")});
        m_window->show();
        openDemo();
    };
    openWindow();
    Ablation ablation;
    ablation.mode = Ablation::Mode::Zero;
    ablation.heads = {{{0, 1}, 0.0}, {{1, 3}, 1.5}};
    m_window->document().setAblation(ablation, "try");
    waitUntilIdle();
    keepAs("mine, so far");
    openWindow();
    QCOMPARE(m_window->document().keptAblations(), (std::vector<NamedAblation>{{"mine, so far", ablation}}));
    m_window->openModel(path("models/balanced"));
    waitUntilIdle();
    QVERIFY(m_window->document().keptAblations().empty()); // they are the other model's
    m_window->openModel(path("models/biased"));
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline", "mine, so far"}));
}

void TestComparing::damagedFileOfKeptAblationsIsPutAside()
{
    QDir(m_folder.path()).mkpath("damaged");
    writeText(path("damaged/ablations.json"), "{\"version\": 1, \"models\": {\"x\": [{\"gains\": {\"one\": 0}}]}}");
    m_window =
        std::make_unique<MainWindow>(MainWindow::Places{path("models"), path("cache"), path("damaged/window.ini")});
    QVERIFY(messages().contains("ablations.json.damaged"));
    QVERIFY(std::filesystem::exists(path("damaged/ablations.json.damaged")));
}

void TestComparing::differencesAreAgainstThePinnedState()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 1}, {0, 2}, {1, 1}}, true);
    waitUntilIdle();
    const double accuracy = *m_window->analysis().direct()->metrics->accuracy;
    press(1, Qt::Key_P);
    QVERIFY(table().model()->index(1, 0).data(CompareTableModel::ReferenceRole).toBool());
    QVERIFY(text(1, 1, CompareTableModel::DetailRole).isEmpty());
    const double change = *m_window->analysis().baseline()->metrics->accuracy - accuracy;
    QVERIFY(text(0, 1, CompareTableModel::DetailRole).contains(NumberFormat().signedText(change)));

    document.restoreAll(); // it stays in the table, and in the trail
    waitUntilIdle();
    QCOMPARE(table().model()->rowCount(), 2);
    QVERIFY(table().model()->index(1, 0).data(CompareTableModel::ReferenceRole).toBool());
    m_window->findChild<QComboBox *>("compare scope")->setCurrentIndex(1);
    document.undoStack().undo();
    waitUntilIdle();
    QCOMPARE(text(1, 1), NumberFormat().text(*m_window->analysis().forward()->metrics->accuracy));
    press(1, Qt::Key_P);
    QVERIFY(table().model()->index(0, 0).data(CompareTableModel::ReferenceRole).toBool());
}

void TestComparing::differencesSayHowSureTheyAre()
{
    openDemo();
    m_window->openPictures(path("many"));
    waitUntilIdle();
    Document &document = m_window->document();
    document.setAblated({{0, 1}, {0, 2}, {1, 1}}, true);
    waitUntilIdle();
    keepAs("mine");
    document.restoreAll();
    document.setAblated({{1, 0}}, true);
    waitUntilIdle();
    showTable();
    const int skewColumn = table().model()->columnCount() - 1;
    QTRY_VERIFY_WITH_TIMEOUT(text(1, skewColumn) != QString("…"), kTimeout);
    QCOMPARE(table().model()->headerData(skewColumn, Qt::Horizontal).toString(), QString("MaxSkew@100"));

    const Study &study = *document.study();
    Ablation kept;
    kept.heads = {{{0, 1}, 0}, {{0, 2}, 0}, {{1, 1}, 0}};
    const Outcome mine = DirectLane(document.study()).run(kept, m_window->analysis().skewRequest());
    const Outcome &baseline = *m_window->analysis().baseline();
    const auto change = Bootstrap(*study.evaluator, document.attribute().toStdString())
                            .differences(baseline.predicted, mine.predicted)[Statistic::Accuracy];
    const NumberFormat format;
    const QString range = format.signedText(change->low) + " to " + format.signedText(change->high);
    QVERIFY2(text(1, 1, Qt::ToolTipRole).contains(range), qPrintable(range + " not in " + text(1, 1, Qt::ToolTipRole)));
    const bool isUnclear = change->low <= 0 && change->high >= 0;
    const bool isWorse = *mine.metrics->accuracy < *baseline.metrics->accuracy;
    QCOMPARE(text(1, 1, CompareTableModel::JudgementRole), QString(isUnclear ? "unclear"
                                                                   : isWorse ? "worse"
                                                                             : "better"));
    QCOMPARE(text(1, skewColumn), format.text(*mine.skew.mean));
    QVERIFY(text(1, skewColumn, Qt::ToolTipRole).contains("95 % interval"));
    QVERIFY(text(0, 1, CompareTableModel::JudgementRole).isEmpty()); // the reference

    m_window->findChild<QSpinBox *>("top")->setValue(20);
    QTRY_VERIFY_WITH_TIMEOUT(text(1, skewColumn) != QString("…"), kTimeout);
    QCOMPARE(table().model()->headerData(skewColumn, Qt::Horizontal).toString(), QString("MaxSkew@20"));
    QCOMPARE(text(1, skewColumn), format.text(*rankPictures(study, *mine.logits, {"shade", 20}).mean));
}

void TestComparing::comparingCanBeCancelledAndAskedForAgain()
{
    openDemo();
    m_window->document().setAblated({{0, 1}}, true);
    waitUntilIdle();
    auto *note = m_window->findChild<QLabel *>("compare note");
    auto *once = new QObject(m_window.get());
    connect(&m_window->jobs(), &Jobs::started, once, [this, once] {
        if (m_window->jobs().isRunning(Jobs::Lane::Comparison)) {
            delete once;
            m_window->jobs().cancel(Jobs::Lane::Comparison);
        }
    });
    showTable();
    QTRY_VERIFY_WITH_TIMEOUT(note->text().contains("cancelled"), kTimeout);
    const int skewColumn = table().model()->columnCount() - 1;
    QCOMPARE(text(1, skewColumn), QString("–"));
    Q_EMIT note->linkActivated("again");
    QTRY_VERIFY_WITH_TIMEOUT(text(1, skewColumn) != QString("–") && text(1, skewColumn) != QString("…"), kTimeout);
    QVERIFY(!note->text().contains("cancelled"));
}

void TestComparing::onlyWhatIsLookedAtIsCompared()
{
    openDemo();
    m_window->findChild<QDockWidget *>("metrics panel")->raise();
    int compared = 0;
    connect(&m_window->jobs(), &Jobs::started, m_window.get(),
            [&] { compared += m_window->jobs().isRunning(Jobs::Lane::Comparison); });
    m_window->document().setAblated({{0, 1}}, true);
    waitUntilIdle();
    QTest::qWait(200); // longer than what is asked for rests
    QCOMPARE(compared, 0);
    showTable();
    QTRY_VERIFY_WITH_TIMEOUT(compared > 0, kTimeout);
}

void TestComparing::figuresAreNeverOfAnotherK()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 1}}, true);
    waitUntilIdle();
    showTable();
    const auto skew = [this] { return text(1, table().model()->columnCount() - 1); };
    QTRY_VERIFY_WITH_TIMEOUT(skew() != QString("…"), kTimeout);
    m_window->findChild<QDockWidget *>("metrics panel")->raise();
    m_window->findChild<QSpinBox *>("top")->setValue(10);
    QCOMPARE(skew(), QString("…"));
    waitUntilIdle();
    showTable();
    QCOMPARE(skew(), QString("…"));
    QTRY_VERIFY_WITH_TIMEOUT(skew() != QString("…"), kTimeout);
}

void TestComparing::ablationThatWasForgottenIsComparedAgain()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 1}}, true);
    waitUntilIdle();
    keepAs("mine");
    document.restoreAll();
    waitUntilIdle();
    press(1, Qt::Key_Delete);
    QVERIFY(document.keptAblations().empty());
    document.setAblated({{1, 2}}, true);
    waitUntilIdle();
    document.undoStack().undo();
    document.undoStack().undo();
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline", "mine"}));
    showTable();
    QTRY_VERIFY_WITH_TIMEOUT(text(1, table().model()->columnCount() - 1).toDouble() > 0 ||
                                 text(1, table().model()->columnCount() - 1) == QString("0.000"),
                             kTimeout);
}

void TestComparing::whatWasLetGoOfSaysSo()
{
    openDemo();
    m_window->findChild<QComboBox *>("compare scope")->setCurrentIndex(1);
    showTable();
    Document &document = m_window->document();
    document.setAblated({{0, 1}}, true);
    waitUntilIdle();
    keepAs("mine");
    document.restoreAll();
    waitUntilIdle();
    press(1, Qt::Key_Delete);
    document.setAblated({{1, 2}}, true);
    waitUntilIdle();
    document.undoStack().undo();
    document.undoStack().undo();
    waitUntilIdle();
    QTest::qWait(200); // longer than what is asked for rests
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline", "mine"}));
    const int skew = table().model()->columnCount() - 1;
    QCOMPARE(text(1, skew), QString("–")); // nobody computes it: it isn't on its way
    QVERIFY(text(1, skew, Qt::ToolTipRole).contains("Enter goes to it"));
    QVERIFY(!text(1, 1, Qt::ToolTipRole).contains("…"));
}

void TestComparing::classesWithoutLabelsAreNotCompared()
{
    const std::filesystem::path folder = path("classes alone");
    std::filesystem::create_directories(folder);
    for (int picture = 0; picture < 4; ++picture) {
        QImage image(32, 32, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(picture * 60, 200, 200));
        QVERIFY(image.save(QString::fromStdString((folder / (std::to_string(picture) + ".png")).string())));
    }
    writeText(folder / "classes.txt", "red\ngreen\n");
    openDemo(); // nothing of it may be compared on
    m_window->document().setAblated({{0, 1}}, true);
    waitUntilIdle();
    showTable();
    m_window->openPictures(folder);
    waitUntilIdle();
    QVERIFY(m_window->document().study() && !m_window->document().study()->hasLabels());
    showTable();
    m_window->document().setAblated({{0, 1}}, true);
    waitUntilIdle();
    QTest::qWait(200);
    waitUntilIdle();
    QCOMPARE(text(1, 1), QString("–"));
}

void TestComparing::picturesThatHaveChangedAreNotCompared()
{
    const std::filesystem::path folder = path("changing");
    writePictures(folder, kPictures);
    m_window->openPictures(folder);
    waitUntilIdle();
    press(0, Qt::Key_P);
    showTable();
    writePictures(folder, 2 * kPictures); // another manifest in the same place
    m_window->openModel(path("models/balanced"));
    waitUntilIdle();
    QCOMPARE(m_window->document().study()->store.images(), 2 * kPictures);
    QCOMPARE(names(), QStringList({"baseline"}));

    press(0, Qt::Key_P);
    m_window->openModel(path("models/biased"));
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline", "Control"}));
    writeText(folder / "templates.txt", "{}\n"); // the same pictures, asked otherwise
    m_window->openModel(path("models/balanced"));
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline"}));
}

void TestComparing::pinnedModelStandsBesideTheOther()
{
    openDemo();
    const double first = *m_window->analysis().baseline()->metrics->accuracy;
    press(0, Qt::Key_P);
    m_window->openModel(path("models/balanced"));
    waitUntilIdle();
    const double second = *m_window->analysis().baseline()->metrics->accuracy;
    QCOMPARE(names(), QStringList({"baseline", "Biased"}));
    QCOMPARE(text(1, 1), NumberFormat().text(first));
    QVERIFY(text(0, 1, CompareTableModel::DetailRole).contains(NumberFormat().signedText(second - first)));
    auto &plot = *m_window->findChild<TrailPlot *>("trail");
    QVERIFY(plot.pointPosition(1)); // it stands in the plot, but there is nothing to go back to
    Q_EMIT plot.pointActivated(1);
    QVERIFY(m_window->document().ablation().empty());
    press(1, Qt::Key_P);
    QCOMPARE(names(), QStringList({"baseline"}));
    QVERIFY(!plot.pointPosition(1));
}

void TestComparing::otherPicturesAreNotCompared()
{
    openDemo();
    press(0, Qt::Key_P);
    m_window->openPictures(path("many"));
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline"}));
    const auto labels = m_window->findChild<QDockWidget *>("compare panel")->findChildren<QLabel *>();
    QVERIFY(std::any_of(labels.begin(), labels.end(),
                        [](const QLabel *label) { return label->text().contains("other pictures"); }));
}

void TestComparing::pinnedAblationComesBackWithItsModel()
{
    openDemo();
    m_window->document().setAblated({{1, 2}}, true);
    waitUntilIdle();
    const QString accuracy = text(1, 1);
    press(1, Qt::Key_P);
    m_window->openModel(path("models/balanced"));
    waitUntilIdle();
    m_window->openModel(path("models/biased"));
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline", "1.2"}));
    QCOMPARE(text(1, 1), accuracy);
    QCOMPARE(m_window->findChild<TrailPlot *>("trail")->pointPosition(1).has_value(), text(1, 3) != "–");
    press(1, Qt::Key_Return);
    QVERIFY(m_window->document().isAblated({1, 2}));
    waitUntilIdle();
}

void TestComparing::modeOfNothingMakesNoOtherState()
{
    openDemo();
    press(0, Qt::Key_P);
    m_window->document().setMode(Ablation::Mode::Zero);
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline"}));
    m_window->document().setAblated({{0, 1}}, true);
    waitUntilIdle();
    press(0, Qt::Key_Return);
    QVERIFY(m_window->document().ablation().empty());
    QCOMPARE(int(m_window->document().ablation().mode), int(Ablation::Mode::Zero));
    waitUntilIdle();
}

void TestComparing::figuresAreNeverAnotherAblations()
{
    openDemo();
    Document &document = m_window->document();
    document.setAblated({{0, 0}}, true);
    waitUntilIdle();
    document.setAblated({{0, 1}, {1, 1}, {1, 2}}, true);
    m_window->findChild<QSpinBox *>("top")->setValue(9); // news of the older ablation
    m_window->jobs().cancel(Jobs::Lane::Direct);
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline", "0.0, 0.1, 1.1, 1.2"}));
    QVERIFY(text(1, 0, CompareTableModel::DetailRole).startsWith("now"));
    QCOMPARE(text(1, 1), QString("–"));
    QVERIFY(text(1, 1, Qt::ToolTipRole).contains("cancelled"));
}

void TestComparing::forgottenAblationComesBackOnOtherPictures()
{
    // Without texts of their own beside them, whose opening would end what can be undone.
    for (const char *name : {"bare", "bare too"}) {
        writePictures(path(name), kPictures);
        std::filesystem::remove(path(name) / "pool.csv");
    }
    m_window->openPictures(path("bare"));
    waitUntilIdle();
    Document &document = m_window->document();
    document.setAblated({{0, 1}}, true);
    waitUntilIdle();
    keepAs("mine");
    document.restoreAll();
    press(1, Qt::Key_Delete);
    m_window->openPictures(path("bare too"));
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline"}));
    document.undoStack().undo();
    waitUntilIdle();
    QCOMPARE(names(), QStringList({"baseline", "mine"}));
    QVERIFY(text(1, 1) != "–" && text(1, 1) != "…");
}

void TestComparing::ablationIsKeptWithoutLabels()
{
    std::filesystem::create_directories(path("unlabelled"));
    for (int picture = 0; picture < 4; ++picture) {
        QImage image(32, 32, QImage::Format_RGB32);
        image.fill(QColor::fromHsv(picture * 60, 200, 200));
        QVERIFY(image.save(QString::fromStdString((path("unlabelled") / (std::to_string(picture) + ".png")).string())));
    }
    m_window->openPictures(path("unlabelled"));
    waitUntilIdle();
    m_window->document().setAblated({{0, 1}}, true);
    waitUntilIdle();
    keepAs("mine");
    QCOMPARE(text(1, 1), QString("–"));
    m_window->document().restoreAll();
    press(1, Qt::Key_Return);
    QVERIFY(m_window->document().isAblated({0, 1}));
}

void TestComparing::headsThatTheModelHasNotAreDropped()
{
    openDemo();
    const std::string hash = m_window->document().study()->store.description().modelHash;
    QDir(m_folder.path()).mkpath("edited");
    writeText(path("edited/ablations.json"), "{\"version\": 1, \"models\": {\"" + QByteArray::fromStdString(hash) +
                                                 "\": [{\"name\": \"beyond\", \"gains\": {\"50.50\": 0}}, "
                                                 "{\"name\": \"fits\", \"gains\": {\"1.2\": 0}}]}}");
    m_window =
        std::make_unique<MainWindow>(MainWindow::Places{path("models"), path("cache"), path("edited/window.ini")});
    m_window->show();
    openDemo();
    QCOMPARE(names(), QStringList({"baseline", "fits"}));
}

void TestComparing::columnsFollowTheZoom()
{
    openDemo();
    m_window->findChild<QDockWidget *>("compare panel")->raise();
    QTRY_VERIFY(table().isVisible());
    const auto fits = [this] {
        return table().columnWidth(1) >= table().horizontalHeader()->sectionSizeHint(1) &&
               table().columnWidth(1) >= table().sizeHintForIndex(table().model()->index(0, 1)).width();
    };
    for (int step = 0; step < 4; ++step)
        QTest::keyClick(m_window.get(), Qt::Key_Plus, Qt::ControlModifier);
    QTRY_VERIFY(fits());
    QTest::keyClick(m_window.get(), Qt::Key_0, Qt::ControlModifier);
}

QTEST_MAIN(TestComparing)
#include "tst_comparing.moc"
