// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest> // before the standard library: moc takes its concepts for a keyword otherwise

#include "core/error.h"
#include "core/fairness/effectsize.h"
#include "core/heads/headqueries.h"
#include "core/heads/headseparation.h"
#include "core/heads/headsize.h"
#include "core/random.h"
#include "tests/core/goldens.h"

#include <numeric>

using namespace headscope;
using namespace headscope::test;

namespace {

constexpr int kImages = 5000; // more than are read at once
constexpr int kLayers = 2;
constexpr int kHeads = 3;
constexpr int kDim = 10;

using Doubles = std::vector<double>;

FloatArray noise(const Shape &shape, std::uint64_t seed)
{
    Random random(seed);
    FloatArray array(shape);
    for (float &value : array.values)
        value = float(random.between(-1, 1));
    return array;
}

/// A store with the same large offset in every contribution, as real heads have.
ContributionStore store()
{
    FloatArray shared = noise({kImages, 3}, 2);
    for (float &value : shared.values)
        value = value / 10 + 3;
    return ContributionStore::fromCoordinates(noise({kImages, kLayers, kHeads, 4}, 1), shared,
                                              noise({kLayers, kHeads, 7, kDim}, 3),
                                              FloatArray({kImages, kLayers + 1, kDim}));
}

double dot(std::span<const double> a, std::span<const double> b)
{
    return std::inner_product(a.begin(), a.end(), b.begin(), 0.0);
}

/// c of every image, [K][d].
std::vector<Doubles> contributions(const ContributionStore &store, HeadId head)
{
    const FloatArray all = store.contributions(head.layer, head.head, 0, store.images());
    std::vector<Doubles> rows;
    for (std::int64_t image = 0; image < store.images(); ++image)
        rows.emplace_back(all.row(image).begin(), all.row(image).end());
    return rows;
}

Doubles scores(const ContributionStore &store, HeadId head, const FloatArray &text)
{
    const Doubles direction(text.values.begin(), text.values.end());
    Doubles result;
    for (const Doubles &c : contributions(store, head))
        result.push_back(dot(c, direction));
    return result;
}

Job stopped()
{
    std::stop_source source;
    source.request_stop();
    return {{}, source.get_token()};
}

}

class TestQueries : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void scoresAreProductsOfContributionsAndText();
    void similaritiesAreCosinesFromTheMean();
    void imagesLikeNoOtherHaveNoSimilarity();
    void textsAreComparedWithWhatTheHeadWrites();
    void theBestComeFirst_data();
    void theBestComeFirst();
    void anImageIsNotItsOwnNeighbour();
    void sizesAreRootMeanSquares();
    void aHeadThatWritesHalfTheTime();
    void directionsPointFromOneGroupToTheOther();
    void refusesDirectionsBetweenTheSame_data();
    void refusesDirectionsBetweenTheSame();
    void separationIsThatOfTheScores();
    void aPlantedHeadSeparates();
    void refusesTextsOfAnotherWidth();
    void stops();

private:
    const ContributionStore m_store = store();
};

void TestQueries::scoresAreProductsOfContributionsAndText()
{
    const FloatArray text = noise({kDim}, 4);
    for (int layer = 0; layer < kLayers; ++layer) {
        for (int head = 0; head < kHeads; ++head)
            COMPARE_WITHIN(headScores(m_store, {layer, head}, text.values), scores(m_store, {layer, head}, text), 2e-5);
    }
}

void TestQueries::similaritiesAreCosinesFromTheMean()
{
    constexpr HeadId kHead = {1, 2};
    std::vector<Doubles> rows = contributions(m_store, kHead);
    Doubles mean(kDim);
    for (const Doubles &row : rows) {
        for (std::size_t index = 0; index < kDim; ++index)
            mean[index] += row[index] / kImages;
    }
    for (Doubles &row : rows) {
        for (std::size_t index = 0; index < kDim; ++index)
            row[index] -= mean[index];
    }
    for (const std::size_t image : {0, 4321}) {
        Doubles expected;
        for (const Doubles &row : rows)
            expected.push_back(dot(row, rows[image]) / std::sqrt(dot(row, row) * dot(rows[image], rows[image])));
        const auto similarities = headSimilarities(m_store, kHead, std::int64_t(image));
        COMPARE_WITHIN(similarities, expected, 2e-5);
        QVERIFY(std::abs(similarities[image] - 1) < 1e-6f);
        QVERIFY(*std::min_element(similarities.begin(), similarities.end()) < -0.5f);
    }
}

void TestQueries::imagesLikeNoOtherHaveNoSimilarity()
{
    // The third image is the mean of the others.
    const auto small =
        ContributionStore::fromContributions(FloatArray({3, 1, 1, 2}, {1, 0, 3, 4, 2, 2}), FloatArray({3, 2, 2}));
    const auto similarities = headSimilarities(small, {0, 0}, 0);
    QCOMPARE(similarities[0], 1.0f);
    QCOMPARE(similarities[1], -1.0f);
    QVERIFY(std::isnan(similarities[2]));
    QCOMPARE(nearestImages(small, {0, 0}, 0, 5), (std::vector<ScoredImage>{{1, -1}}));
    QVERIFY(nearestImages(small, {0, 0}, 2, 5).empty());
}

void TestQueries::textsAreComparedWithWhatTheHeadWrites()
{
    constexpr HeadId kHead = {1, 0};
    constexpr int kTexts = 3;
    FloatArray texts = noise({kTexts, kDim}, 5);
    std::fill_n(texts.values.begin() + kDim, kDim, 0.0f); // the second says nothing
    const Doubles written = contributions(m_store, kHead)[4321];
    const auto similarities = textSimilarities(m_store, kHead, 4321, texts);
    QCOMPARE(similarities.size(), std::size_t(kTexts));
    QVERIFY(std::isnan(similarities[1]));
    for (const int text : {0, 2}) {
        const Doubles row(texts.row(text).begin(), texts.row(text).end());
        const double expected = dot(row, written) / std::sqrt(dot(row, row) * dot(written, written));
        QVERIFY(std::abs(double(similarities[std::size_t(text)]) - expected) < 1e-5);
    }
}

void TestQueries::theBestComeFirst_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<QString>("high");
    QTest::addColumn<QString>("low");
    QTest::newRow("none") << 0 << ""
                          << "";
    QTest::newRow("two") << 2 << "4 1"
                         << "2 0";
    QTest::newRow("equal ones in their order") << 3 << "4 1 5"
                                               << "2 0 1";
    QTest::newRow("more than there are") << 9 << "4 1 5 0 2"
                                         << "2 0 1 5 4";
}

void TestQueries::theBestComeFirst()
{
    QFETCH(int, count);
    QFETCH(QString, high);
    QFETCH(QString, low);
    const std::vector<float> values = {0.5f, 2, -7, std::numeric_limits<float>::quiet_NaN(), 3, 2};
    const auto shown = [&](const std::vector<ScoredImage> &images) {
        QStringList list;
        for (const ScoredImage &image : images) {
            if (image.score == values[std::size_t(image.image)])
                list << QString::number(image.image);
        }
        return list.join(' ');
    };
    QCOMPARE(shown(highest(values, std::size_t(count))), high);
    QCOMPARE(shown(lowest(values, std::size_t(count))), low);
}

void TestQueries::anImageIsNotItsOwnNeighbour()
{
    const auto similarities = headSimilarities(m_store, {0, 1}, 77);
    const auto nearest = nearestImages(m_store, {0, 1}, 77, 4);
    const auto all = highest(similarities, 5);
    QCOMPARE(all.front().image, std::int64_t(77));
    QCOMPARE(nearest, std::vector<ScoredImage>(all.begin() + 1, all.end()));
}

void TestQueries::sizesAreRootMeanSquares()
{
    const std::vector<double> sizes = headSizes(m_store);
    QCOMPARE(sizes.size(), std::size_t(kLayers * kHeads));
    for (int layer = 0; layer < kLayers; ++layer) {
        for (int head = 0; head < kHeads; ++head) {
            double squares = 0;
            for (const Doubles &c : contributions(m_store, {layer, head}))
                squares += dot(c, c);
            const double expected = std::sqrt(squares / kImages);
            QVERIFY(std::abs(sizes[std::size_t(layer * kHeads + head)] / expected - 1) < 1e-6);
        }
    }
}

void TestQueries::aHeadThatWritesHalfTheTime()
{
    // ‖(3, 4)‖ = 5 and ‖0‖ = 0: √(25/2).
    const auto small =
        ContributionStore::fromContributions(FloatArray({2, 1, 1, 2}, {3, 4, 0, 0}), FloatArray({2, 2, 2}));
    QCOMPARE(headSizes(small), std::vector<double>{std::sqrt(12.5)});
}

void TestQueries::directionsPointFromOneGroupToTheOther()
{
    // Normalised: (1, 0, 0), (0, 1, 0) against (0, 0, 1): (1/2, 1/2, −1)/√(3/2).
    const FloatArray direction =
        conceptDirection(FloatArray({2, 3}, {2, 0, 0, 0, 5, 0}), FloatArray({1, 3}, {0, 0, 3}));
    QCOMPARE(direction.shape, Shape{3});
    const double length = std::sqrt(1.5);
    COMPARE_WITHIN(direction.values, (Doubles{0.5 / length, 0.5 / length, -1 / length}), 1e-6);
}

void TestQueries::refusesDirectionsBetweenTheSame_data()
{
    QTest::addColumn<int>("rows");
    QTest::addColumn<int>("columns");
    QTest::newRow("the same") << 2 << 3;
    QTest::newRow("no text") << 0 << 3;
    QTest::newRow("another width") << 2 << 4;
}

void TestQueries::refusesDirectionsBetweenTheSame()
{
    QFETCH(int, rows);
    QFETCH(int, columns);
    const FloatArray ones({2, 3}, 1.0f);
    QVERIFY_EXCEPTION_THROWN(conceptDirection(ones, FloatArray({rows, columns}, 2.0f)), InputError);
    QVERIFY_EXCEPTION_THROWN(conceptDirection(FloatArray({rows, columns}, 2.0f), ones), InputError);
}

void TestQueries::separationIsThatOfTheScores()
{
    const FloatArray direction = noise({kDim}, 5);
    Random random(6);
    std::vector<int> labels, groups;
    for (int image = 0; image < kImages; ++image) {
        labels.push_back(random.below(5) - 1);
        groups.push_back(random.below(4) - 1);
    }
    std::int64_t reports = 0;
    const auto separation =
        headSeparation(m_store, direction.values, labels, groups, {[&](std::int64_t, std::int64_t) { ++reports; }, {}});
    QCOMPARE(separation.size(), std::size_t(kLayers * kHeads));
    QCOMPARE(reports, std::int64_t(kLayers * kHeads));
    for (int layer = 0; layer < kLayers; ++layer) {
        for (int head = 0; head < kHeads; ++head) {
            const Doubles exact = scores(m_store, {layer, head}, direction);
            const std::vector<float> values(exact.begin(), exact.end());
            QVERIFY(std::abs(*separation[std::size_t(layer * kHeads + head)] -
                             *classwiseCohensD(values, labels, groups)) < 1e-4);
        }
    }
}

void TestQueries::aPlantedHeadSeparates()
{
    // Head 0.1 writes +1 or −1 along the first axis, by group, and noise elsewhere.
    FloatArray heads = noise({400, 1, 2, 4}, 8);
    std::vector<int> groups;
    for (int image = 0; image < 400; ++image) {
        groups.push_back(image % 2);
        heads.row(image)[4] += image % 2 == 0 ? 1.0f : -1.0f;
    }
    const auto planted = ContributionStore::fromContributions(heads, FloatArray({400, 2, 4}));
    const std::vector<float> axis = {1, 0, 0, 0};
    const auto separation = headSeparation(planted, axis, {}, groups);
    QVERIFY(std::abs(*separation[0]) < 0.3);
    QVERIFY(std::abs(*separation[1] - 2 / std::sqrt(1.0 / 3)) < 0.3); // uniform noise has variance 1/3
    QVERIFY(!headSeparation(planted, axis, {}, std::vector<int>(400, 0))[1]);
}

void TestQueries::refusesTextsOfAnotherWidth()
{
    QVERIFY_EXCEPTION_THROWN(headScores(m_store, {0, 0}, std::vector<float>(kDim - 1)), InputError);
}

void TestQueries::stops()
{
    const std::vector<float> text(kDim, 1.0f);
    QVERIFY_EXCEPTION_THROWN(headScores(m_store, {0, 0}, text, stopped()), Cancelled);
    QVERIFY_EXCEPTION_THROWN(nearestImages(m_store, {0, 0}, 0, 3, stopped()), Cancelled);
    QVERIFY_EXCEPTION_THROWN(headSeparation(m_store, text, {}, std::vector<int>(kImages), stopped()), Cancelled);
}

QTEST_GUILESS_MAIN(TestQueries)
#include "tst_queries.moc"
