// SPDX-License-Identifier: GPL-3.0-or-later
#include <map>
#include <memory>
#include <set>
#include <thread>

#include <QtTest>
#include <nlohmann/json.hpp>

#include "app/demo/demodata.h"
#include "app/demo/sampler.h"
#include "app/demo/subjects.h"
#include "core/error.h"
#include "core/files.h"

using namespace headscope;
using Kind = Scene::Kind;

namespace {

/// The message of the InputError that `call` throws, empty if it throws none.
template <typename Call>
QString inputErrorOf(const Call &call)
{
    try {
        call();
    } catch (const InputError &error) {
        return QString::fromUtf8(error.what());
    }
    return {};
}

std::vector<std::map<std::string, std::string>> rowsOf(const std::filesystem::path &csv)
{
    std::vector<std::map<std::string, std::string>> rows;
    QStringList header;
    for (const std::string &line : readLines(csv)) {
        const QStringList cells = QString::fromStdString(line).split(',');
        if (header.isEmpty()) {
            header = cells;
            continue;
        }
        std::map<std::string, std::string> row;
        for (int column = 0; column < header.size(); ++column)
            row[header[column].toStdString()] = cells.value(column).toStdString();
        rows.push_back(row);
    }
    return rows;
}

std::map<std::string, std::string> filesOf(const std::filesystem::path &folder)
{
    std::map<std::string, std::string> files;
    for (const auto &entry : std::filesystem::recursive_directory_iterator(folder))
        if (entry.is_regular_file())
            files[entry.path().lexically_relative(folder).string()] = readFile(entry.path());
    return files;
}

int differingPixels(const QImage &a, const QImage &b, int beyond = 0)
{
    int count = 0;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) {
            const QRgb p = a.pixel(x, y), q = b.pixel(x, y);
            count += std::max({std::abs(qRed(p) - qRed(q)), std::abs(qGreen(p) - qGreen(q)),
                               std::abs(qBlue(p) - qBlue(q))}) > beyond;
        }
    return count;
}

}

class TestDemo : public QObject
{
    Q_OBJECT

public:
    /// Fonts need a QGuiApplication, and that a platform; a display isn't needed.
    static void initMain()
    {
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
    }

private Q_SLOTS:
    void initTestCase();
    void everyEmojiIsOnePicture();
    void womanAndManCanBeToldApart();
    void whatIsMissingIsNamed();
    void backgroundsAreDistinctAndVaried();
    void equalScenesGiveEqualPixels();
    void threadsShareARenderer();
    void poolAndConceptsAgree();
    void professionsAreBalanced();
    void birdsAreBalanced();
    void dataOfOneSeedIsTheSame();
    void dataIsWrittenWholeOrNotAtAll();
    void cachedDataIsMadeOnce();

private:
    std::filesystem::path temporary(const char *name) const { return m_folder.filePath(name).toStdString(); }

    QTemporaryDir m_folder;
    std::unique_ptr<EmojiList> m_list;
    std::unique_ptr<SceneRenderer> m_renderer;
};

void TestDemo::initTestCase()
{
    m_list = std::make_unique<EmojiList>();
    m_renderer = std::make_unique<SceneRenderer>(*m_list);
}

void TestDemo::everyEmojiIsOnePicture()
{
    const EmojiFont font;
    std::vector<std::string> names;
    for (int gender = 0; gender < 2; ++gender)
        for (int tone = 0; tone < 6; ++tone) {
            for (int profession = 0; profession < 20; ++profession)
                names.push_back(personEmoji(profession, 0, gender, tone));
            for (int hair = 0; hair < int(hairs().size()); ++hair)
                names.push_back(personEmoji(-1, hair, gender, tone));
        }
    for (const Bird &bird : birds())
        names.push_back(bird.name);
    for (const Emoji &object : objects(*m_list))
        names.push_back(object.name);
    QVERIFY(names.size() > 1000);

    std::set<QByteArray> pictures;
    for (const std::string &name : names) {
        const QImage image = font.draw(m_list->named(name), 32);
        QCOMPARE(image.size(), QSize(32, 32));
        int opaque = 0;
        for (int y = 0; y < 32; ++y)
            for (int x = 0; x < 32; ++x)
                opaque += qAlpha(image.pixel(x, y)) > 128;
        QVERIFY2(opaque > 40, name.c_str());
        pictures.insert(QByteArray(reinterpret_cast<const char *>(image.constBits()), int(image.sizeInBytes())));
    }
    QCOMPARE(pictures.size(), names.size()); // and no two are the same
}

void TestDemo::womanAndManCanBeToldApart()
{
    const EmojiFont font;
    for (int profession = 0; profession < 20; ++profession)
        for (int tone = 0; tone < 6; ++tone) {
            const QImage woman = font.draw(m_list->named(personEmoji(profession, 0, 0, tone)), 64);
            const QImage man = font.draw(m_list->named(personEmoji(profession, 0, 1, tone)), 64);
            QVERIFY2(differingPixels(woman, man) > 100, professions()[std::size_t(profession)].name.c_str());
        }
}

void TestDemo::whatIsMissingIsNamed()
{
    const QString font = inputErrorOf([] { EmojiFont(QStringLiteral("No Such Font")); });
    QVERIFY2(font.contains("No Such Font") && font.contains("fonts-noto-color-emoji"), qPrintable(font));

    const QString file = inputErrorOf([] { EmojiList("/nowhere/emoji-test.txt"); });
    QVERIFY2(file.contains("/nowhere/emoji-test.txt") && file.contains("unicode-data"), qPrintable(file));

    writeFileAtomically(temporary("empty.txt"), "# nothing\n");
    const QString empty = inputErrorOf([&] { EmojiList(temporary("empty.txt")); });
    QVERIFY2(empty.contains("empty.txt"), qPrintable(empty));

    const QString name = inputErrorOf([&] { m_list->named("woman unicorn tamer"); });
    QVERIFY2(name.contains("woman unicorn tamer"), qPrintable(name));

    // A joined sequence nobody drew would come out as two pictures, text as none, a private character as a box.
    const EmojiFont colour;
    for (const char *sequence : {"\U0001F469\u200D\U0001F422", "\U0001F422\U0001F422", "A", "\uE123"}) {
        const QString lacking = inputErrorOf([&] { colour.draw({"turtle tamer", sequence, "", "", 99}, 64); });
        QVERIFY2(lacking.contains("turtle tamer") && lacking.contains("fonts-noto-color-emoji"), sequence);
        QVERIFY(!lacking.contains('\n'));
    }
}

void TestDemo::backgroundsAreDistinctAndVaried()
{
    Scene scene;
    scene.kind = Kind::Bird;
    for (int background = 0; background < int(backgrounds().size()); ++background) {
        scene.background = background;
        scene.seed = 1;
        const QImage first = m_renderer->render(scene);
        scene.seed = 2;
        QVERIFY(differingPixels(first, m_renderer->render(scene)) > 1000);
        scene.seed = 1;
        scene.background = (background + 1) % int(backgrounds().size());
        QVERIFY(differingPixels(first, m_renderer->render(scene)) > 1000);
    }
    std::set<QRgb> papers;
    scene.background = studio();
    scene.scale = .65f;
    for (scene.colour = 0; scene.colour < int(studioColours().size()); ++scene.colour)
        papers.insert(m_renderer->render(scene).pixel(63, 63));
    QCOMPARE(papers.size(), studioColours().size());
}

void TestDemo::equalScenesGiveEqualPixels()
{
    const SceneSampler sampler(*m_list, Plant::biased(), 3);
    const SceneRenderer other(*m_list);
    std::vector<std::uint8_t> bytes(64 * 64 * 3);
    for (int index = 0; index < 100; ++index) {
        const Scene scene = sampler.sample(index).scene;
        const QImage image = m_renderer->render(scene);
        QCOMPARE(other.render(scene), image);
        other.renderInto(scene, bytes.data());
        const std::size_t pixel = (17 * 64 + 40) * 3;
        QCOMPARE(qRgb(bytes[pixel], bytes[pixel + 1], bytes[pixel + 2]), image.pixel(40, 17));

        Scene noisier = scene;
        noisier.noise += 8;
        QVERIFY(m_renderer->render(noisier) != image);
    }
    const SceneRenderer larger(*m_list, {Kind::Bird}, 128);
    Scene bird;
    bird.kind = Kind::Bird;
    QCOMPARE(larger.render(bird).size(), QSize(128, 128));
}

void TestDemo::threadsShareARenderer()
{
    const SceneSampler sampler(*m_list, Plant::biased(), 4);
    constexpr int kScenes = 200;
    std::vector<QImage> images(kScenes);
    const auto renderEveryOther = [&](int first) {
        for (int index = first; index < kScenes; index += 2)
            images[std::size_t(index)] = m_renderer->render(sampler.sample(index).scene);
    };
    std::thread even(renderEveryOther, 0), odd(renderEveryOther, 1);
    even.join();
    odd.join();
    for (int index = 0; index < kScenes; ++index)
        QCOMPARE(images[std::size_t(index)], m_renderer->render(sampler.sample(index).scene));
}

void TestDemo::poolAndConceptsAgree()
{
    const std::vector<std::string> list = Captioner(*m_list).vocabulary();
    const std::set<std::string> vocabulary(list.begin(), list.end());
    for (const DemoSet set : {DemoSet::Professions, DemoSet::Birds}) {
        std::set<std::string> texts, topics;
        for (const PoolText &entry : pool(set)) {
            QCOMPARE(plain(entry.text), entry.text);
            QVERIFY2(texts.insert(entry.text).second, entry.text.c_str());
            topics.insert(entry.topic);
            for (const std::string &word : words(entry.text))
                QVERIFY2(vocabulary.contains(word), word.c_str());
        }
        for (const Concept &topic : concepts(set)) {
            QVERIFY2(topics.contains(topic.name), topic.name.c_str());
            std::set<std::string> ofOneGroup;
            for (const Concept::Group &group : topic.groups) {
                QVERIFY(group.texts.size() >= 3);
                for (const std::string &text : group.texts)
                    QVERIFY2(ofOneGroup.insert(text).second && texts.contains(text), text.c_str());
            }
        }
    }
    QVERIFY(pool(DemoSet::Professions).size() >= 200);
}

void TestDemo::professionsAreBalanced()
{
    const std::filesystem::path folder = temporary("professions");
    QCOMPARE(writeDemoData(DemoSet::Professions, folder, 1, 250), 480); // rounded up
    const auto rows = rowsOf(folder / "manifest.csv");
    QCOMPARE(rows.size(), std::size_t(480));
    std::map<std::string, int> groups;
    std::set<std::string> usedBackgrounds;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto &image = rows[row];
        ++groups[image.at("label") + image.at("gender") + '/' + image.at("tone")];
        usedBackgrounds.insert(image.at("background"));
        const QImage picture(QString::fromStdString((folder / image.at("path")).string()));
        QCOMPARE(picture.size(), QSize(64, 64));
        if (row % 2 == 0)
            continue;
        const auto &twin = rows[row - 1];
        QCOMPARE(image.at("twin"), twin.at("twin"));
        QCOMPARE(image.at("twin"), std::to_string(row / 2));
        QCOMPARE(twin.at("gender"), "woman");
        QCOMPARE(image.at("gender"), "man");
        for (const char *same : {"label", "tone", "background"})
            QCOMPARE(image.at(same), twin.at(same));
        const QImage other(QString::fromStdString((folder / twin.at("path")).string()));
        QVERIFY(differingPixels(picture, other) > 0);
        // The same pose, background and noise: no more than face and hair differ by much.
        QVERIFY2(differingPixels(picture, other, 32) < 64 * 64 / 3, image.at("path").c_str());
    }
    QCOMPARE(groups.size(), std::size_t(240));
    for (const auto &[group, count] : groups)
        QVERIFY2(count == 2, group.c_str());
    QCOMPARE(usedBackgrounds, std::set(backgrounds().begin(), backgrounds().end()));
    QCOMPARE(readLines(folder / "classes.txt"), classNames(DemoSet::Professions));
    QCOMPARE(readLines(folder / "templates.txt"), templates());
    QCOMPARE(readLines(folder / "pool.csv").front(), "text,concept");
    QCOMPARE(readLines(folder / "pool.csv").size(), pool(DemoSet::Professions).size() + 1);
    const auto json = nlohmann::json::parse(readFile(folder / "concepts.json"));
    QVERIFY(json.at("gender").at("woman").size() >= 5);
    QCOMPARE(json.at("background").size(), backgrounds().size());
}

void TestDemo::birdsAreBalanced()
{
    const std::filesystem::path folder = temporary("birds");
    QCOMPARE(writeDemoData(DemoSet::Birds, folder, 1, 480), 480);
    const auto rows = rowsOf(folder / "manifest.csv");
    QCOMPARE(rows.size(), std::size_t(480));
    std::map<std::string, int> groups, species;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto &image = rows[row];
        ++groups[image.at("label") + '/' + image.at("background")];
        ++species[image.at("species") + '/' + image.at("background")];
        if (row % 2 == 0)
            continue;
        const auto &twin = rows[row - 1];
        for (const char *same : {"label", "species", "twin"})
            QCOMPARE(image.at(same), twin.at(same));
        QCOMPARE(twin.at("background"), "water");
        QCOMPARE(image.at("background"), "land");
    }
    QCOMPARE(
        groups,
        (std::map<std::string, int>{
            {"water bird/water", 120}, {"water bird/land", 120}, {"land bird/water", 120}, {"land bird/land", 120}}));
    QCOMPARE(species.size(), birds().size() * 2);
    for (const auto &[name, count] : species)
        QVERIFY2(count == 24, name.c_str());
}

void TestDemo::dataOfOneSeedIsTheSame()
{
    writeDemoData(DemoSet::Birds, temporary("same-a"), 5, 40);
    writeDemoData(DemoSet::Birds, temporary("same-b/"), 5, 40); // a slash at the end is fine
    writeDemoData(DemoSet::Birds, temporary("same-c"), 6, 40);
    QVERIFY(filesOf(temporary("same-a")) == filesOf(temporary("same-b")));
    QVERIFY(filesOf(temporary("same-a")) != filesOf(temporary("same-c")));
}

void TestDemo::dataIsWrittenWholeOrNotAtAll()
{
    const std::filesystem::path parent = temporary("whole");
    const std::filesystem::path folder = parent / "data";
    std::stop_source source;
    std::int64_t last = 0;
    Job job;
    job.stop = source.get_token();
    job.progress = [&](std::int64_t done, std::int64_t total) {
        QCOMPARE(total, 20);
        last = done;
        if (done == 10)
            source.request_stop();
    };
    QVERIFY_EXCEPTION_THROWN(writeDemoData(DemoSet::Birds, folder, 1, 20, job), Cancelled);
    QVERIFY(last >= 10 && last < 20);
    QVERIFY(std::filesystem::is_empty(parent));

    const QString none = inputErrorOf([&] { writeDemoData(DemoSet::Birds, folder, 1, 0); });
    QVERIFY2(none.contains("--images"), qPrintable(none));

    std::filesystem::create_directories(folder); // an empty folder will do
    QCOMPARE(writeDemoData(DemoSet::Birds, folder, 1, 20), 20);
    const auto before = filesOf(folder);
    const QString taken = inputErrorOf([&] { writeDemoData(DemoSet::Birds, folder, 2, 20); });
    QVERIFY2(taken.contains("data"), qPrintable(taken));
    QVERIFY(filesOf(folder) == before);
}

void TestDemo::cachedDataIsMadeOnce()
{
    const std::filesystem::path cache = temporary("cache");
    // Two at once find nothing at first, yet both get the whole folder.
    std::filesystem::path folder, same;
    std::thread first([&] { folder = ensureDemoData(DemoSet::Birds, cache); });
    std::thread second([&] { same = ensureDemoData(DemoSet::Birds, cache); });
    first.join();
    second.join();
    QCOMPARE(same, folder);
    QCOMPARE(rowsOf(folder / "manifest.csv").size(), std::size_t(defaultImages(DemoSet::Birds)));
    QCOMPARE(std::distance(std::filesystem::directory_iterator(cache), {}), 1);

    const auto written = std::filesystem::last_write_time(folder / "manifest.csv");
    QCOMPARE(ensureDemoData(DemoSet::Birds, cache), folder);
    QVERIFY(std::filesystem::last_write_time(folder / "manifest.csv") == written);
}

QTEST_MAIN(TestDemo)
#include "tst_demo.moc"
