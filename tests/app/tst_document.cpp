// SPDX-License-Identifier: GPL-3.0-or-later
// What is open and chosen, and errors on their way from a job to a person, without a window.
#include "windowtest.h"

#include <cmath>
#include <filesystem>
#include <functional>

#include "app/gui/session/document.h"
#include "app/gui/session/jobs.h"
#include "core/error.h"

using namespace headscope;
namespace fs = std::filesystem;

namespace {

using Setter = std::function<void(Document &)>;

Ablation ablationOf(HeadId head)
{
    Ablation ablation;
    ablation.heads[head] = 0;
    return ablation;
}

}

Q_DECLARE_METATYPE(Setter)

class TestDocument : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void whatTheStudyHasntGotIsRefused_data();
    void whatTheStudyHasntGotIsRefused();
    void keptAblationsOfMoreHeadsAreKept();
    void openingTellsOfEveryChange();
    void openedAgainNothingElseIsToldToHaveChanged();
    void textsArePersonsOrThePictures_data();
    void textsArePersonsOrThePictures();
    void aTextIsReadOncePerModel();
    void textsOfAnotherTowerOfTheSameWeightsAreOthers();
    void fewTextsAreKeptWhereThereIsLittleRoom();
    void errorsKeepTheirParts_data();
    void errorsKeepTheirParts();
    void cancelledIsNoError();
    void failureSaysWhatWasBeingOpened_data();
    void failureSaysWhatWasBeingOpened();

private:
    fs::path path(const char *name) const { return fs::path(m_folder.path().toStdString()) / name; }
    std::shared_ptr<const Study> study(const char *model, const char *pictures)
    {
        return openStudy({path(model), path(pictures), path("cache")}, m_task, m_opening);
    }

    QTemporaryDir m_folder;
    Jobs::Task m_task = {{}, [](const QString &) {}};
    StudyOpening m_opening;
    std::shared_ptr<const Study> m_small;  ///< 2 layers of 4 heads
    std::shared_ptr<const Study> m_larger; ///< 3 layers of 8 heads
    std::shared_ptr<const Study> m_few;    ///< the small model, and three pictures without texts
};

void TestDocument::initTestCase()
{
    writeModel(path("small"), 1);
    writeModel(path("larger"), 2, 3, 8);
    writePictures(path("pictures"), kPictures);
    writePictures(path("few"), kPictures);
    writeText(path("few/manifest.csv"), "path,label,tone\n0.png,red,a\n2.png,green,b\n4.png,blue,a\n");
    fs::remove(path("few/pool.csv"));
    m_small = study("small", "pictures");
    m_larger = study("larger", "pictures");
    m_few = study("small", "few/manifest.csv");
    QCOMPARE(m_few->store.images(), std::int64_t(3));
}

void TestDocument::whatTheStudyHasntGotIsRefused_data()
{
    QTest::addColumn<Setter>("set");
    const auto add = [](const char *name, Setter set) { QTest::newRow(name) << set; };
    const auto here = HeadId{1, 3};
    const auto gone = HeadId{2, 7};
    add("head", [=](Document &document) { document.setHead(gone); });
    add("negative head", [=](Document &document) { document.setHead({-1, 0}); });
    add("head under the mouse", [=](Document &document) { document.previewHead(gone); });
    add("marks", [=](Document &document) { document.setSelection({here, gone}); });
    add("pinned head", [=](Document &document) { document.pinHead(gone); });
    add("ablated", [=](Document &document) { document.setAblated({here, gone}, true); });
    add("gain", [=](Document &document) { document.setGain(gone, 0.5); });
    add("ablation", [=](Document &document) { document.setAblation(ablationOf(gone), "other"); });
    add("kept ablation", [=](Document &document) {
        document.setKeptAblations({{"theirs", ablationOf(gone)}}, "keep");
    });
    add("concept", [=](Document &document) {
        document.setConceptEdits(gone, {Judgement<std::string>{"hue", "you"}, {}}, "name");
    });
    add("picture", [](Document &document) { document.setImage(kPictures); });
    add("negative picture", [](Document &document) { document.setImage(-1); });
    add("pinned picture", [](Document &document) { document.pinImage(kPictures); });
    add("pool", [](Document &document) { document.setPoolIndex(1); });
    add("no pool", [](Document &document) { document.setPoolIndex(-1); });
    add("attribute", [](Document &document) { document.setAttribute("age"); });
    add("published", [=](Document &document) {
        document.setPublished(std::make_shared<const PublishedTexts>(PublishedTexts{"theirs", {{gone, {"red"}}}}));
    });
    add("count", [](Document &document) { document.setTopCount(0); });
}

void TestDocument::whatTheStudyHasntGotIsRefused()
{
    QFETCH(Setter, set);
    Document document;
    set(document); // nothing is open: at most texts may be of what is opened then
    document.open(m_small);
    QVERIFY(!document.undoStack().canUndo());
    QVERIFY(!document.published());
    int told = 0;
    for (const auto signal : {&Document::poolChanged, &Document::publishedChanged, &Document::conceptEditsChanged,
                              &Document::pinsChanged, &Document::headChanged, &Document::shownHeadChanged,
                              &Document::selectionChanged, &Document::imageChanged, &Document::attributeChanged,
                              &Document::topCountChanged, &Document::ablationChanged, &Document::keptAblationsChanged})
        connect(&document, signal, this, [&] { ++told; });
    set(document);
    QCOMPARE(told, 0);
    QVERIFY(!document.undoStack().canUndo());
    QCOMPARE(document.image(), 0);
    QVERIFY(document.pool());
}

void TestDocument::keptAblationsOfMoreHeadsAreKept()
{
    const NamedAblation fits = {"fits", ablationOf({1, 3})};
    const NamedAblation doesnt = {"doesn't", ablationOf({2, 7})}; // of the same weights with more heads
    const std::string hash = m_small->store.description().modelHash;
    Document document;
    document.restoreKeptAblations({{hash, {doesnt, fits}}});
    document.open(m_small);
    QCOMPARE(document.keptAblations(), std::vector{fits});
    const NamedAblation more = {"more", ablationOf({0, 0})};
    document.setKeptAblations({more, fits}, "keep");
    QCOMPARE(document.keptAblations(), (std::vector{more, fits}));
    document.setKeptAblations({more}, "remove");
    QCOMPARE(document.allKeptAblations().at(hash), (std::vector{more, doesnt}));
}

void TestDocument::openingTellsOfEveryChange()
{
    Document document;
    document.open(m_larger);
    document.setHead({2, 7});
    document.setSelection({{2, 6}});
    document.setImage(kPictures - 1);
    document.pinImage(3);
    document.setAblated({{2, 5}}, true);
    document.setConceptEdits({2, 5}, {Judgement<std::string>{"hue", "you"}, {}}, "name");
    document.setPublished(std::make_shared<const PublishedTexts>(PublishedTexts{"theirs", {{{2, 7}, {"red"}}}}));

    QStringList told;
    const auto tell = [&](const char *name, void (Document::*signal)()) {
        connect(&document, signal, this, [&told, name, &document, this] {
            QCOMPARE(document.study(), m_few); // everything is as it will be
            QCOMPARE(document.image(), 2);
            told.append(name);
        });
    };
    tell("study", &Document::studyChanged);
    tell("pool", &Document::poolChanged);
    tell("published", &Document::publishedChanged);
    tell("concepts", &Document::conceptEditsChanged);
    tell("pins", &Document::pinsChanged);
    tell("selection", &Document::selectionChanged);
    tell("head", &Document::headChanged);
    tell("shown head", &Document::shownHeadChanged);
    tell("picture", &Document::imageChanged);
    tell("attribute", &Document::attributeChanged);
    tell("ablation", &Document::ablationChanged);
    document.open(m_few);
    QCOMPARE(told, QStringList({"study", "pool", "published", "concepts", "pins", "selection", "head", "shown head",
                                "picture", "attribute", "ablation"}));
    QCOMPARE(document.attribute(), QString("tone"));
    QVERIFY((document.head() == HeadId{1, 3}));
    QVERIFY(document.selection().empty());
    QVERIFY(document.ablation().empty());
    QVERIFY(!document.published());
    QVERIFY(!document.undoStack().canUndo());
}

void TestDocument::openedAgainNothingElseIsToldToHaveChanged()
{
    Document document;
    document.open(m_few);
    document.setAblated({{1, 1}}, true);
    document.setImage(1);
    int told = 0;
    for (const auto signal : {&Document::publishedChanged, &Document::pinsChanged, &Document::headChanged,
                              &Document::imageChanged, &Document::attributeChanged, &Document::ablationChanged})
        connect(&document, signal, this, [&] { ++told; });
    document.open(m_few);
    QCOMPARE(told, 0);
    QVERIFY(document.isAblated({1, 1}));
    QCOMPARE(document.image(), 1);
}

void TestDocument::textsArePersonsOrThePictures_data()
{
    QTest::addColumn<bool>("taken");
    QTest::newRow("a person reads with others") << false;
    QTest::newRow("those of the pictures are asked for") << true;
}

void TestDocument::textsArePersonsOrThePictures()
{
    QFETCH(bool, taken);
    Document document;
    document.open(m_small);
    document.addPool(std::make_shared<const NamedPool>(NamedPool{"mine", {{"a red photo"}, {""}}}));
    document.open(study("small", "pictures"), taken ? Document::Texts::Taken : Document::Texts::Kept);
    QCOMPARE(document.pools().size(), std::size_t(2));
    QCOMPARE(document.pool()->name, std::string(taken ? "pool.csv" : "mine"));
}

void TestDocument::aTextIsReadOncePerModel()
{
    StudyOpening opening;
    const auto read = [&] { return opening.texts->textsRead(); };
    const auto open = [&](const char *model, const char *pictures) {
        return openStudy({path(model), path(pictures), path("cache")}, m_task, opening);
    };
    const auto first = open("small", "pictures");
    QCOMPARE(read(), std::int64_t(3)); // a prompt for each class
    const FloatArray once = embedTexts(*first, {"red", "dark", "red"});
    QCOMPARE(read(), std::int64_t(5));
    QVERIFY(std::ranges::equal(once.row(0), once.row(2)));
    const auto other = open("small", "few/manifest.csv"); // the same classes
    QCOMPARE(embedTexts(*other, {"dark", "red", "dark"}).values.size(), std::size_t(3 * 16));
    QVERIFY(std::ranges::equal(embedTexts(*other, {"red"}).row(0), once.row(0)));
    QCOMPARE(read(), std::int64_t(5));
    const auto another = open("larger", "pictures");
    QVERIFY(!std::ranges::equal(embedTexts(*another, {"red"}).row(0), once.row(0)));
    QCOMPARE(read(), std::int64_t(9));
    QVERIFY(std::ranges::equal(embedTexts(*first, {"red"}).row(0), once.row(0)));
    QCOMPARE(read(), std::int64_t(9));
}

void TestDocument::textsOfAnotherTowerOfTheSameWeightsAreOthers()
{
    fs::copy(path("small"), path("other epsilon"), fs::copy_options::recursive);
    QFile config(QString::fromStdString(path("other epsilon/open_clip_config.json").string()));
    QVERIFY(config.open(QIODevice::ReadOnly));
    QJsonObject json = QJsonDocument::fromJson(config.readAll()).object();
    QJsonObject model = json["model_cfg"].toObject();
    QJsonObject text = model["text_cfg"].toObject();
    text["norm_kwargs"] = QJsonObject{{"eps", 0.5}};
    model["text_cfg"] = text;
    json["model_cfg"] = model;
    writeText(path("other epsilon/open_clip_config.json"), QJsonDocument(json).toJson());
    const auto other = study("other epsilon", "pictures");
    QCOMPARE(other->store.description().modelHash, m_small->store.description().modelHash);
    QVERIFY(!std::ranges::equal(embedTexts(*other, {"red"}).row(0), embedTexts(*m_small, {"red"}).row(0)));
}

void TestDocument::fewTextsAreKeptWhereThereIsLittleRoom()
{
    StudyOpening opening;
    opening.texts = std::make_shared<TextEmbeddings>(1);
    const auto study = openStudy({path("small"), path("pictures"), path("cache")}, m_task, opening);
    const std::int64_t before = opening.texts->textsRead();
    const FloatArray once = embedTexts(*study, {"red", "dark", "light"});
    QCOMPARE(opening.texts->textsRead(), before + 3);
    const FloatArray again = embedTexts(*study, {"red", "dark", "light"});
    for (std::size_t place = 0; place < once.values.size(); ++place) // right all the same
        QVERIFY(std::abs(again.values[place] - once.values[place]) < 1e-5f);
    QVERIFY(opening.texts->textsRead() > before + 3);
}

void TestDocument::errorsKeepTheirParts_data()
{
    QTest::addColumn<std::function<void()>>("fail");
    QTest::addColumn<QString>("subject");
    QTest::addColumn<QString>("text");
    const auto add = [](const char *name, std::function<void()> fail, const QString &subject, const QString &text) {
        QTest::newRow(name) << fail << subject << text;
    };
    add(
        "that a person can mend", [] { throw InputError("a.csv", "is empty", "name another"); }, "a.csv",
        "a.csv: is empty; name another");
    add(
        "of the file system", [] { fs::create_directories("/proc/headscope/stores"); }, "/proc/headscope/stores",
        "/proc/headscope/stores: No such file or directory; check the disk and who may write there");
    add(
        "of memory", [] { throw std::bad_alloc(); }, "",
        "There isn't enough memory; close other programs, or open fewer pictures or a smaller model");
    add(
        "of many lines", [] { throw std::runtime_error("sizes don't match\nframe 0\nframe 1"); }, "",
        "sizes don't match");
    add(
        "that says nothing", [] { throw std::runtime_error(""); }, "", "an error without a name");
    add(
        "that is no exception", [] { throw 5; }, "", "an error without a name");
}

void TestDocument::errorsKeepTheirParts()
{
    QFETCH(std::function<void()>, fail);
    QFETCH(QString, subject);
    QFETCH(QString, text);
    Jobs jobs;
    std::optional<Failure> heard;
    jobs.run(
        Jobs::Lane::Texts, "failing",
        [fail](const Jobs::Task &) {
            fail();
            return true;
        },
        [](bool) {}, [&](const Failure &failure) { heard = failure; });
    QTRY_VERIFY_WITH_TIMEOUT(heard, kTimeout);
    QCOMPARE(heard->subject, subject);
    QCOMPARE(heard->text(), text);
    QVERIFY(!heard->cancelled);
    QVERIFY(jobs.isIdle());
}

void TestDocument::cancelledIsNoError()
{
    Jobs jobs;
    std::optional<Failure> heard;
    jobs.run(
        Jobs::Lane::Texts, "waiting",
        [](const Jobs::Task &task) {
            while (!task.job.stop.stop_requested())
                QThread::msleep(1);
            throw Cancelled();
            return true;
        },
        [](bool) {}, [&](const Failure &failure) { heard = failure; });
    jobs.cancel(Jobs::Lane::Texts);
    QVERIFY(heard);
    QVERIFY(heard->cancelled);
    QCOMPARE(heard->text(), QString());
    QCOMPARE(heard->text("was cancelled"), QString("was cancelled"));
}

void TestDocument::failureSaysWhatWasBeingOpened_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("pictures");
    QTest::addColumn<bool>("isModel");
    QTest::newRow("no model") << "nowhere"
                              << "pictures" << true;
    QTest::newRow("no tokenizer") << "mute"
                                  << "pictures" << true;
    QTest::newRow("no pictures") << "small"
                                 << "nowhere" << false;
    QTest::newRow("no models' fault") << "small"
                                      << "broken" << false;
}

void TestDocument::failureSaysWhatWasBeingOpened()
{
    QFETCH(QString, model);
    QFETCH(QString, pictures);
    QFETCH(bool, isModel);
    writeModel(path("mute"), 1);
    fs::remove(path("mute/tokenizer.json"));
    fs::create_directories(path("broken"));
    writeText(path("broken/0.png"), "no picture");
    StudyOpening opening;
    QVERIFY_THROWS_EXCEPTION(
        InputError, openStudy({path(model.toUtf8()), path(pictures.toUtf8()), path("cache")}, m_task, opening));
    QCOMPARE(opening.part == StudyPart::Model, isModel);
}

QTEST_GUILESS_MAIN(TestDocument)
#include "tst_document.moc"
