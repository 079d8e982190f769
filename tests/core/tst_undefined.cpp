// SPDX-License-Identifier: GPL-3.0-or-later
// What figures count, why some have no value, and what becomes of numbers that are none.
#include "core/fairness/biasassociation.h"
#include "core/fairness/controls.h"
#include "core/fairness/effectsize.h"
#include "core/fairness/evaluator.h"
#include "core/fairness/metricsjson.h"
#include "core/fairness/queryskew.h"
#include "core/fairness/ranking.h"
#include "core/fairness/undefined.h"
#include "core/fairness/variation.h"

#include <QtTest>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

using namespace headscope;

using Ints = std::vector<int>;
using Floats = std::vector<float>;
using Json = nlohmann::ordered_json;

Q_DECLARE_METATYPE(Ints)

namespace {

constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

bool isClose(std::optional<double> number, double expected) { return number && std::abs(*number - expected) < 1e-6; }

Ints times(int count, const Ints &values)
{
    Ints all;
    for (int time = 0; time < count; ++time)
        all.insert(all.end(), values.begin(), values.end());
    return all;
}

CodedAttribute gender(Ints codes, std::vector<std::string> values = {"female", "male"})
{
    return {"gender", {std::move(values), std::move(codes)}};
}

}

class TestUndefined : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void eachFigureCountsItsOwnImages();
    void aSmallGroupSetsNoOpportunityGap();
    void smallValuesAreMarkedNotLeftOut();
    void withoutLabelsTheRestIsGiven();
    void theUndefinedSaysWhy_data();
    void theUndefinedSaysWhy();
    void whatIsDefinedGivesNoReason();
    void oneClassIsNoPerfectScore();
    void biasBeyondTheLabelsIsThatOfTheWorkedExample();
    void biasThatTheLabelsCarryIsNone();
    void biasLeavesOutWhatIsNotKnown();
    void imagesWithoutAScoreAreNotRanked();
    void skewOfScoresThatAreNotFiniteIsUndefined();
    void separationOfWhatIsNotFiniteIsUndefined();
    void intervalsOfWhatIsNoNumberAreUndefined();
    void undefinedControlsCountAsLow();
    void usualTopLeavesSomethingToSkew_data();
    void usualTopLeavesSomethingToSkew();
};

void TestUndefined::eachFigureCountsItsOwnImages()
{
    // Of twelve images one has no label, another no value, and class 1 has one value alone.
    const Ints labels = {0, 0, 0, 0, 0, 0, 1, 1, 1, -1, 0, 0};
    const Ints values = {0, 0, 0, 1, 1, 1, 0, 0, 0, 1, -1, 0};
    const Ints predicted = {0, 0, 1, 0, 1, 1, 1, 1, 0, 0, 0, 0};
    const Metrics metrics = Evaluator({"a", "b"}, labels, {gender(values)}, {}, 1).evaluate(predicted);
    const AttributeMetrics &judged = metrics.attributes.front();
    QCOMPARE(metrics.labelled, 11);
    QCOMPARE(judged.predictedAssociation.n, 11);
    QCOMPARE(judged.labelAssociation.n, 10);
    QCOMPARE(judged.biasAssociation.n, 10);
    QCOMPARE(judged.equalOpportunity.defined, 1);
    QCOMPARE(judged.equalOpportunity.n, 7);
    QCOMPARE(judged.demographicParity.n, 11);
    const Json json = toJson(metrics)["attributes"]["gender"];
    QCOMPARE(json["images"].get<int>(), 11);
    QCOMPARE(json["labelled"].get<int>(), 10);
    QCOMPARE(json["equal_opportunity_images"].get<int>(), 7);
    QCOMPARE(json["demographic_parity_images"].get<int>(), 11);
}

void TestUndefined::aSmallGroupSetsNoOpportunityGap()
{
    // Of class 0 ten women, ten men (nine right) and one other, who is wrong; the same of class 1, all right.
    Ints values = times(10, {0, 1});
    values.push_back(2);
    Ints predicted = times(20, {0});
    predicted[1] = 1;
    predicted.push_back(1);
    Ints labels = times(21, {0});
    labels.insert(labels.end(), 21, 1);
    values = times(2, values);
    predicted.insert(predicted.end(), 21, 1);
    const auto evaluate = [&](int minGroup) {
        return Evaluator({"a", "b"}, labels, {gender(values, {"female", "male", "other"})}, {}, minGroup)
            .evaluate(predicted);
    };
    const Metrics named = evaluate(10);
    QVERIFY(isClose(named.attributes.front().equalOpportunity.mean, 0.1 / 2));
    QCOMPARE(named.attributes.front().equalOpportunity.n, 40);
    QCOMPARE(named.attributes.front().smallGroups, 2);
    QCOMPARE(QString::fromStdString(toJson(named)["attributes"]["gender"]["equal_opportunity_left_out"].dump()),
             QString(R"([{"class":"a","value":"other","n":1},{"class":"b","value":"other","n":1}])"));
    const Metrics published = evaluate(1);
    QVERIFY(isClose(published.attributes.front().equalOpportunity.mean, 1.0 / 2));
    QCOMPARE(published.attributes.front().smallGroups, 0);
}

void TestUndefined::smallValuesAreMarkedNotLeftOut()
{
    Ints values = times(10, {0, 1});
    values.push_back(2);
    Ints predicted = times(10, {0, 1});
    predicted.push_back(0);
    const Json json = toJson(Evaluator({"a", "b"}, Ints(21, -1), {gender(values, {"female", "male", "other"})})
                                 .evaluate(predicted))["attributes"]["gender"];
    QCOMPARE(json["demographic_parity_gap"].get<double>(), 1.0);
    QCOMPARE(json["demographic_parity_images"].get<int>(), 21);
    QCOMPARE(QString::fromStdString(json["demographic_parity_small"].dump()), QString(R"([{"value":"other","n":1}])"));
}

void TestUndefined::withoutLabelsTheRestIsGiven()
{
    // Predictions a, a, a, b of women and a, b, b, b of men: φ² = 1/4; twins flip in two pairs of four.
    const Ints predicted = {0, 0, 0, 1, 0, 1, 1, 1};
    const Ints values = {0, 0, 0, 0, 1, 1, 1, 1};
    const Ints twins = {0, 1, 2, 3, 0, 1, 2, 3};
    Dataset dataset;
    dataset.paths.resize(8);
    dataset.attributes = {{"gender", {}}, {"twin", {}}};
    for (std::size_t image = 0; image < 8; ++image) {
        dataset.attributes[0].values.push_back(values[image] ? "male" : "female");
        dataset.attributes[1].values.push_back(std::to_string(twins[image]));
    }
    const std::vector<std::string> asked = {"gender"};
    const Evaluator evaluator = evaluatorFor(dataset, {"a", "b"}, asked, "classes.txt", "manifest.csv");
    QVERIFY(!evaluator.hasLabels());
    const Json json = toJson(evaluator.evaluate(predicted));
    QVERIFY(json["accuracy"].is_null());
    QCOMPARE(json["why"]["accuracy"].get<std::string>(), std::string("no image has a label"));
    const Json &judged = json["attributes"]["gender"];
    QVERIFY(isClose(judged["cramers_v"].get<double>(), 0.5));
    QVERIFY(isClose(judged["demographic_parity_gap"].get<double>(), 0.5));
    QVERIFY(isClose(judged["twin_flip_rate"].get<double>(), 0.5));
    for (const char *key : {"cramers_v_labels", "v_b", "equal_opportunity_gap", "worst_group_accuracy"}) {
        QVERIFY2(judged[key].is_null(), key);
        QCOMPARE(judged["why"][key].get<std::string>(), std::string("no image has a label"));
    }
    QVERIFY(!judged["why"].contains("cramers_v"));
}

void TestUndefined::theUndefinedSaysWhy_data()
{
    QTest::addColumn<int>("classes");
    QTest::addColumn<Ints>("labels");
    QTest::addColumn<Ints>("predicted");
    QTest::addColumn<Ints>("values");
    QTest::addColumn<QString>("figure");
    QTest::addColumn<QString>("why");
    const Ints both = {0, 0, 1, 1};
    const Ints first(4, 0);
    const Ints none(4, -1);
    const Ints turns = {0, 1, 0, 1};
    const auto row = [](const char *name, int classes, const Ints &labels, const Ints &predicted, const Ints &values,
                        const char *figure, const char *why) {
        QTest::newRow(name) << classes << labels << predicted << values << QString(figure) << QString(why);
    };
    for (const char *figure : {"cramers_v", "cramers_v_corrected", "cramers_v_labels", "v_b", "worst_group_accuracy",
                               "equal_opportunity_gap", "demographic_parity_gap"}) {
        row(qPrintable(QString("one class: ") + figure), 1, first, first, turns, figure, "only one class");
        row(qPrintable(QString("nobody's value: ") + figure), 2, both, both, none, figure, "no image's value is known");
    }
    for (const char *figure :
         {"cramers_v", "cramers_v_labels", "v_b", "equal_opportunity_gap", "demographic_parity_gap"})
        row(qPrintable(QString("one value: ") + figure), 2, both, both, first, figure, "only one value");
    row("one class predicted", 2, both, first, turns, "cramers_v", "only one class is predicted");
    row("one class predicted, beyond labels", 2, both, first, turns, "v_b", "only one class is predicted");
    row("one class among the labels", 2, first, both, turns, "cramers_v_labels", "only one class among the labels");
    row("no labels where values are", 2, {0, 1, -1, -1}, both, {-1, -1, 0, 1}, "equal_opportunity_gap",
        "no image has a label");
    row("classes of one value each", 2, both, both, both, "equal_opportunity_gap",
        "no class has two groups with enough images");
    row("two images", 2, {0, 1}, {0, 1}, {0, 1}, "cramers_v_corrected", "too few images");
}

void TestUndefined::theUndefinedSaysWhy()
{
    QFETCH(int, classes);
    QFETCH(Ints, labels);
    QFETCH(Ints, predicted);
    QFETCH(Ints, values);
    QFETCH(QString, figure);
    QFETCH(QString, why);
    const std::vector<std::string> names = {"a", "b"};
    const Evaluator evaluator({names.begin(), names.begin() + classes}, labels, {gender(values)}, {}, 1);
    const Json json = toJson(evaluator.evaluate(predicted))["attributes"]["gender"];
    QVERIFY(json[figure.toStdString()].is_null());
    QCOMPARE(QString::fromStdString(json["why"].value(figure.toStdString(), "")), why);
}

void TestUndefined::whatIsDefinedGivesNoReason()
{
    const Ints labels = times(5, {0, 0, 1, 1});
    const Ints values = times(5, {0, 1, 0, 1});
    const Evaluator evaluator({"a", "b"}, labels, {gender(values)}, {}, 1);
    const Json json = toJson(evaluator.evaluate(times(5, {0, 1, 1, 1})));
    QVERIFY(!json.contains("why"));
    const Json why = json["attributes"]["gender"]["why"];
    QCOMPARE(QString::fromStdString(why.dump()), QString(R"({"twin_flip_rate":"no twins differ in it"})"));
}

void TestUndefined::oneClassIsNoPerfectScore()
{
    const Metrics metrics =
        Evaluator({"a"}, Ints(20, 0), {gender(times(10, {0, 1}))}, times(2, times(1, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9})))
            .evaluate(Ints(20, 0));
    QVERIFY(!metrics.accuracy && !metrics.balancedAccuracy && !metrics.worstGroup && !metrics.gap);
    QCOMPARE(metrics.perClass.front().n, 20);
    QVERIFY(!metrics.perClass.front().accuracy);
    const AttributeMetrics &judged = metrics.attributes.front();
    QVERIFY(!judged.equalOpportunity.mean && !judged.demographicParity.mean && !judged.twinFlipRate);
    QCOMPARE(judged.groups.size(), std::size_t(2));
    QCOMPARE(judged.groups.front().n, 10);
}

void TestUndefined::biasBeyondTheLabelsIsThatOfTheWorkedExample()
{
    const Ints labels = {0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1};
    const Ints predicted = {0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1};
    const Ints values = times(2, {0, 0, 0, 1, 1, 1});
    const BiasAssociation bias = biasAssociation(labels, predicted, values, 2, 2);
    QCOMPARE(bias.n, 12);
    QVERIFY(isClose(bias.square, 0.355556));
    QVERIFY(isClose(bias.v, 0.596285));
    // However many classes and values nobody has.
    QCOMPARE(biasAssociation(labels, predicted, values, 9, 7).square, bias.square);
}

void TestUndefined::biasThatTheLabelsCarryIsNone()
{
    // Class and value go together fully, and so do right predictions.
    const Ints labels = times(10, {0, 1});
    const BiasAssociation fair = biasAssociation(labels, labels, labels, 2, 2);
    QVERIFY(isClose(fair.v, 0));
    QVERIFY(isClose(cramersV(Ints{10, 0, 0, 10}, 2).v, 1));
    // A label of a single image has no variance to take off.
    const BiasAssociation single = biasAssociation(Ints{0, 1, 1}, Ints{0, 1, 1}, Ints{0, 0, 1}, 2, 2);
    QVERIFY(single.square && std::isfinite(*single.square));
}

void TestUndefined::biasLeavesOutWhatIsNotKnown()
{
    const Ints labels = {0, 0, 0, 0, 1, 1, 1, 1};
    const Ints predicted = {0, 0, 1, 1, 1, 1, 1, 0};
    const Ints values = {0, 0, 1, 1, 0, 0, 1, 1};
    const BiasAssociation alone = biasAssociation(labels, predicted, values, 2, 2);
    Ints moreLabels = labels, morePredicted = predicted, moreValues = values;
    for (const auto &[label, value] : {std::pair(-1, 1), std::pair(1, -1)}) {
        moreLabels.push_back(label);
        moreValues.push_back(value);
        morePredicted.push_back(0);
    }
    const BiasAssociation more = biasAssociation(moreLabels, morePredicted, moreValues, 2, 2);
    QCOMPARE(more.n, 8);
    QCOMPARE(more.square, alone.square);
    QVERIFY(!biasAssociation(labels, Ints(8, 0), values, 2, 2).v);
    QVERIFY(!biasAssociation(Ints(8, -1), predicted, values, 2, 2).v);
}

void TestUndefined::imagesWithoutAScoreAreNotRanked()
{
    const Ints groups = {0, 1, 1, 0, 1};
    const Ranking ranking(Floats{3, kNan, 1, kNan, 2}, groups, 2);
    QCOMPARE(ranking.images(), 3);
    QCOMPARE(ranking.skewAt(1).largest, std::optional(0));
    QVERIFY(isClose(ranking.skewAt(1).max, std::log(3.0)));
}

void TestUndefined::skewOfScoresThatAreNotFiniteIsUndefined()
{
    const QueryRanking ranking(Ints{0, 1, 0, 1, -1}, 2);
    FloatArray scores({5, 1}, {4, 3, 2, 1, kNan});
    QVERIFY(ranking.skewAt(scores, 2).mean); // the last isn't ranked
    for (const float bad : {kNan, std::numeric_limits<float>::infinity()}) {
        scores.values[2] = bad;
        const QuerySkew skew = ranking.skewAt(scores, 2);
        QVERIFY(!skew.mean && !skew.largest);
        QCOMPARE(int(*whyNoSkew(skew)), int(Undefined::NotFinite));
        QVERIFY(ranking.drawnMeans(scores, 2).empty());
    }
    scores.values[2] = 2;
    QCOMPARE(int(*whyNoSkew(ranking.skewAt(scores, 4))), int(Undefined::WholeRanking));
    QCOMPARE(int(*whyNoSkew(QueryRanking(Ints(5, -1), 2).skewAt(scores, 2))), int(Undefined::NoValues));
}

void TestUndefined::separationOfWhatIsNotFiniteIsUndefined()
{
    const Ints labels = {0, 0, 0, 0, 1, 1, 1, 1};
    const Ints groups = {0, 0, 1, 1, 0, 0, 1, 1};
    QVERIFY(classwiseCohensD(Floats{1, 2, 3, 4, 1, 2, 3, 5}, labels, groups));
    // Not the other class alone, as if this one weren't there.
    QVERIFY(!classwiseCohensD(Floats{1, kNan, 3, 4, 1, 2, 3, 5}, labels, groups));
    QVERIFY(etaSquared(Floats{1, 2, 3, 4, 1, 2, 3, 5}, 1, groups));
    QVERIFY(!etaSquared(Floats{1, 2, 3, 4, 1, kNan, 3, 5}, 1, groups));
}

void TestUndefined::intervalsOfWhatIsNoNumberAreUndefined()
{
    QVERIFY(percentileInterval({3, 1, 2, 4}));
    QVERIFY(!percentileInterval({3, std::nan(""), 1, 2}));
}

void TestUndefined::undefinedControlsCountAsLow()
{
    using Controls = std::vector<std::optional<double>>;
    const ControlTest known = compareWithControls(0.2, Controls{0.1, 0.2, 0.3, 0.4});
    QCOMPARE(known.asLow, 2);
    QCOMPARE(known.undefined, 0);
    QCOMPARE(known.p, 3.0 / 5);
    const ControlTest test = compareWithControls(0.2, Controls{std::nullopt, 0.3, std::nan(""), 0.1});
    QCOMPARE(test.asLow, 3);
    QCOMPARE(test.undefined, 2);
    QCOMPARE(test.p, 4.0 / 5);
    QCOMPARE(compareWithControls(0.2, Controls()).p, 1.0);
}

void TestUndefined::usualTopLeavesSomethingToSkew_data()
{
    QTest::addColumn<int>("images");
    QTest::addColumn<int>("k");
    for (const auto &[images, k] : {std::pair(1, 1), std::pair(8, 1), std::pair(16, 2), std::pair(48, 5),
                                    std::pair(160, 20), std::pair(799, 50), std::pair(800, 100), std::pair(1920, 100)})
        QTest::addRow("%d", images) << images << k;
}

void TestUndefined::usualTopLeavesSomethingToSkew()
{
    QFETCH(int, images);
    QFETCH(int, k);
    QCOMPARE(usualTop(images), k);
}

QTEST_APPLESS_MAIN(TestUndefined)
#include "tst_undefined.moc"
