// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/error.h"
#include "core/fairness/effectsize.h"
#include "core/fairness/queryskew.h"
#include "core/fairness/ranking.h"
#include "core/random.h"

#include <QtTest>

#include <cmath>

using namespace headscope;

using Ints = std::vector<int>;
using Floats = std::vector<float>;

Q_DECLARE_METATYPE(Ints)
Q_DECLARE_METATYPE(Floats)
Q_DECLARE_METATYPE(std::optional<double>)

namespace {

QString shown(std::optional<double> number)
{
    return number ? QString::number(std::abs(*number) < 1e-13 ? 0.0 : *number, 'g', 12) : QStringLiteral("undefined");
}

QString shown(const std::vector<std::optional<double>> &numbers)
{
    QStringList list;
    for (const auto &number : numbers)
        list << shown(number);
    return list.join(' ');
}

// By score: images 6 4 0 | 3 1 (equal) | 7 2, of groups 0 0 1 | 1 1 | 2 0; image 5's group isn't known, and group 3 has
// no image.
const Floats kScores = {0.7f, 0.5f, -1, 0.5f, 0.8f, 0.75f, 0.9f, 0};
const Ints kGroups = {1, 1, 0, 1, 0, -1, 0, 2};
constexpr int kGroupCount = 4;

}

class TestRanking : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void skewComparesTheTopWithAll_data();
    void skewComparesTheTopWithAll();
    void equalScoresKeepTheirOrder();
    void maxSkewIntervalIsThatOfResampledImages();
    void aRankingThatIsTooShortHasNoSkew();
    void meanSkewIsTakenOverQueries();
    void bestImagesAreThoseOfASort_data();
    void bestImagesAreThoseOfASort();
    void meanSkewNeedsEnoughImages();
    void drawnMeanSkewsAreThoseOfResampledImages();
    void drawnSkewsAreNeverNegative();
    void cohensDIsAveragedOverClasses_data();
    void cohensDIsAveragedOverClasses();
    void compositionOfClassesIsNoSeparation();
};

void TestRanking::skewComparesTheTopWithAll_data()
{
    QTest::addColumn<int>("k");
    QTest::addColumn<bool>("oneOverK");
    QTest::addColumn<QString>("groups");
    QTest::addColumn<int>("largest");
    const auto logs = [](double a, double b, double c) {
        return shown({std::log(a), std::log(b), std::log(c), std::nullopt});
    };
    // Of seven images three, three and one belong to the groups.
    QTest::newRow("one") << 1 << false << logs(7.0 / 3, 0, 0) << 0;
    QTest::newRow("four") << 4 << false << logs(2.0 / 4 * 7 / 3, 2.0 / 4 * 7 / 3, 0) << 0;
    QTest::newRow("four, 1/k for the absent") << 4 << true << logs(7.0 / 6, 7.0 / 6, 7.0 / 4) << 2;
    QTest::newRow("five") << 5 << false << logs(2.0 / 5 * 7 / 3, 3.0 / 5 * 7 / 3, 0) << 1;
    QTest::newRow("all") << 7 << false << logs(1, 1, 1) << 0;
}

void TestRanking::skewComparesTheTopWithAll()
{
    QFETCH(int, k);
    QFETCH(bool, oneOverK);
    QFETCH(QString, groups);
    QFETCH(int, largest);
    const Ranking ranking(kScores, kGroups, kGroupCount);
    const Skew skew = ranking.skewAt(k, oneOverK ? Skew::AbsentShare::OneOverK : Skew::AbsentShare::Zero);
    QCOMPARE(skew.images, 7);
    QCOMPARE(shown(skew.groups), groups);
    QCOMPARE(skew.largest, std::optional(largest));
    QCOMPARE(shown(skew.max), shown(skew.groups[std::size_t(largest)]));
}

void TestRanking::equalScoresKeepTheirOrder()
{
    const Skew skew = Ranking(Floats{1, 2, 1, 1}, Ints{0, 1, 1, 1}, 2).skewAt(2);
    QCOMPARE(shown(skew.groups), shown({std::log(2.0), std::log(2.0 / 3)}));
}

void TestRanking::maxSkewIntervalIsThatOfResampledImages()
{
    // Brute force: images drawn one by one, with another generator, and ranked from scratch.
    Random random(5);
    Floats scores;
    Ints groups;
    for (int image = 0; image < 200; ++image) {
        groups.push_back(random.below(3));
        scores.push_back(float(random.uniform() + 0.2 * groups.back()));
    }
    constexpr int kTop = 40;
    std::vector<double> drawn;
    for (int draw = 0; draw < 4000; ++draw) {
        Floats drawnScores;
        Ints drawnGroups;
        for (int image = 0; image < 200; ++image) {
            const auto index = std::size_t(random.below(200));
            drawnScores.push_back(scores[index]);
            drawnGroups.push_back(groups[index]);
        }
        drawn.push_back(*Ranking(drawnScores, drawnGroups, 3).skewAt(kTop).max);
    }
    const Ranking ranking(scores, groups, 3);
    const double estimate = *ranking.skewAt(kTop).max;
    const Interval expected = *percentileInterval(recentred(drawn, estimate));
    QVERIFY(expected.low < estimate && estimate < expected.high);
    const auto interval = ranking.maxSkewInterval(kTop, Skew::AbsentShare::Zero, {4000, 1});
    QVERIFY(interval);
    QCOMPARE(interval->draws, 4000);
    const double width = expected.high - expected.low;
    QVERIFY(width > 0.1);
    QVERIFY(std::abs(interval->low - expected.low) < width / 20);
    QVERIFY(std::abs(interval->high - expected.high) < width / 20);
    const auto again = ranking.maxSkewInterval(kTop, Skew::AbsentShare::Zero, {4000, 1});
    QVERIFY(again->low == interval->low && again->high == interval->high);

    std::stop_source stopped;
    stopped.request_stop();
    QVERIFY_EXCEPTION_THROWN(ranking.maxSkewInterval(kTop, Skew::AbsentShare::Zero, {}, Job{{}, stopped.get_token()}),
                             Cancelled);
}

void TestRanking::aRankingThatIsTooShortHasNoSkew()
{
    const Ranking ranking(kScores, kGroups, kGroupCount);
    for (const int k : {0, -1, 8}) {
        QCOMPARE(shown(ranking.skewAt(k).groups), QString("undefined undefined undefined undefined"));
        QVERIFY(!ranking.skewAt(k).max && !ranking.skewAt(k).largest);
        QVERIFY(!ranking.maxSkewInterval(k));
    }
    QVERIFY(!Ranking({}, {}, 2).skewAt(1).max);
}

void TestRanking::meanSkewIsTakenOverQueries()
{
    // Four of six images are of group 0; image 2's group isn't known. The two best are for query 0 images 0 and 1 (of
    // group 0), for query 1 images 4 and 5 (of group 1), for query 2 image 6 and, of the equal 3 and 5, the earlier one
    // (of group 0).
    const Ints groups = {0, 0, -1, 0, 1, 1, 0};
    const FloatArray scores({7, 3}, {9,  0, 1,  //
                                     8,  0, 1,  //
                                     10, 9, 10, //
                                     7,  1, 8,  //
                                     1,  9, 2,  //
                                     2,  9, 8,  //
                                     1,  1, 9});
    const QueryRanking ranking(groups, 2);
    QCOMPARE(ranking.images(), 6);
    const QuerySkew skew = ranking.skewAt(scores, 2);
    QCOMPARE(skew.k, 2);
    QCOMPARE(skew.images, 6);
    QCOMPARE(shown(skew.mean), shown((std::log(1.5) + std::log(3.0) + std::log(1.5)) / 3));
    QVERIFY(skew.largest);
    QCOMPARE(skew.largest->query, 1);
    QCOMPARE(skew.largest->group, 1);
    QCOMPARE(shown(skew.largest->skew), shown(std::log(3.0)));
    QVERIFY(!ranking.skewAt(scores, 6).mean); // all of them
}

namespace {

/// Scores with many ties, [images, queries], and groups that some images lack.
struct Queries
{
    FloatArray scores;
    Ints groups;

    Queries(int images, int queries, std::uint64_t seed)
        : scores({images, queries})
    {
        Random random(seed);
        for (int image = 0; image < images; ++image)
            groups.push_back(random.below(4) - 1);
        for (float &score : scores.values)
            score = float(random.below(images)) - 5;
    }

    Floats query(std::int64_t query) const
    {
        Floats column;
        for (std::int64_t image = 0; image < scores.shape[0]; ++image)
            column.push_back(scores.row(image)[std::size_t(query)]);
        return column;
    }
};

/// By one full ranking after the other.
double slowMean(const Queries &queries, int k)
{
    double sum = 0;
    for (std::int64_t query = 0; query < queries.scores.shape[1]; ++query)
        sum += *Ranking(queries.query(query), queries.groups, 3).skewAt(k).max;
    return sum / double(queries.scores.shape[1]);
}

/// The images whose group is known, drawn anew one by one. In the images' order, as equal scores ask for.
Queries drawn(const Queries &queries, Random &random)
{
    std::vector<std::size_t> known;
    for (std::size_t image = 0; image < queries.groups.size(); ++image) {
        if (queries.groups[image] >= 0)
            known.push_back(image);
    }
    std::vector<std::size_t> chosen;
    for (std::size_t draw = 0; draw < known.size(); ++draw)
        chosen.push_back(known[std::size_t(random.below(int(known.size())))]);
    std::sort(chosen.begin(), chosen.end());
    Queries result(0, 1, 0);
    result.scores = FloatArray({std::int64_t(chosen.size()), queries.scores.shape[1]});
    for (std::size_t image = 0; image < chosen.size(); ++image) {
        const auto row = queries.scores.row(std::int64_t(chosen[image]));
        std::copy(row.begin(), row.end(), result.scores.row(std::int64_t(image)).begin());
        result.groups.push_back(queries.groups[chosen[image]]);
    }
    return result;
}

}

void TestRanking::bestImagesAreThoseOfASort_data()
{
    QTest::addColumn<int>("queries");
    QTest::addColumn<int>("k");
    for (const int queries : {1, 16, 35}) {
        for (const int k : {1, 2, 50, 200})
            QTest::addRow("%d queries, the %d best", queries, k) << queries << k;
    }
}

void TestRanking::bestImagesAreThoseOfASort()
{
    QFETCH(int, queries);
    QFETCH(int, k);
    const Queries asked(300, queries, 3);
    const QuerySkew skew = QueryRanking(asked.groups, 3).skewAt(asked.scores, k);
    QCOMPARE(shown(skew.mean), shown(slowMean(asked, k)));
    const Skew largest = Ranking(asked.query(skew.largest->query), asked.groups, 3).skewAt(k);
    QCOMPARE(shown(largest.max), shown(skew.largest->skew));
    QCOMPARE(largest.largest, std::optional(skew.largest->group));
}

void TestRanking::meanSkewNeedsEnoughImages()
{
    const QueryRanking ranking(kGroups, kGroupCount);
    const FloatArray scores({8, 1}, kScores);
    QCOMPARE(shown(ranking.skewAt(scores, 4).mean), shown(Ranking(kScores, kGroups, kGroupCount).skewAt(4).max));
    for (const int k : {0, -1, 7, 8}) {
        QVERIFY(!ranking.skewAt(scores, k).mean && !ranking.skewAt(scores, k).largest);
        QVERIFY(ranking.drawnMeans(scores, k).empty());
    }
    QVERIFY(!ranking.skewAt(FloatArray({8, 0}), 4).mean);
    QVERIFY(!QueryRanking(Ints(8, -1), kGroupCount).skewAt(scores, 1).mean);
}

void TestRanking::drawnMeanSkewsAreThoseOfResampledImages()
{
    constexpr int kTop = 30;
    const Draws draws = {200, 4};
    const Queries before(120, 5, 1);
    Queries after(120, 5, 2);
    after.groups = before.groups;
    const QueryRanking ranking(before.groups, 3);

    // The same images in both states: what differs is their scores.
    for (const Queries *queries : std::initializer_list<const Queries *>{&before, &after}) {
        Random random(draws.seed);
        std::vector<double> expected;
        for (int draw = 0; draw < draws.count; ++draw)
            expected.push_back(slowMean(drawn(*queries, random), kTop));
        expected = recentred(expected, slowMean(*queries, kTop));
        const std::vector<double> actual = ranking.drawnMeans(queries->scores, kTop, draws);
        QCOMPARE(actual.size(), expected.size());
        for (std::size_t draw = 0; draw < actual.size(); ++draw)
            QVERIFY(std::abs(actual[draw] - expected[draw]) < 1e-12);
    }

    std::stop_source stopped;
    stopped.request_stop();
    QVERIFY_EXCEPTION_THROWN(ranking.drawnMeans(before.scores, kTop, draws, Job{{}, stopped.get_token()}), Cancelled);
}

void TestRanking::drawnSkewsAreNeverNegative()
{
    // Two groups that take turns: no skew at all, which draws can only raise.
    Floats scores;
    Ints groups;
    for (int image = 0; image < 100; ++image) {
        scores.push_back(float(-image));
        groups.push_back(image % 2);
    }
    const auto means = QueryRanking(groups, 2).drawnMeans(FloatArray({100, 1}, scores), 20, {100});
    QCOMPARE(shown(*std::min_element(means.begin(), means.end())), shown(0.0));
    QVERIFY(*std::max_element(means.begin(), means.end()) > 0.1);
    const auto interval = Ranking(scores, groups, 2).maxSkewInterval(20);
    QCOMPARE(shown(interval->low), shown(0.0));
}

void TestRanking::cohensDIsAveragedOverClasses_data()
{
    QTest::addColumn<Floats>("values");
    QTest::addColumn<Ints>("labels");
    QTest::addColumn<Ints>("groups");
    QTest::addColumn<std::optional<double>>("d");
    using Number = std::optional<double>;

    // Means 2 and 6, variances 2 and 8: pooled 5.
    const Floats values = {1, 3, 4, 8};
    QTest::newRow("one class") << values << Ints{} << Ints{0, 0, 1, 1} << Number(-4 / std::sqrt(5.0));
    QTest::newRow("groups the other way round") << values << Ints{} << Ints{1, 1, 0, 0} << Number(4 / std::sqrt(5.0));
    // Three of group 0: mean 2, squares 1+0+1; two of group 1: mean 5, squares 2·1: pooled 4/3.
    QTest::newRow("unequal sizes") << Floats{1, 2, 3, 4, 6} << Ints{} << Ints{0, 0, 0, 1, 1}
                                   << Number(-3 / std::sqrt(4.0 / 3));
    QTest::newRow("two classes") << Floats{1, 3, 4, 8, 3, 1, 1, 3} << Ints{0, 0, 0, 0, 1, 1, 1, 1}
                                 << Ints{0, 0, 1, 1, 0, 0, 1, 1} << Number(-2 / std::sqrt(5.0));
    QTest::newRow("others are left out") << Floats{1, 3, 4, 8, 50, 60, 70} << Ints{2, 2, 2, 2, 2, -1, 2}
                                         << Ints{0, 0, 1, 1, -1, 0, 2} << Number(-4 / std::sqrt(5.0));
    QTest::newRow("a class with one image of a group doesn't count")
        << Floats{1, 3, 4, 8, 9, 9, 1} << Ints{0, 0, 0, 0, 1, 1, 1} << Ints{0, 0, 1, 1, 0, 0, 1}
        << Number(-4 / std::sqrt(5.0));
    QTest::newRow("nothing varies") << Floats{2, 2, 7, 7} << Ints{} << Ints{0, 0, 1, 1} << Number();
    QTest::newRow("one group") << Floats{1, 2, 3} << Ints{} << Ints{0, 0, 0} << Number();
    QTest::newRow("no images") << Floats{} << Ints{} << Ints{} << Number();
}

void TestRanking::cohensDIsAveragedOverClasses()
{
    QFETCH(Floats, values);
    QFETCH(Ints, labels);
    QFETCH(Ints, groups);
    QFETCH(std::optional<double>, d);
    QCOMPARE(shown(classwiseCohensD(values, labels, groups)), shown(d));
}

void TestRanking::compositionOfClassesIsNoSeparation()
{
    // Group 0 is mostly of the class with high values, but within each class both groups are alike.
    Floats values;
    Ints labels, groups;
    for (const auto &[label, group, count] : {std::tuple(0, 0, 8), {0, 1, 2}, {1, 0, 2}, {1, 1, 8}}) {
        for (int image = 0; image < count; ++image) {
            values.push_back(label == 0 ? 10.0f + float(image % 2) : float(image % 2));
            labels.push_back(label);
            groups.push_back(group);
        }
    }
    QCOMPARE(shown(classwiseCohensD(values, labels, groups)), shown(0.0));
    QVERIFY(*classwiseCohensD(values, {}, groups) > 1);
}

QTEST_GUILESS_MAIN(TestRanking)
#include "tst_ranking.moc"
