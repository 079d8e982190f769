// SPDX-License-Identifier: GPL-3.0-or-later
// What people bring: dropped on the window, named to the program, and chosen again.
#include "windowtest.h"

#include "app/gui/session/inputkind.h"
#include "app/gui/window/offscreen.h"
#include "app/gui/window/openings.h"

using namespace headscope;
namespace fs = std::filesystem;

class TestOpening : public WindowTest
{
    Q_OBJECT

private Q_SLOTS:
    void kindIsToldByContent_data();
    void kindIsToldByContent();
    void droppedPictureOpens();
    void droppedPicturesOpenTogether();
    void severalThingsAreEachTaken();
    void whatIsNotOpenedIsTold();
    void filesAreCopied_data();
    void filesAreCopied();
    void publishedTextsWithoutRulesAreNoPool();
    void ownModelsStayInTheBar();
    void modelThatCouldNotBeOpenedIsNotKept();
    void ownPicturesStayInTheBar();
    void programTellsOfAMissingPath();
    void programIsSilentWithoutAScreen();
    void onlyTheUselessWarningIsDropped();

private:
    void drop(const std::vector<fs::path> &paths, QWidget *onto = nullptr);
    const StudyRequest &open() const { return m_window->document().study()->request; }
};

void TestOpening::drop(const std::vector<fs::path> &paths, QWidget *onto)
{
    QMimeData data;
    QList<QUrl> urls;
    for (const fs::path &path : paths)
        urls.append(QUrl::fromLocalFile(QString::fromStdString(path.string())));
    data.setUrls(urls);
    QWidget *target = onto ? onto : m_window.get();
    QDragEnterEvent enter({5, 5}, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &enter);
    QVERIFY(enter.isAccepted());
    QDropEvent event({5, 5}, Qt::CopyAction | Qt::MoveAction, &data, Qt::LeftButton, {});
    QApplication::sendEvent(target, &event);
    waitUntilIdle();
}

void TestOpening::kindIsToldByContent_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<InputKind>("kind");
    const auto row = [](const char *name, const QByteArray &content, InputKind kind) {
        QTest::newRow(name) << QString(name) << content << kind;
    };
    QBuffer png;
    png.open(QIODevice::WriteOnly);
    QImage(4, 4, QImage::Format_RGB32).save(&png, "PNG");
    row("picture without extension", png.data(), InputKind::Picture);
    row("picture.PNG", png.data(), InputKind::Picture);
    row("cut off.jpg", "", InputKind::Picture);
    row("picture.dat", "\xff\xd8\xff\xe0", InputKind::Picture);
    row("weights without extension", QByteArray("\x10\x00\x00\x00\x00\x00\x00\x00{}", 10), InputKind::Model);
    row("checkpoint", QByteArray("PK\x03\x04") + QByteArray(26, '\0') + "archive/data.pkl", InputKind::Model);
    row("pickle", "\x80\x02}q\x01.", InputKind::Model);
    row("weights.SAFETENSORS", "", InputKind::Model);
    row("spreadsheet.xlsx", QByteArray("PK\x03\x04") + QByteArray(26, '\0') + "xl/workbook.xml", InputKind::Unknown);
    row("texts without extension", "a dog\na cat\n", InputKind::Texts);
    row("texts.md", QByteArray("ein Häuschen\n").repeated(400), InputKind::Texts);
    row("texts.txt", "\xff\xfe", InputKind::Texts);
    row("pool.CSV", "text,concept\na dog,animal\n", InputKind::Texts);
    row("manifest.csv", "path,label\n0.png,red\n", InputKind::Pictures);
    row("work.headscope", R"({"version": 1})", InputKind::Unknown);
    row("page.html", "<html></html>", InputKind::Unknown);
    row("empty", "", InputKind::Unknown);
    row("program",
        QByteArray("\x7f"
                   "ELF\x02\x01\x01\0\0\0",
                   10),
        InputKind::Unknown);
}

void TestOpening::kindIsToldByContent()
{
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(InputKind, kind);
    fs::create_directories(path("kinds"));
    const fs::path file = path("kinds") / name.toStdString();
    writeText(file, content);
    QCOMPARE(int(inputKind(file)), int(kind));
}

void TestOpening::droppedPictureOpens()
{
    openDemo();
    drop({path("pictures/3.png")});
    QCOMPARE(open().pictures, PictureSource(std::vector{path("pictures/3.png")}));
    QCOMPARE(m_window->document().study()->store.images(), std::int64_t(1));
    QVERIFY2(!messages().contains("UTF-8"), qPrintable(messages()));
    QCOMPARE(m_window->findChild<QComboBox *>("pictures")->currentText(), QString("3.png"));
}

void TestOpening::droppedPicturesOpenTogether()
{
    openDemo();
    fs::copy_file(path("pictures/0.png"), path("picture without extension"), fs::copy_options::overwrite_existing);
    drop({path("pictures/5.png"), path("picture without extension"), path("pictures/9.png")});
    QCOMPARE(m_window->document().study()->store.images(), std::int64_t(3));
    QCOMPARE(m_window->findChild<QComboBox *>("pictures")->currentText(), QString("5.png and 2 more"));
}

void TestOpening::severalThingsAreEachTaken()
{
    openDemo();
    drop({path("pool.txt"), path("pictures/manifest.csv"), path("larger")});
    QCOMPARE(open().model, path("larger"));
    QCOMPARE(open().pictures, PictureSource(path("pictures/manifest.csv")));
    QTRY_VERIFY(m_window->document().pool() && m_window->document().pool()->name == "pool.txt");
    QVERIFY2(!messages().contains("isn't opened"), qPrintable(messages()));
}

void TestOpening::whatIsNotOpenedIsTold()
{
    openDemo();
    writeText(path("work.headscope"), "{}");
    drop({path("larger"), path("models/balanced"), path("work.headscope"), path("nowhere"), path("many"),
          path("pictures/1.png")});
    QCOMPARE(open().model, path("larger"));
    QCOMPARE(open().pictures, PictureSource(path("many")));
    for (const char *name : {"balanced isn't opened: one model", "work.headscope isn't opened: it is neither",
                             "nowhere isn't opened: it is no file", "1.png isn't opened: a folder"})
        QVERIFY2(messages().contains(name), qPrintable(messages()));
    drop({path("pictures")});
    QVERIFY2(!messages().contains("isn't opened"), qPrintable(messages()));
}

void TestOpening::filesAreCopied_data()
{
    QTest::addColumn<QString>("onto");
    QTest::newRow("window") << QString();
    for (const char *name : {"text", "heads", "pool", "heads panel"})
        QTest::newRow(name) << QString(name);
}

void TestOpening::filesAreCopied()
{
    QFETCH(QString, onto);
    openDemo();
    QWidget *target = onto.isEmpty() ? m_window.get() : m_window->findChild<QWidget *>(onto);
    if (auto *panel = qobject_cast<QDockWidget *>(target)) {
        panel->setFloating(true);
        QVERIFY(panel->acceptDrops());
    }
    QMimeData data;
    data.setUrls({QUrl::fromLocalFile(QString::fromStdString(path("pictures/3.png").string()))});
    // With Shift held file managers propose to move.
    const auto moves = Qt::CopyAction | Qt::MoveAction;
    QDragEnterEvent enter({5, 5}, moves, &data, Qt::LeftButton, Qt::ShiftModifier);
    enter.setDropAction(Qt::MoveAction);
    QApplication::sendEvent(target, &enter);
    QCOMPARE(enter.dropAction(), Qt::CopyAction);
    QDragMoveEvent move({6, 6}, moves, &data, Qt::LeftButton, Qt::ShiftModifier);
    move.setDropAction(Qt::MoveAction);
    QApplication::sendEvent(target, &move);
    QVERIFY(move.isAccepted());
    QCOMPARE(move.dropAction(), Qt::CopyAction);
    QDropEvent drop({6, 6}, moves, &data, Qt::LeftButton, Qt::ShiftModifier);
    drop.setDropAction(Qt::MoveAction);
    QApplication::sendEvent(target, &drop);
    QVERIFY(drop.isAccepted());
    QCOMPARE(drop.dropAction(), Qt::CopyAction);
    waitUntilIdle();
    QCOMPARE(open().pictures, PictureSource(std::vector{path("pictures/3.png")}));
    QVERIFY(!m_window->findChild<QLineEdit *>("text")->text().contains("file:"));
    QVERIFY(fs::exists(path("pictures/3.png")));
}

void TestOpening::publishedTextsWithoutRulesAreNoPool()
{
    openDemo();
    const auto pool = m_window->document().pool();
    writeText(path("published.txt"), "Layer 0, Head 1\na red photo\na dark photo\n\nLayer 1, Head 3\na blue photo\n");
    drop({path("published.txt")});
    QVERIFY(m_window->document().published());
    QCOMPARE(m_window->document().published()->heads.at({0, 1}),
             (std::vector<std::string>{"a red photo", "a dark photo"}));
    QCOMPARE(m_window->document().pool(), pool);
}

void TestOpening::ownModelsStayInTheBar()
{
    writeModel(path("second model"), 7);
    openDemo();
    auto *other = m_window->findChild<QToolButton *>("other model");
    drop({path("larger")});
    drop({path("second model")});
    m_window->findChild<QToolButton *>("biased")->click();
    waitUntilIdle();
    QCOMPARE(open().model, path("models/biased"));
    QCOMPARE(other->text(), QString("second model"));
    QVERIFY(!other->isChecked());
    const auto names = [other] {
        QStringList texts;
        for (const QAction *action : other->menu()->actions()) {
            if (!action->isSeparator())
                texts.append(action->text());
        }
        return texts;
    };
    QCOMPARE(names().mid(0, 2), QStringList({"second model", "larger"}));
    QCOMPARE(names().size(), 3); // and another one
    other->click();
    waitUntilIdle();
    QCOMPARE(open().model, path("second model"));
    QVERIFY(other->isChecked());
    other->menu()->actions()[1]->trigger();
    waitUntilIdle();
    QCOMPARE(open().model, path("larger"));
    QCOMPARE(names().mid(0, 2), QStringList({"larger", "second model"}));
}

void TestOpening::modelThatCouldNotBeOpenedIsNotKept()
{
    openDemo();
    auto *other = m_window->findChild<QToolButton *>("other model");
    m_window->openModel(path("nowhere"));
    waitUntilIdle();
    QVERIFY(!other->menu());
    QVERIFY(other->text().startsWith("Open"));
}

void TestOpening::ownPicturesStayInTheBar()
{
    auto *box = m_window->findChild<QComboBox *>("pictures");
    openDemo();
    drop({path("pictures/1.png")});
    drop({path("many")});
    QCOMPARE(box->count(), 5);
    box->setCurrentIndex(3);
    Q_EMIT box->activated(3);
    waitUntilIdle();
    QCOMPARE(open().pictures, PictureSource(std::vector{path("pictures/1.png")}));
    QCOMPARE(box->count(), 5);
}

/// In which Qt itself has nothing to tell.
QProcessEnvironment quietEnvironment()
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LC_ALL", "C.UTF-8");
    static const QTemporaryDir s_own; // which nobody else may read
    environment.insert("XDG_RUNTIME_DIR", s_own.path());
    return environment;
}

void TestOpening::programTellsOfAMissingPath()
{
    QProcess program;
    program.setProcessEnvironment(quietEnvironment());
    program.start(HEADSCOPE_WINDOW, {QString::fromStdString(path("pictures").string()), "nowhere at all"});
    QVERIFY(program.waitForFinished());
    QCOMPARE(program.exitCode(), 2);
    QCOMPARE(program.readAllStandardError(), QByteArray("headscope: nowhere at all doesn't exist\n"));
}

void TestOpening::programIsSilentWithoutAScreen()
{
    QProcess program;
    program.setProcessEnvironment(quietEnvironment());
    const QString nowhere = QString::fromStdString(path("nowhere").string());
    program.start(HEADSCOPE_WINDOW,
                  {"--demo-models", nowhere, "--grab", QString::fromStdString(path("grabbed").string())});
    QVERIFY(program.waitForFinished(kTimeout));
    QCOMPARE(program.readAllStandardError(), QByteArray("headscope: the demo couldn't be opened\n"));
}

void TestOpening::onlyTheUselessWarningIsDropped()
{
    static QStringList seen;
    const auto original = qInstallMessageHandler(
        [](QtMsgType, const QMessageLogContext &, const QString &message) { seen.append(message); });
    dropOffscreenWarning();
    qWarning("This plugin does not support propagateSizeHints()");
    qWarning("This plugin does not support propagateSizeHints");
    qWarning("a thing to mend");
    qInstallMessageHandler(original);
    QCOMPARE(seen, QStringList({"This plugin does not support propagateSizeHints", "a thing to mend"}));
}

QTEST_MAIN(TestOpening)
#include "tst_opening.moc"
