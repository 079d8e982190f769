// SPDX-License-Identifier: GPL-3.0-or-later
// What was tried is counted, and what is compared is of one state: without a window.
#include "windowtest.h"

#include "app/gui/analysis/significance.h"
#include "app/gui/analysis/trail.h"

using namespace headscope;

namespace {

/// What follows a document, as the window has it.
struct Followers
{
    Document document;
    Jobs jobs;
    Analysis analysis{document, jobs};
    Trail trail{document, analysis, jobs};
    Significance significance{document, analysis, jobs};

    bool waitUntilIdle()
    {
        return QTest::qWaitFor([this] { return jobs.isIdle(); }, kTimeout);
    }
};

Ablation without(std::initializer_list<HeadId> heads)
{
    Ablation ablation;
    for (const HeadId head : heads)
        ablation.heads[head] = 0;
    return ablation;
}

}

class TestTrail : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_followers.reset(); }
    void everyAblationIsCountedAtOnce();
    void aDraggedGainIsOneTry();
    void aGainDraggedBackIsNoTry();
    void aGainDraggedOverATriedOneIsNoOther();
    void whatIsReturnedToIsNoNewTry();
    void otherCommandsAreNoTry();
    void keptAblationsCountOnceTheyAreTried();
    void otherPicturesBeginAnew();
    void controlsAreComparedWithTheirOwnAblation();
    void intervalsAreOfTheOutcomeTheyAreAskedFor();

private:
    std::filesystem::path path(const char *name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    std::shared_ptr<const Study> study(const char *pictures)
    {
        StudyOpening opening;
        return openStudy({path("model"), path(pictures), path("cache")}, {{}, [](const QString &) {}}, opening);
    }
    Document &document() { return m_followers->document; }
    Trail &trail() { return m_followers->trail; }

    QTemporaryDir m_folder;
    std::unique_ptr<Followers> m_followers;
};

void TestTrail::initTestCase()
{
    writeModel(path("model"), 1);
    writePictures(path("pictures"), kPictures);
    writePictures(path("others"), 30);
}

void TestTrail::init()
{
    m_followers = std::make_unique<Followers>();
    document().open(study("pictures"));
    QVERIFY(m_followers->waitUntilIdle());
    QCOMPARE(trail().tried(), 0);
}

void TestTrail::everyAblationIsCountedAtOnce()
{
    QSignalSpy changed(&trail(), &Trail::changed);
    document().setAblated({{0, 0}}, true);
    QCOMPARE(trail().tried(), 1);
    QCOMPARE(trail().current(), 1);
    QVERIFY(!changed.isEmpty());
    document().setAblated({{0, 1}}, true); // before anything is known of the first
    QCOMPARE(trail().tried(), 2);
    document().restoreAll();
    document().setAblated({{1, 2}}, true);
    QCOMPARE(trail().tried(), 3);
    QVERIFY(m_followers->waitUntilIdle());
    QCOMPARE(trail().tried(), 3);
    QVERIFY(trail().find(without({{0, 0}})) > 0);
    const Trail::Step &last = trail().steps()[std::size_t(trail().current())];
    QVERIFY(last.direct && last.direct->metrics && last.forward);
}

void TestTrail::aDraggedGainIsOneTry()
{
    for (const double gain : {0.8, 0.5, 0.3, 0.1})
        document().setGain({0, 1}, gain);
    QCOMPARE(trail().tried(), 1);
    QCOMPARE(trail().steps().back().ablation.heads, (std::map<HeadId, double>{{{0, 1}, 0.1}}));
    QVERIFY(m_followers->waitUntilIdle());
    document().setGain({0, 1}, 0.7); // measured or not
    QCOMPARE(trail().tried(), 1);
    document().setGain({0, 2}, 0.7); // another head's
    QCOMPARE(trail().tried(), 2);
}

void TestTrail::aGainDraggedBackIsNoTry()
{
    document().setGain({0, 1}, 0.97);
    QCOMPARE(trail().tried(), 1);
    document().setGain({0, 1}, 1);
    QCOMPARE(document().undoStack().count(), 0);
    QCOMPARE(trail().tried(), 0);
    document().setGain({0, 1}, 0.97);
    document().undoStack().undo(); // a step that can be gone to again
    QCOMPARE(trail().tried(), 1);
}

void TestTrail::aGainDraggedOverATriedOneIsNoOther()
{
    document().setAblation(
        [] {
            Ablation half;
            half.heads[{0, 1}] = 0.5;
            return half;
        }(),
        "try");
    document().restoreAll();
    QCOMPARE(trail().tried(), 1);
    for (const double gain : {0.8, 0.5, 0.3})
        document().setGain({0, 1}, gain);
    QCOMPARE(trail().tried(), 2);
    QCOMPARE(int(trail().steps().size()), 3);
}

void TestTrail::whatIsReturnedToIsNoNewTry()
{
    document().setAblated({{0, 0}}, true);
    document().setAblated({{0, 1}}, true);
    document().undoStack().undo();
    document().undoStack().undo();
    document().undoStack().redo();
    trail().goTo(2);
    trail().goTo(0);
    document().setAblated({{0, 0}}, true);
    document().setMode(Ablation::Mode::Zero);
    document().setMode(Ablation::Mode::Mean);
    QCOMPARE(trail().tried(), 3);
    QVERIFY(m_followers->waitUntilIdle());
    QCOMPARE(trail().tried(), 3);
}

void TestTrail::otherCommandsAreNoTry()
{
    document().setAblated({{0, 0}}, true);
    document().setConceptEdits({0, 0}, {Judgement<std::string>{"hue", "you"}, {}}, "name");
    document().undoStack().undo();
    QCOMPARE(trail().tried(), 1);
}

void TestTrail::keptAblationsCountOnceTheyAreTried()
{
    const Ablation first = without({{0, 0}, {1, 1}});
    document().setAblated({{0, 2}}, true);
    document().setKeptAblations({{"other", first}, {"this", document().ablation()}}, "keep");
    QVERIFY(trail().find(first) > 0); // it can be gone to
    QCOMPARE(trail().tried(), 1);
    QVERIFY(m_followers->waitUntilIdle());
    QCOMPARE(trail().tried(), 2);
    trail().goTo(trail().find(first));
    QCOMPARE(trail().tried(), 2);
}

void TestTrail::otherPicturesBeginAnew()
{
    document().setAblated({{0, 0}}, true);
    document().setAblated({{0, 1}}, true);
    QVERIFY(m_followers->waitUntilIdle());
    document().open(study("others"));
    QCOMPARE(trail().tried(), 1); // what is still ablated
    document().setGain({0, 3}, 0.5);
    QCOMPARE(trail().tried(), 2);
    document().restoreAll();
    document().open(study("pictures"));
    QCOMPARE(trail().tried(), 0);
}

void TestTrail::controlsAreComparedWithTheirOwnAblation()
{
    Significance &significance = m_followers->significance;
    const auto ownTest = [&](const Ablation &ablation) -> std::optional<ControlTest> {
        DirectLane lane(document().study());
        const auto v = [&](const Ablation &of) {
            return lane.run(of).metrics->attributes.front().predictedAssociation.corrected;
        };
        std::vector<std::optional<double>> others;
        for (int head = 0; head < 4; ++head) {
            const Ablation other = without({{ablation.heads.begin()->first.layer, head}});
            if (other != ablation)
                others.push_back(v(other));
        }
        const auto own = v(ablation);
        return own ? std::optional(compareWithControls(*own, others)) : std::nullopt;
    };
    int compared = 0;
    for (const HeadId head : {HeadId{0, 0}, HeadId{1, 3}, HeadId{0, 2}, HeadId{0, 1}, HeadId{1, 0}}) {
        document().setAblation(without({head}), "try");
        QVERIFY(!significance.controlTest()); // not the earlier ones, nor earlier figures
        QTRY_VERIFY_WITH_TIMEOUT(significance.controls(), kTimeout);
        const std::optional<ControlTest> expected = ownTest(without({head}));
        QCOMPARE(significance.controlTest().has_value(), expected.has_value());
        if (!expected)
            continue;
        QCOMPARE(significance.controlTest()->asLow, expected->asLow);
        QCOMPARE(significance.controlTest()->p, expected->p);
        ++compared;
    }
    QVERIFY(compared > 0);
}

void TestTrail::intervalsAreOfTheOutcomeTheyAreAskedFor()
{
    const Significance &significance = m_followers->significance;
    const Analysis &analysis = m_followers->analysis;
    QTRY_VERIFY_WITH_TIMEOUT(significance.intervals(analysis.baseline()), kTimeout);
    QVERIFY(!significance.intervals(std::nullopt));
    document().setAblated({{0, 0}, {1, 1}}, true);
    QVERIFY(!significance.intervals(analysis.direct()));
    QTRY_VERIFY_WITH_TIMEOUT(analysis.forward() && significance.intervals(analysis.forward()), kTimeout);
    const auto expected = Bootstrap(*document().study()->evaluator, document().attribute().toStdString())
                              .differences(analysis.baseline()->predicted, analysis.forward()->predicted);
    const auto &shown = significance.intervals(analysis.forward())->metrics;
    for (const Statistic statistic : kStatistics) {
        QCOMPARE(shown[statistic].has_value(), expected[statistic].has_value());
        if (shown[statistic])
            QCOMPARE(shown[statistic]->high, expected[statistic]->high);
    }
    const std::optional<Outcome> before = analysis.direct();
    QVERIFY(significance.intervals(before));
    document().setTopCount(7); // another question
    QVERIFY(!significance.intervals(before));
    QTRY_VERIFY_WITH_TIMEOUT(significance.intervals(before), kTimeout);
    document().setAblated({{0, 3}}, true);
    QVERIFY(!significance.intervals(before));
    QTRY_VERIFY_WITH_TIMEOUT(analysis.forward() && significance.intervals(analysis.forward()), kTimeout);
    QVERIFY(!significance.intervals(before)); // of an older ablation
}

QTEST_MAIN(TestTrail)
#include "tst_trail.moc"
