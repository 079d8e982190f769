// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"
#include "core/fairness/bootstrap.h"
#include "core/fairness/controls.h"
#include "core/random.h"

#include <QtTest>

#include <cmath>
#include <functional>
#include <map>
#include <set>

using namespace headscope;

using Ints = std::vector<int>;

Q_DECLARE_METATYPE(std::vector<HeadId>)

namespace {

constexpr int kClasses = 3;

/// Images with labels, an attribute, twins and two states of predictions, some of it unknown.
struct Images
{
    Ints labels, attribute, twins, before, after;

    std::size_t size() const { return labels.size(); }
    void add(const Images &from, std::size_t image, int twin)
    {
        labels.push_back(from.labels[image]);
        attribute.push_back(from.attribute[image]);
        before.push_back(from.before[image]);
        after.push_back(from.after[image]);
        twins.push_back(twin);
    }
    Evaluator evaluator(bool withAttribute, bool withTwins, int minGroup) const
    {
        std::vector<CodedAttribute> attributes;
        if (withAttribute)
            attributes.push_back({"gender", {{"female", "male"}, attribute}});
        return Evaluator({"a", "b", "c"}, labels, std::move(attributes), withTwins ? twins : Ints(), minGroup);
    }
};

Images pictures(int sets)
{
    Random random(11);
    Images images;
    for (int set = 0; set < sets; ++set) {
        const int label = random.chance(0.05) ? -1 : random.below(kClasses);
        const int members = random.chance(0.8) ? 2 : 1 + random.below(3);
        for (int member = 0; member < members; ++member) {
            images.labels.push_back(label);
            images.attribute.push_back(random.chance(0.05) ? -1 : member % 2);
            images.twins.push_back(members == 1 ? -1 : set);
            const auto predict = [&](double right) {
                return label >= 0 && random.chance(right) ? label : random.below(kClasses);
            };
            images.before.push_back(predict(member % 2 ? 0.5 : 0.9));
            images.after.push_back(random.chance(0.5) ? images.before.back() : predict(0.7));
        }
    }
    return images;
}

/// As the evaluator has them; the association may be asked for as its square, before that is cut at 0.
PerStatistic<double> statisticsOf(const Metrics &metrics, bool squared = false)
{
    PerStatistic<double> values;
    values[Statistic::Accuracy] = metrics.accuracy;
    if (metrics.worstGroup)
        values[Statistic::WorstGroup] = metrics.worstGroup->accuracy;
    values[Statistic::Gap] = metrics.gap;
    if (!metrics.attributes.empty()) {
        const AttributeMetrics &attribute = metrics.attributes.front();
        const Association &association = attribute.predictedAssociation;
        values[Statistic::Association] = squared ? association.correctedSquare : association.corrected;
        values[Statistic::EqualOpportunity] = attribute.equalOpportunity.mean;
        values[Statistic::TwinFlips] = attribute.twinFlipRate;
    }
    return values;
}

/// The bootstrap the long way: images (or sets of twins) are copied one by one, and evaluated from scratch.
PerStatistic<Interval> bruteForce(const Images &images, bool withTwins, int minGroup, bool difference, int draws)
{
    std::vector<std::vector<std::size_t>> sets;
    std::map<int, std::size_t> setOf;
    for (std::size_t image = 0; image < images.size(); ++image) {
        const int twin = withTwins ? images.twins[image] : -1;
        const auto [entry, isNew] = setOf.try_emplace(twin, sets.size());
        if (isNew || twin < 0)
            sets.push_back({image});
        else
            sets[entry->second].push_back(image);
    }
    Random random(23);
    struct Drawn
    {
        std::vector<double> before, after;
    };
    std::map<Statistic, Drawn> drawn;
    for (int draw = 0; draw < draws; ++draw) {
        Images sample;
        for (std::size_t set = 0; set < sets.size(); ++set) {
            const auto &members = sets[std::size_t(random.below(int(sets.size())))];
            // A set that is drawn twice is two sets.
            for (const std::size_t image : members)
                sample.add(images, image, members.size() > 1 ? int(set) : -1);
        }
        const Evaluator evaluator = sample.evaluator(true, withTwins, minGroup);
        const auto before = statisticsOf(evaluator.evaluate(sample.before), true);
        const auto after = statisticsOf(evaluator.evaluate(sample.after), true);
        for (const Statistic statistic : kStatistics) {
            if (before[statistic] && after[statistic]) {
                drawn[statistic].before.push_back(*before[statistic]);
                drawn[statistic].after.push_back(*after[statistic]);
            }
        }
    }
    const Evaluator evaluator = images.evaluator(true, withTwins, minGroup);
    const auto before = statisticsOf(evaluator.evaluate(images.before), true);
    const auto after = statisticsOf(evaluator.evaluate(images.after), true);
    PerStatistic<Interval> intervals;
    for (auto &[statistic, values] : drawn) {
        const auto shown = [isSquare = statistic == Statistic::Association](std::vector<double> &state) {
            for (double &value : state)
                value = isSquare ? std::sqrt(std::max(0.0, value)) : std::clamp(value, 0.0, 1.0);
        };
        const auto centre = [isSquare = statistic == Statistic::Association](double estimate) {
            return isSquare ? std::max(0.0, estimate) : estimate;
        };
        values.before = recentred(values.before, centre(*before[statistic]));
        values.after = recentred(values.after, centre(*after[statistic]));
        shown(values.before);
        shown(values.after);
        intervals[statistic] =
            difference ? differenceInterval(values.before, values.after) : percentileInterval(values.before);
    }
    return intervals;
}

QString shown(std::optional<double> number)
{
    return number ? QString::number(std::abs(*number) < 1e-13 ? 0.0 : *number, 'g', 12) : QStringLiteral("undefined");
}

}

class TestIntervals : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void percentilesAreInterpolated();
    void drawsAreRecentred();
    void stateThatNothingMovesHasNoSureDifference();
    void statisticsAreTheEvaluators_data();
    void statisticsAreTheEvaluators();
    void intervalsAreThoseOfImagesDrawnOneByOne_data();
    void intervalsAreThoseOfImagesDrawnOneByOne();
    void intervalsContainTheirStatistic_data();
    void intervalsContainTheirStatistic();
    void associationIntervalsHoldTheTrueValue_data();
    void associationIntervalsHoldTheTrueValue();
    void accuracyHasItsBinomialInterval();
    void twinsAreDrawnTogether();
    void nothingChangedHasNoInterval();
    void noAssociationAtAllIsNotCertain();
    void undefinedStaysUndefined();
    void theSeedDecides();
    void stops();
    void controlsMatchTheLayers_data();
    void controlsMatchTheLayers();
    void fewMatchedSetsAreAllTaken_data();
    void fewMatchedSetsAreAllTaken();
    void controlsAreDrawnEvenly();
    void pCountsTheSetItself();
    void refusesHeadsThatTheModelLacks();
};

void TestIntervals::percentilesAreInterpolated()
{
    std::vector<double> draws;
    for (int value = 100; value >= 0; --value)
        draws.push_back(value);
    const Interval interval = *percentileInterval(draws);
    QCOMPARE(shown(interval.low), shown(2.5));
    QCOMPARE(shown(interval.high), shown(97.5));
    QCOMPARE(interval.draws, 101);
    QVERIFY(!percentileInterval({7.0}));
    QVERIFY(!percentileInterval(std::vector<double>(100, 0.3)));
    QVERIFY(!percentileInterval({}));
}

void TestIntervals::drawsAreRecentred()
{
    QCOMPARE(recentred({1, 2, 6}, 10), std::vector<double>({8, 9, 13}));
    QCOMPARE(recentred({}, 10), std::vector<double>());
}

void TestIntervals::stateThatNothingMovesHasNoSureDifference()
{
    std::vector<double> moving;
    for (int draw = 0; draw < 100; ++draw)
        moving.push_back(draw);
    const std::vector<double> still(100, 0.0);
    QVERIFY(!differenceInterval(moving, still));
    QVERIFY(!differenceInterval(still, moving));
    std::vector<double> other(100, 7.0);
    std::transform(moving.begin(), moving.end(), other.begin(), [](double value) { return 3 * value; });
    QCOMPARE(shown(differenceInterval(moving, other)->high), shown(2 * percentileInterval(moving)->high));
    QVERIFY(!differenceInterval(moving, moving)); // nothing changes
}

void TestIntervals::statisticsAreTheEvaluators_data()
{
    QTest::addColumn<bool>("attribute");
    QTest::addColumn<bool>("twins");
    QTest::addColumn<int>("minGroup");
    QTest::newRow("twins") << true << true << 10;
    QTest::newRow("no twins") << true << false << 10;
    QTest::newRow("no attribute") << false << true << 10;
    QTest::newRow("no group is large enough") << true << true << 1000;
}

void TestIntervals::statisticsAreTheEvaluators()
{
    QFETCH(bool, attribute);
    QFETCH(bool, twins);
    QFETCH(int, minGroup);
    const Images images = pictures(120);
    const Evaluator evaluator = images.evaluator(attribute, twins, minGroup);
    const Bootstrap bootstrap(evaluator, attribute ? "gender" : "");
    for (const Ints *predictions : {&images.before, &images.after}) {
        const auto expected = statisticsOf(evaluator.evaluate(*predictions));
        const auto actual = bootstrap.statistics(*predictions);
        for (const Statistic statistic : kStatistics)
            QCOMPARE(shown(actual[statistic]), shown(expected[statistic]));
    }
}

void TestIntervals::intervalsAreThoseOfImagesDrawnOneByOne_data()
{
    QTest::addColumn<bool>("twins");
    QTest::addColumn<bool>("difference");
    QTest::newRow("one state, images") << false << false;
    QTest::newRow("one state, twin sets") << true << false;
    QTest::newRow("difference, images") << false << true;
    QTest::newRow("difference, twin sets") << true << true;
}

void TestIntervals::intervalsAreThoseOfImagesDrawnOneByOne()
{
    QFETCH(bool, twins);
    QFETCH(bool, difference);
    constexpr int kDraws = 4000;
    const Images images = pictures(120);
    const auto expected = bruteForce(images, twins, 1, difference, kDraws);
    const Bootstrap bootstrap(images.evaluator(true, twins, 1), "gender");
    const auto actual = difference ? bootstrap.differences(images.before, images.after, {kDraws, 3})
                                   : bootstrap.intervals(images.before, {kDraws, 3});
    for (const Statistic statistic : kStatistics) {
        QCOMPARE(actual[statistic].has_value(), statistic != Statistic::TwinFlips || twins);
        QCOMPARE(expected[statistic].has_value(), actual[statistic].has_value());
        if (!actual[statistic])
            continue;
        QCOMPARE(actual[statistic]->draws, kDraws);
        // Ends of an interval from 4,000 draws scatter by about a hundredth of its width.
        const double width = expected[statistic]->high - expected[statistic]->low;
        const double low = (actual[statistic]->low - expected[statistic]->low) / width;
        const double high = (actual[statistic]->high - expected[statistic]->high) / width;
        QVERIFY2(
            width > 0.02 && std::abs(low) < 0.06 && std::abs(high) < 0.06,
            qPrintable(QString("statistic %1: %2 %3, width %4").arg(int(statistic)).arg(low).arg(high).arg(width)));
    }
}

void TestIntervals::intervalsContainTheirStatistic_data()
{
    QTest::addColumn<double>("bias");
    QTest::newRow("no association") << 0.0;
    QTest::newRow("weak") << 0.15;
    QTest::newRow("strong") << 0.25;
}

void TestIntervals::intervalsContainTheirStatistic()
{
    // Many small groups, where drawing anew moves every statistic.
    QFETCH(double, bias);
    constexpr int kMany = 12;
    Random random(2);
    Ints labels, before, after;
    std::vector<CodedAttribute> attributes = {{"place", {std::vector<std::string>(6, "place"), {}}}};
    Ints &places = attributes.front().column.codes;
    for (int image = 0; image < 900; ++image) {
        labels.push_back(random.below(kMany));
        places.push_back(random.below(6));
        const auto predict = [&](double biased) {
            return random.chance(biased) ? places.back() : random.chance(0.7) ? labels.back() : random.below(kMany);
        };
        before.push_back(predict(bias));
        after.push_back(predict(bias / 2));
    }
    const Evaluator evaluator(std::vector<std::string>(kMany, "class"), labels, attributes, {}, 4);
    const Bootstrap bootstrap(evaluator, "place");
    const auto first = bootstrap.statistics(before);
    const auto second = bootstrap.statistics(after);
    const auto ofFirst = bootstrap.intervals(before);
    const auto change = bootstrap.differences(before, after);
    for (const Statistic statistic : kStatistics) {
        if (statistic == Statistic::TwinFlips)
            continue;
        const auto holds = [&](const Interval &interval, double value) {
            return interval.low <= value && value <= interval.high && interval.low < interval.high;
        };
        QVERIFY2(holds(*ofFirst[statistic], *first[statistic]), qPrintable(QString("%1: %2 in %3 %4")
                                                                               .arg(int(statistic))
                                                                               .arg(*first[statistic])
                                                                               .arg(ofFirst[statistic]->low)
                                                                               .arg(ofFirst[statistic]->high)));
        QVERIFY2(holds(*change[statistic], *second[statistic] - *first[statistic]),
                 qPrintable(QString::number(int(statistic))));
        if (statistic != Statistic::Gap)
            QVERIFY(ofFirst[statistic]->low >= 0 && ofFirst[statistic]->high <= 1);
    }
}

void TestIntervals::associationIntervalsHoldTheTrueValue_data()
{
    QTest::addColumn<double>("bias");
    QTest::newRow("none") << 0.0;
    QTest::newRow("V = 0.1") << 0.1;
    QTest::newRow("V = 0.3") << 0.3;
}

void TestIntervals::associationIntervalsHoldTheTrueValue()
{
    // Of as many classes as values, evenly spread, `bias` of the images predicted by their value: V is the bias.
    QFETCH(double, bias);
    constexpr int kValues = 6;
    constexpr int kDataSets = 60;
    Random random(4);
    int held = 0;
    for (int set = 0; set < kDataSets; ++set) {
        std::vector<CodedAttribute> attributes = {{"place", {std::vector<std::string>(kValues, "place"), {}}}};
        Ints predictions;
        for (int image = 0; image < 400; ++image) {
            const int place = random.below(kValues);
            attributes.front().column.codes.push_back(place);
            predictions.push_back(random.chance(bias) ? place : random.below(kValues));
        }
        const Evaluator evaluator(std::vector<std::string>(kValues, "class"), Ints(400, -1), attributes);
        const auto interval = *Bootstrap(evaluator, "place")
                                   .intervals(predictions, {200, random.below(1000) + 1u})[Statistic::Association];
        held += interval.low <= bias && bias <= interval.high;
    }
    QVERIFY2(held >= kDataSets * 9 / 10, qPrintable(QString::number(held)));
}

void TestIntervals::accuracyHasItsBinomialInterval()
{
    // 80 of 100 right: 0.8 ± 1.96·√(0.8·0.2/100).
    Ints predictions(100, 0);
    std::fill_n(predictions.begin(), 20, 1);
    const Bootstrap bootstrap(Evaluator({"a", "b"}, Ints(100, 0), {}), "");
    const auto interval = bootstrap.intervals(predictions, {20000})[Statistic::Accuracy];
    QVERIFY(std::abs(interval->low - (0.8 - 0.0784)) < 0.011);
    QVERIFY(std::abs(interval->high - (0.8 + 0.0784)) < 0.011);
}

void TestIntervals::twinsAreDrawnTogether()
{
    // Twins who share their fate are half as many images: the interval is √2 as wide.
    Ints labels(400, 0), predictions, twins;
    for (int image = 0; image < 400; ++image) {
        twins.push_back(image / 2);
        predictions.push_back(image / 2 % 4 == 0);
    }
    const auto width = [&](const Ints &sets) {
        const Bootstrap bootstrap(Evaluator({"a", "b"}, labels, {}, sets), "");
        const auto interval = bootstrap.intervals(predictions, {8000})[Statistic::Accuracy];
        return interval->high - interval->low;
    };
    QVERIFY(std::abs(width(twins) / width({}) - std::sqrt(2.0)) < 0.1);
}

void TestIntervals::nothingChangedHasNoInterval()
{
    const Images images = pictures(60);
    const Bootstrap bootstrap(images.evaluator(true, true, 5), "gender");
    const auto intervals = bootstrap.differences(images.before, images.before, {200});
    for (const Statistic statistic : kStatistics)
        QVERIFY(!intervals[statistic]);
}

void TestIntervals::noAssociationAtAllIsNotCertain()
{
    // Each of ten classes is predicted as often for either value: φ² is 0, which chance alone would exceed.
    Ints labels, values, predictions;
    for (int image = 0; image < 200; ++image) {
        values.push_back(image % 2);
        predictions.push_back(image / 2 % 10);
        labels.push_back(image < 3 ? 0 : predictions.back());
    }
    const Evaluator evaluator(std::vector<std::string>(10, "class"), labels, {{"gender", {{"a", "b"}, values}}});
    const Bootstrap bootstrap(evaluator, "gender");
    QCOMPARE(shown(bootstrap.statistics(predictions)[Statistic::Association]), shown(0.0));
    const auto interval = bootstrap.intervals(predictions)[Statistic::Association];
    QVERIFY(interval);
    QCOMPARE(shown(interval->low), shown(0.0));
    QVERIFY2(interval->high > 0.1 && interval->high < 0.5, qPrintable(shown(interval->high)));
}

void TestIntervals::undefinedStaysUndefined()
{
    const Images images = pictures(60);
    const auto defined = [](const PerStatistic<Interval> &intervals) {
        QString marks;
        for (const Statistic statistic : kStatistics)
            marks += intervals[statistic] ? '+' : '-';
        return marks;
    };
    const auto of = [&](const Evaluator &evaluator, std::string_view attribute) {
        return defined(Bootstrap(evaluator, attribute).intervals(images.before, {50}));
    };
    QCOMPARE(of(images.evaluator(true, true, 5), "gender"), QString("++++++"));
    QCOMPARE(of(images.evaluator(true, false, 5), "gender"), QString("+++++-"));
    QCOMPARE(of(images.evaluator(true, true, 1000), "gender"), QString("+--+-+"));
    QCOMPARE(of(images.evaluator(false, true, 5), ""), QString("+++---"));
    Images unlabelled = images;
    unlabelled.labels.assign(images.size(), -1);
    QCOMPARE(of(unlabelled.evaluator(true, true, 5), "gender"), QString("---+-+"));
    QCOMPARE(defined(Bootstrap(images.evaluator(true, true, 5), "gender").intervals(images.before, {0})),
             QString("------"));
    const Evaluator none({"a", "b"}, {}, {});
    QCOMPARE(defined(Bootstrap(none, "").intervals({}, {5})), QString("------"));
}

void TestIntervals::theSeedDecides()
{
    const Images images = pictures(60);
    const Bootstrap bootstrap(images.evaluator(true, true, 5), "gender");
    const auto high = [&](std::uint64_t seed) {
        return bootstrap.intervals(images.before, {100, seed})[Statistic::Association]->high;
    };
    QVERIFY(high(1) == high(1));
    QVERIFY(high(1) != high(2));
}

void TestIntervals::stops()
{
    const Images images = pictures(20);
    const Bootstrap bootstrap(images.evaluator(true, true, 5), "gender");
    std::stop_source stop;
    std::int64_t draws = 0;
    const Job job = {[&](std::int64_t done, std::int64_t total) {
                         draws = done;
                         QCOMPARE(total, std::int64_t(1000));
                         if (done == 7)
                             stop.request_stop();
                     },
                     stop.get_token()};
    QVERIFY_EXCEPTION_THROWN(bootstrap.intervals(images.before, {}, job), Cancelled);
    QCOMPARE(draws, std::int64_t(7));
}

void TestIntervals::controlsMatchTheLayers_data()
{
    QTest::addColumn<std::vector<HeadId>>("ablated");
    using Heads = std::vector<HeadId>;
    QTest::newRow("two layers") << Heads{{11, 3}, {10, 2}, {11, 0}};
    QTest::newRow("a head named twice") << Heads{{11, 3}, {5, 2}, {11, 3}, {11, 7}, {4, 0}};
    QTest::newRow("half a layer") << Heads{{2, 0}, {2, 1}, {2, 2}, {2, 3}, {2, 4}, {2, 5}};
}

void TestIntervals::controlsMatchTheLayers()
{
    QFETCH(std::vector<HeadId>, ablated);
    const std::set<HeadId> own(ablated.begin(), ablated.end());
    std::map<int, int> perLayer;
    for (const HeadId head : own)
        ++perLayer[head.layer];
    const MatchedControls controls = matchedControls(ablated, 12, 12, 200, 5);
    QCOMPARE(controls.sets.size(), std::size_t(200));
    QVERIFY(!controls.all);
    QCOMPARE(shown(controls.smallestP()), shown(1.0 / 201));
    std::set<std::set<HeadId>> different;
    for (const auto &set : controls.sets) {
        std::map<int, int> counts;
        for (const HeadId head : set) {
            QVERIFY(head.head >= 0 && head.head < 12);
            ++counts[head.layer];
        }
        QCOMPARE(counts, perLayer);
        different.insert({set.begin(), set.end()});
    }
    QCOMPARE(different.size(), std::size_t(200));
    QVERIFY(!different.contains(own));
    QCOMPARE(matchedControls(ablated, 12, 12, 200, 5).sets, controls.sets);
    QVERIFY(matchedControls(ablated, 12, 12, 200, 6).sets != controls.sets);
}

void TestIntervals::fewMatchedSetsAreAllTaken_data()
{
    QTest::addColumn<std::vector<HeadId>>("ablated");
    QTest::addColumn<int>("asked");
    QTest::addColumn<int>("sets");
    QTest::addColumn<bool>("all");
    using Heads = std::vector<HeadId>;
    QTest::newRow("one of four") << Heads{{0, 1}} << 200 << 3 << true;
    QTest::newRow("two of four and one of four") << Heads{{0, 1}, {0, 2}, {1, 3}} << 200 << 6 * 4 - 1 << true;
    QTest::newRow("just as many as asked for") << Heads{{0, 1}, {0, 2}, {1, 3}} << 23 << 23 << true;
    QTest::newRow("one more than asked for") << Heads{{0, 1}, {0, 2}, {1, 3}} << 22 << 22 << false;
    QTest::newRow("a whole layer") << Heads{{0, 0}, {0, 1}, {0, 2}, {0, 3}} << 200 << 0 << true;
    QTest::newRow("no head") << Heads{} << 200 << 0 << true;
}

void TestIntervals::fewMatchedSetsAreAllTaken()
{
    QFETCH(std::vector<HeadId>, ablated);
    QFETCH(int, asked);
    QFETCH(int, sets);
    QFETCH(bool, all);
    const MatchedControls controls = matchedControls(ablated, 2, 4, asked, 1);
    QCOMPARE(int(controls.sets.size()), sets);
    QCOMPARE(controls.all, all);
    QCOMPARE(std::set(controls.sets.begin(), controls.sets.end()).size(), controls.sets.size());
    QCOMPARE(std::count(controls.sets.begin(), controls.sets.end(), ablated), 0);
    QCOMPARE(shown(controls.smallestP()), shown(1.0 / (sets + 1)));
}

void TestIntervals::controlsAreDrawnEvenly()
{
    // Each of the 12 heads of the layer is in 3/12 of the sets; the ablated set's absence is negligible.
    std::vector<int> counts(12);
    for (const auto &set : matchedControls(std::vector<HeadId>{{1, 0}, {1, 1}, {1, 2}}, 3, 12, 150, 9).sets) {
        for (const HeadId head : set)
            ++counts[std::size_t(head.head)];
    }
    for (const int count : counts)
        QVERIFY2(std::abs(count - 150 / 4) < 20, qPrintable(QString::number(count)));
}

void TestIntervals::pCountsTheSetItself()
{
    QCOMPARE(shown(controlP(0, 19)), shown(0.05));
    QCOMPARE(shown(controlP(3, 199)), shown(0.02));
    QCOMPARE(shown(controlP(0, 0)), shown(1.0));
}

void TestIntervals::refusesHeadsThatTheModelLacks()
{
    QVERIFY_EXCEPTION_THROWN(matchedControls(std::vector<HeadId>{{12, 0}}, 12, 12, 5, 1), InputError);
    QVERIFY_EXCEPTION_THROWN(matchedControls(std::vector<HeadId>{{0, -1}}, 12, 12, 5, 1), InputError);
}

QTEST_GUILESS_MAIN(TestIntervals)
#include "tst_intervals.moc"
