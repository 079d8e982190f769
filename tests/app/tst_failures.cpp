// SPDX-License-Identifier: GPL-3.0-or-later
// What the window says of what it can't do, and what it does all the same.
#include "windowtest.h"

#include <filesystem>

#include "widgets/messages/infostrip.h"
#include "widgets/messages/issuelist.h"

using namespace headscope;
namespace fs = std::filesystem;

class TestFailures : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void missingTokenizerIsTheModels();
    void brokenPicturesAreThePictures();
    void cacheThatCantBeMadeIsReplaced_data();
    void cacheThatCantBeMadeIsReplaced();
    void everyPictureLeftOutCanBeSeen();
    void textsOpenedMeanwhileAreTaken_data();
    void textsOpenedMeanwhileAreTaken();
    void descriptionsOpenedMeanwhileAreOfTheStudyThatArrives();
    void textsWaitUntilTheOlderStudyIsForgotten();
    void openingTextsLeavesTheDescribing();
    void otherPicturesReadNoTextsAgain();
    void demoBringsItsTexts();
    void whatIsBeingOpenedIsNamed();
    void picturesOfAHeadOfAnotherStudyDontArrive();

private:
    void press(const QString &text)
    {
        for (QPushButton *button : m_window->findChildren<QPushButton *>()) {
            if (button->text().remove('&') == text && button->isVisible())
                return QTest::mouseClick(button, Qt::LeftButton);
        }
        QFAIL(qPrintable("there is no button " + text));
    }
    QString strip() const
    {
        QStringList texts;
        for (const QLabel *label : m_window->findChild<InfoStrip *>()->findChildren<QLabel *>())
            texts.append(label->text());
        return texts.join(' ');
    }
};

void TestFailures::missingTokenizerIsTheModels()
{
    openDemo();
    writeModel(path("mute"), 4);
    fs::remove(path("mute/tokenizer.json"));
    m_window->openModel(path("mute"));
    waitUntilIdle();
    QVERIFY2(messages().contains("Model not opened. " + QString::fromStdString(path("mute").string())),
             qPrintable(messages()));
    QVERIFY(messages().contains("holds no tokenizer; expected tokenizer.json"));
    QVERIFY(!messages().contains("Pictures not opened"));
    QVERIFY(m_window->document().study());
}

void TestFailures::brokenPicturesAreThePictures()
{
    fs::create_directories(path("broken"));
    writeText(path("broken/0.png"), "no picture");
    m_window->openPictures(path("broken"));
    waitUntilIdle();
    QVERIFY2(messages().contains("Pictures not opened. "), qPrintable(messages()));
    QVERIFY(messages().contains("0.png"));
    QVERIFY(!messages().contains("Model not opened"));
}

void TestFailures::cacheThatCantBeMadeIsReplaced_data()
{
    QTest::addColumn<QString>("cache");
    QTest::newRow("below a file") << "pool.txt/cache";
    QTest::newRow("where nothing can be made") << "/proc/headscope";
    QTest::newRow("whose stores can't be made") << "half";
}

void TestFailures::cacheThatCantBeMadeIsReplaced()
{
    QFETCH(QString, cache);
    fs::create_directories(path("half"));
    writeText(path("half/stores"), "in the way");
    const fs::path where = path("") / cache.toStdString();
    m_window = std::make_unique<MainWindow>(MainWindow::Places{path("models"), where});
    m_window->show();
    m_window->openPictures(path("pictures"));
    waitUntilIdle();
    QVERIFY2(m_window->document().study(), qPrintable(messages()));
    QCOMPARE(m_window->document().study()->store.images(), std::int64_t(kPictures));
    QVERIFY2(messages().contains("the cache can't be written"), qPrintable(messages()));
    QVERIFY(messages().contains("kept until you quit"));
    QVERIFY(messages().contains(cache));
    QVERIFY(m_window->analysis().direct());
}

void TestFailures::everyPictureLeftOutCanBeSeen()
{
    writePictures(path("gaps"), kPictures);
    fs::remove(path("gaps/manifest.csv"));
    fs::remove(path("gaps/pool.csv"));
    for (const char *name : {"7.png", "21.png", "30.png"})
        writeText(path("gaps") / name, "no picture");
    m_window->openPictures(path("gaps"));
    waitUntilIdle();
    QVERIFY(messages().contains("Pictures left out: 3"));
    const auto shown = [this] {
        const auto *dialog = m_window->findChild<QDialog *>("left out");
        return dialog ? dialog->findChild<QPlainTextEdit *>()->toPlainText() : QString();
    };
    press("Show all…");
    const auto &skipped = m_window->document().study()->store.description().skipped;
    QCOMPARE(shown().count('\n'), 2);
    for (const SkippedImage &image : skipped)
        QVERIFY(shown().contains(QString::fromStdString(image.path + ": " + image.reason)));
    press("Copy all");
    QCOMPARE(QApplication::clipboard()->text(), shown());
    // The list of issues leads there too; another study takes the window away.
    openDemo();
    QTRY_VERIFY(!m_window->findChild<QDialog *>("left out"));
    m_window->openPictures(path("gaps"));
    waitUntilIdle();
    Q_EMIT m_window->findChild<IssueList *>("remarks")->activated("show what was left out");
    QCOMPARE(shown().count('\n'), 2);
}

void TestFailures::textsOpenedMeanwhileAreTaken_data()
{
    QTest::addColumn<bool>("openedFirst");
    QTest::newRow("nothing was open") << false;
    QTest::newRow("another study was open") << true;
}

void TestFailures::textsOpenedMeanwhileAreTaken()
{
    QFETCH(bool, openedFirst);
    if (openedFirst)
        openDemo();
    m_window->openModel(path("larger"));
    m_window->openPictures(path("pictures"));
    m_window->openTexts(path("pool.txt"));
    waitUntilIdle();
    QCOMPARE(m_window->document().study()->request.model, path("larger"));
    QVERIFY(m_window->document().pool());
    QCOMPARE(m_window->document().pool()->name, std::string("pool.txt"));
    QVERIFY(m_window->analysis().heads().hasDescriptions());
    QVERIFY(m_window->analysis().heads().descriptions({2, 7}).front().text.contains("photo"));
}

void TestFailures::descriptionsOpenedMeanwhileAreOfTheStudyThatArrives()
{
    const QByteArray rule(18, '-');
    writeText(path("theirs.txt"), rule + "\nLayer 2, Head 7\n" + rule + "\nsomething of theirs\n");
    openDemo();                          // 2 layers of 4 heads
    m_window->openModel(path("larger")); // 3 layers of 8
    m_window->openTexts(path("theirs.txt"));
    waitUntilIdle();
    QVERIFY2(m_window->document().published(), qPrintable(messages()));
    QCOMPARE(m_window->document().published()->name, std::string("theirs.txt"));
    QVERIFY(!messages().contains("Texts not opened"));
    // The other way round they don't fit.
    m_window->openModel(path("models/biased"));
    m_window->openTexts(path("theirs.txt"));
    waitUntilIdle();
    QVERIFY(!m_window->document().published());
    QVERIFY2(messages().contains("theirs.txt: describes head 2.7"), qPrintable(messages()));
}

void TestFailures::textsWaitUntilTheOlderStudyIsForgotten()
{
    openDemo();                          // 2 layers of 4 heads
    m_window->openModel(path("larger")); // 3 layers of 8
    m_window->openTexts(path("pool.txt"));
    // What is still running for the older study ends in the middle of the change to the newer one.
    m_window->jobs().run(
        Jobs::Lane::Skew, "busy",
        [](const Jobs::Task &task) {
            while (!task.job.stop.stop_requested())
                QThread::msleep(1);
            return true;
        },
        [](bool) {}, [](const Failure &) {});
    const Document &document = m_window->document();
    QVERIFY(m_window->analysis().baseline());
    bool wasForgotten = true;
    const QObject here;
    connect(&document, &Document::poolChanged, &here,
            [&] { wasForgotten = wasForgotten && !m_window->analysis().baseline(); });
    waitUntilIdle();
    QVERIFY(wasForgotten);
    QCOMPARE(document.study()->request.model, path("larger"));
    QCOMPARE(document.pool()->name, std::string("pool.txt"));
    QVERIFY(!m_window->analysis().heads().descriptions({2, 7}).isEmpty());
}

void TestFailures::openingTextsLeavesTheDescribing()
{
    openDemo();
    m_window->document().setPoolIndex(0);
    m_window->document().editPool({{"red", "green"}, {"hue", "hue"}}, "edit");
    QVERIFY(m_window->jobs().isRunning(Jobs::Lane::Describe));
    m_window->openTexts(path("broken.txt"));
    QVERIFY(m_window->jobs().isRunning(Jobs::Lane::Describe));
    QVERIFY(m_window->jobs().isRunning(Jobs::Lane::Texts));
    waitUntilIdle();
    QVERIFY(messages().contains("Texts not opened"));
    QCOMPARE(m_window->analysis().heads().descriptions({0, 0}).size(), 2);
}

void TestFailures::otherPicturesReadNoTextsAgain()
{
    writePictures(path("more"), 2 * kPictures);
    openDemo();
    const TextEmbeddings &texts = *m_window->document().study()->texts;
    const std::int64_t read = texts.textsRead();
    QVERIFY(read >= 5);
    m_window->openPictures(path("more")); // the same classes and pool
    waitUntilIdle();
    QVERIFY(m_window->analysis().heads().hasDescriptions());
    QCOMPARE(m_window->document().study()->store.images(), std::int64_t(2 * kPictures));
    QCOMPARE(m_window->document().study()->texts.get(), &texts);
    QCOMPARE(texts.textsRead(), read);
    m_window->openModel(path("models/balanced"));
    waitUntilIdle();
    QCOMPARE(texts.textsRead(), 2 * read);
    m_window->openModel(path("models/biased")); // and back
    waitUntilIdle();
    QCOMPARE(texts.textsRead(), 2 * read);
}

void TestFailures::demoBringsItsTexts()
{
    m_window->openTexts(path("pool.txt"));
    waitUntilIdle();
    m_window->openDemo();
    QTRY_VERIFY_WITH_TIMEOUT(m_window->jobs().isIdle() && m_window->document().study(), 4 * kTimeout);
    QCOMPARE(m_window->document().pools().size(), std::size_t(2));
    QCOMPARE(m_window->document().pool()->name, std::string("pool.csv"));
}

void TestFailures::whatIsBeingOpenedIsNamed()
{
    QVERIFY(strip().contains("Nothing is open"));
    m_window->openPictures(path("pictures"));
    QVERIFY2(!strip().contains("Nothing is open"), qPrintable(strip()));
    QVERIFY2(strip().contains("Opening Biased and pictures…"), qPrintable(strip()));
    m_window->jobs().cancel(Jobs::Lane::Open);
    QVERIFY(strip().contains("Nothing is open"));
}

void TestFailures::picturesOfAHeadOfAnotherStudyDontArrive()
{
    openDemo();
    auto *panel = m_window->findChild<QDockWidget *>("head images panel");
    panel->show();
    panel->raise();
    QCoreApplication::processEvents();
    waitUntilIdle();
    Jobs &jobs = m_window->jobs();
    const auto askForever = [&] {
        jobs.run(
            Jobs::Lane::HeadImages, "busy",
            [](const Jobs::Task &task) {
                while (!task.job.stop.stop_requested())
                    QThread::msleep(1);
                return true;
            },
            [](bool) {}, [](const Failure &) {});
    };
    askForever();
    bool wasDropped = false;
    const QObject here;
    connect(&m_window->document(), &Document::studyChanged, &here,
            [&] { wasDropped = !jobs.isRunning(Jobs::Lane::HeadImages); });
    m_window->openPictures(std::vector{path("pictures/3.png")});
    QTRY_COMPARE_WITH_TIMEOUT(m_window->document().study()->store.images(), std::int64_t(1), kTimeout);
    QVERIFY(wasDropped);
    waitUntilIdle();
    askForever();
    panel->hide(); // nobody sees what it would bring
    QTRY_VERIFY(!jobs.isRunning(Jobs::Lane::HeadImages));
}

QTEST_MAIN(TestFailures)
#include "tst_failures.moc"
