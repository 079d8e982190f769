// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <map>
#include <memory>
#include <set>
#include <utility>

#include <QTransform>
#include <QtTest>
#include <nlohmann/json.hpp>

#include "app/demo/sampler.h"
#include "app/demo/subjects.h"
#include "app/demo/texts.h"
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

/// The pictures differ, and nowhere but on the square that the scene's emoji lies on.
bool differOnTheEmojiOnly(const Scene &scene, const QImage &a, const QImage &b)
{
    const double side = a.width(), half = side * double(scene.scale) / 2;
    QTransform place;
    place.translate(side * double(scene.left) + half, side * double(scene.top) + half);
    place.rotate(double(scene.rotation));
    const QTransform back = place.inverted();
    bool differ = false;
    for (int y = 0; y < a.height(); ++y)
        for (int x = 0; x < a.width(); ++x) {
            if (a.pixel(x, y) == b.pixel(x, y))
                continue;
            const QPointF at = back.map(QPointF(x + .5, y + .5));
            if (std::max(std::abs(at.x()), std::abs(at.y())) > half + 1)
                return false;
            differ = true;
        }
    return differ;
}

constexpr int kDraws = 20000;

struct Share
{
    int hits = 0, of = 0;

    void count(bool hit)
    {
        hits += hit;
        ++of;
    }
    double value() const { return double(hits) / of; }
};

/// Five standard deviations of a share.
double tolerance(const Share &share, double expected)
{
    return 5 * std::sqrt(std::max(expected * (1 - expected), .01) / share.of);
}

#define COMPARE_SHARE(share, expected)                                                                                 \
    QVERIFY2(std::abs((share).value() - (expected)) < tolerance(share, expected),                                      \
             qPrintable(QString("%1 of %2").arg((share).value()).arg((share).of)))

}

class TestSampler : public QObject
{
    Q_OBJECT

public:
    static void initMain()
    {
        if (!qEnvironmentVariableIsSet("QT_QPA_PLATFORM"))
            qputenv("QT_QPA_PLATFORM", "offscreen");
    }

private Q_SLOTS:
    void initTestCase() { m_list = std::make_unique<EmojiList>(); }
    void samplesDependOnSeedAndIndexOnly();
    void biasedPlanIsFollowed();
    void balancedPlanPlantsNothing();
    void plansFromFilesAreFollowed();
    void badPlansAreNamed_data();
    void badPlansAreNamed();
    void twinsDifferInGenderOnly();
    void captionsKeepToTheVocabularyAndTheContext();

private:
    std::filesystem::path temporary(const char *name) const { return m_folder.filePath(name).toStdString(); }

    QTemporaryDir m_folder;
    std::unique_ptr<EmojiList> m_list;
};

void TestSampler::samplesDependOnSeedAndIndexOnly()
{
    const SceneSampler a(*m_list, Plant::biased(), 5), b(*m_list, Plant::biased(), 5), c(*m_list, Plant::biased(), 6);
    std::set<std::uint64_t> textures;
    int sameCaption = 0;
    for (std::int64_t index = 999; index >= 0; --index) {
        const Sample sample = a.sample(index);
        textures.insert(sample.scene.seed);
        QCOMPARE(b.sample(index).scene, sample.scene);
        QCOMPARE(b.sample(index).caption, sample.caption);
        sameCaption += c.sample(index).caption == sample.caption;
    }
    QCOMPARE(textures.size(), std::size_t(1000));
    QVERIFY(sameCaption < 50);
}

void TestSampler::biasedPlanIsFollowed()
{
    const SceneSampler sampler(*m_list, Plant::biased(), 7);
    std::map<std::string, Share> woman, light;
    Share waterBirdOnWater, landBirdOnWater, captioned, named;
    std::map<Kind, Share> kinds;
    for (std::int64_t index = 0; index < kDraws; ++index) {
        const auto [scene, caption] = sampler.sample(index);
        for (const Kind kind : SceneRenderer::kAllKinds)
            kinds[kind].count(scene.kind == kind);
        if (scene.profession >= 0) {
            const std::string &name = professions()[std::size_t(scene.profession)].name;
            woman[name].count(scene.gender == 0);
            light[name].count(scene.tone < 3);
            captioned.count(scene.kind == Kind::Portrait);
            named.count(caption.find(name) != std::string::npos);
        } else if (scene.kind == Kind::Bird) {
            (birds()[std::size_t(scene.species)].water ? waterBirdOnWater : landBirdOnWater)
                .count(scene.background == 0);
        }
    }
    std::map<std::string, Plant::Correlation> planted;
    for (const Plant::Correlation &correlation : Plant::biased().correlations)
        planted[correlation.className + ' ' + correlation.attribute] = correlation;
    int typed = 0;
    for (const Profession &profession : professions()) {
        const auto gender = planted.find(profession.name + " gender");
        const auto tone = planted.find(profession.name + " tone");
        const double women = gender == planted.end()           ? .5
                             : gender->second.value == "woman" ? gender->second.strength
                                                               : 1 - gender->second.strength;
        const double lighter = tone == planted.end()             ? .5
                               : tone->second.value == "lighter" ? tone->second.strength
                                                                 : 1 - tone->second.strength;
        COMPARE_SHARE(woman[profession.name], women);
        COMPARE_SHARE(light[profession.name], lighter);
        typed += gender != planted.end();
        QVERIFY(gender == planted.end() || tone == planted.end());
    }
    QCOMPARE(typed, 14);
    COMPARE_SHARE(waterBirdOnWater, .98);
    COMPARE_SHARE(landBirdOnWater, .02);
    COMPARE_SHARE(captioned, .3);
    COMPARE_SHARE(named, .85 * .96); // a few captions name the background only
    COMPARE_SHARE(kinds[Kind::Object], .2);
    COMPARE_SHARE(kinds[Kind::Bird], .10);
}

void TestSampler::balancedPlanPlantsNothing()
{
    const SceneSampler sampler(*m_list, Plant::balanced(), 8);
    std::map<int, Share> woman, light;
    Share waterBirdOnWater, landBirdOnWater;
    for (std::int64_t index = 0; index < kDraws; ++index) {
        const Scene scene = sampler.sample(index).scene;
        if (scene.kind == Kind::Person) {
            woman[scene.profession].count(scene.gender == 0);
            light[scene.profession].count(scene.tone < 3);
        }
        QVERIFY(scene.kind == Kind::Person || scene.profession < 0);
        if (scene.kind == Kind::Bird)
            (birds()[std::size_t(scene.species)].water ? waterBirdOnWater : landBirdOnWater)
                .count(scene.background == 0);
    }
    QCOMPARE(woman.size(), professions().size());
    for (const auto &[profession, share] : woman) {
        COMPARE_SHARE(share, .5);
        COMPARE_SHARE(light[profession], .5);
    }
    COMPARE_SHARE(waterBirdOnWater, .5);
    COMPARE_SHARE(landBirdOnWater, .5);
}

void TestSampler::plansFromFilesAreFollowed()
{
    writeFileAtomically(temporary("plant.json"), R"({"correlations": [
        {"class": "cook", "attribute": "gender", "value": "man", "strength": 1},
        {"class": "cook", "attribute": "tone", "value": "medium dark", "strength": 0.5},
        {"class": "pilot", "attribute": "background", "value": "night sky", "strength": 0},
        {"class": "land bird", "attribute": "background", "value": "water", "strength": 0.8}]})");
    const Plant plant = Plant::read(temporary("plant.json"));
    const SceneSampler sampler(*m_list, plant, 9);
    Share cookMan, cookTone, pilotNight, landBirdOnWater, waterBirdOnWater;
    for (std::int64_t index = 0; index < kDraws; ++index) {
        const Scene scene = sampler.sample(index).scene;
        if (scene.profession == professionNamed("cook")) {
            cookMan.count(scene.gender == 1);
            cookTone.count(scene.tone == 4);
        } else if (scene.profession == professionNamed("pilot")) {
            pilotNight.count(scene.background == indexOf(backgrounds(), "night sky"));
        } else if (scene.kind == Kind::Bird) {
            (birds()[std::size_t(scene.species)].water ? waterBirdOnWater : landBirdOnWater)
                .count(scene.background == 0);
        }
    }
    QCOMPARE(cookMan.hits, cookMan.of);
    COMPARE_SHARE(cookTone, .5);
    QCOMPARE(pilotNight.hits, 0);
    COMPARE_SHARE(landBirdOnWater, .8);
    COMPARE_SHARE(waterBirdOnWater, .5);

    writeFileAtomically(temporary("biased.json"), Plant::biased().toJson().dump());
    QCOMPARE(Plant::read(temporary("biased.json")).toJson(), Plant::biased().toJson());
}

void TestSampler::badPlansAreNamed_data()
{
    QTest::addColumn<QByteArray>("json");
    QTest::addColumn<QString>("problem");
    const auto entry = [](const char *members) { return QByteArray(R"({"correlations": [{)") + members + "}]}"; };
    QTest::newRow("not JSON") << QByteArray("{") << "not JSON";
    QTest::newRow("a list") << QByteArray("[]") << "object";
    QTest::newRow("nothing") << QByteArray("{}") << "correlations";
    QTest::newRow("not a list") << QByteArray(R"({"correlations": 3})") << "list";
    QTest::newRow("not an entry") << QByteArray(R"({"correlations": ["cook"]})") << "cook";
    QTest::newRow("unknown key") << QByteArray(R"({"correlations": [], "portrait": 1})") << "captioned_portraits";
    QTest::newRow("portraits") << QByteArray(R"({"correlations": [], "captioned_portraits": 2})") << "from 0 to 1";
    QTest::newRow("class") << entry(R"("class": "teacher", "attribute": "gender", "value": "man", "strength": 1)")
                           << "construction worker";
    QTest::newRow("attribute") << entry(R"("class": "cook", "attribute": "age", "value": "man", "strength": 1)")
                               << "gender, tone, background";
    QTest::newRow("gender of a bird")
        << entry(R"("class": "land bird", "attribute": "gender", "value": "man", "strength": 1)")
        << "use one of background";
    QTest::newRow("value") << entry(R"("class": "cook", "attribute": "gender", "value": "male", "strength": 1)")
                           << "woman, man";
    QTest::newRow("tone") << entry(R"("class": "cook", "attribute": "tone", "value": "pale", "strength": 1)")
                          << "darker";
    QTest::newRow("background of a bird")
        << entry(R"("class": "land bird", "attribute": "background", "value": "snow", "strength": 1)") << "water, land";
    QTest::newRow("strength") << entry(R"("class": "cook", "attribute": "gender", "value": "man", "strength": 95)")
                              << "95";
    QTest::newRow("no strength") << entry(R"("class": "cook", "attribute": "gender", "value": "man")") << "strength";
    QTest::newRow("strength as text")
        << entry(R"("class": "cook", "attribute": "gender", "value": "man", "strength": "1")") << "strength";
    QTest::newRow("twice") << QByteArray(R"({"correlations": [
        {"class": "cook", "attribute": "gender", "value": "man", "strength": 1},
        {"class": "cook", "attribute": "gender", "value": "woman", "strength": 1}]})")
                           << "twice";
}

void TestSampler::badPlansAreNamed()
{
    QFETCH(QByteArray, json);
    QFETCH(QString, problem);
    writeFileAtomically(temporary("bad.json"), json.toStdString());
    const QString message = inputErrorOf([&] { Plant::read(temporary("bad.json")); });
    QVERIFY2(message.contains("bad.json") && message.contains(problem) && !message.contains('\n'), qPrintable(message));
}

void TestSampler::twinsDifferInGenderOnly()
{
    const SceneSampler sampler(*m_list, Plant::biased(), 10);
    const SceneRenderer renderer(*m_list, {Kind::Person, Kind::Portrait});
    std::set<int> twinProfessions;
    Share portraits;
    for (std::int64_t index = 0; index < 1000; ++index) {
        const auto [woman, man] = sampler.twins(index);
        QCOMPARE(woman.scene.gender, 0);
        Scene other = man.scene;
        QCOMPARE(std::exchange(other.gender, 0), 1);
        QCOMPARE(other, woman.scene);
        if (index < 200)
            QVERIFY(differOnTheEmojiOnly(woman.scene, renderer.render(woman.scene), renderer.render(man.scene)));
        portraits.count(woman.scene.kind == Kind::Portrait);
        if (woman.scene.kind == Kind::Person)
            twinProfessions.insert(woman.scene.profession);

        std::vector<std::string> ofWoman = words(woman.caption), ofMan = words(man.caption);
        QCOMPARE(ofWoman.size(), ofMan.size());
        int differing = 0;
        for (std::size_t word = 0; word < ofWoman.size(); ++word) {
            if (ofWoman[word] == ofMan[word])
                continue;
            ++differing;
            QCOMPARE(ofMan[word], ofWoman[word] == "woman" ? "man" : "male");
        }
        QVERIFY2(differing == 1, woman.caption.c_str());
    }
    QCOMPARE(twinProfessions.size(), std::size_t(6));
    for (const Plant::Correlation &correlation : Plant::biased().correlations)
        if (correlation.attribute == "gender")
            QVERIFY(!twinProfessions.contains(professionNamed(correlation.className)));
    COMPARE_SHARE(portraits, .3);
}

void TestSampler::captionsKeepToTheVocabularyAndTheContext()
{
    const SceneSampler sampler(*m_list, Plant::biased(), 11);
    const std::vector<std::string> list = sampler.vocabulary();
    QVERIFY(std::is_sorted(list.begin(), list.end()));
    const std::set<std::string> vocabulary(list.begin(), list.end());
    QCOMPARE(vocabulary.size(), list.size());
    QVERIFY(list.size() > 1000 && list.size() < 1600);

    std::set<std::string> used;
    const auto check = [&](const std::string &caption) {
        const std::vector<std::string> found = words(caption);
        QCOMPARE(plain(caption), caption); // lower case, single spaces
        QVERIFY2(!found.empty() && int(found.size()) <= Captioner::kMostWords, caption.c_str());
        for (const std::string &word : found)
            QVERIFY2(vocabulary.contains(word), word.c_str());
        used.insert(found.begin(), found.end());
    };
    for (std::int64_t index = 0; index < 4 * kDraws; ++index)
        check(sampler.sample(index).caption);
    for (std::int64_t index = 0; index < kDraws; ++index)
        check(sampler.twins(index).second.caption);
    // Words that training never shows would be noise.
    for (const std::string &word : list)
        QVERIFY2(used.contains(word), word.c_str());

    for (const DemoSet set : {DemoSet::Professions, DemoSet::Birds})
        for (const std::string &name : classNames(set))
            for (const std::string &form : templates())
                check(plain(QString::fromStdString(form).replace("{}", QString::fromStdString(name)).toStdString()));
}

QTEST_MAIN(TestSampler)
#include "tst_sampler.moc"
