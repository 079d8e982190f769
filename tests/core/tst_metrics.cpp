// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/association.h"
#include "core/fairness/evaluator.h"
#include "core/fairness/metricsjson.h"
#include "core/fairness/twins.h"
#include "core/fairness/variation.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <random>

using namespace headscope;

using Ints = std::vector<int>;
using Floats = std::vector<float>;
using Doubles = std::vector<double>;

Q_DECLARE_METATYPE(Ints)
Q_DECLARE_METATYPE(Floats)
Q_DECLARE_METATYPE(Doubles)
Q_DECLARE_METATYPE(std::optional<double>)

namespace {

constexpr std::optional<double> kUndefined;

/// To twelve digits, so that a failure prints both numbers.
QString shown(std::optional<double> number)
{
    return number ? QString::number(std::abs(*number) < 1e-13 ? 0.0 : *number, 'g', 12) : QStringLiteral("undefined");
}

QString shown(const GroupAccuracy &group)
{
    return QString::fromStdString(group.attribute + "|" + group.className + "|" + group.value) + "|" +
           QString::number(group.n) + "|" + shown(group.accuracy);
}

QString shown(const std::optional<GroupAccuracy> &group) { return group ? shown(*group) : QStringLiteral("undefined"); }

QStringList keys(const nlohmann::ordered_json &object)
{
    QStringList names;
    for (const auto &[name, value] : object.items())
        names << QString::fromStdString(name);
    return names;
}

constexpr int kNurse = 0;
constexpr int kDoctor = 1;

// Ten pictures. The last but one has no gender, the last no label; the other eight are four pairs of twins.
//               image    0        1        2       3       4        5        6        7        8        9
const Ints kLabels = {kNurse, kNurse, kNurse, kNurse, kDoctor, kDoctor, kDoctor, kDoctor, kDoctor, -1};
const Ints kPredicted = {kNurse, kDoctor, kNurse, kNurse, kNurse, kDoctor, kDoctor, kDoctor, kDoctor, kNurse};
const Ints kTwins = {0, 0, 1, 1, 2, 2, 3, 3, -1, -1};
const CodedAttribute kGender = {"gender", {{"female", "male"}, {0, 1, 0, 1, 0, 1, 0, 1, -1, 0}}};
const CodedAttribute kTone = {"tone", {{"light", "dark"}, {0, 1, 0, 0, 1, 0, 0, 0, 0, 0}}};

Evaluator tenPictures(std::vector<CodedAttribute> attributes, int minGroup)
{
    return Evaluator({"nurse", "doctor"}, kLabels, std::move(attributes), kTwins, minGroup);
}

}

class MetricsTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cramersVOfATable_data()
    {
        QTest::addColumn<Ints>("counts");
        QTest::addColumn<int>("columns");
        QTest::addColumn<int>("n");
        QTest::addColumn<std::optional<double>>("v");
        QTest::addColumn<std::optional<double>>("corrected");
        using Number = std::optional<double>;

        // Every cell is expected to hold 20: χ² = 4·10²/20 = 20, φ² = 20/80 = 1/4, V = 1/2.
        // φ̃² = 1/4 − 1/79, r̃ − 1 = c̃ − 1 = 1 − 1/79 = 78/79: Ṽ² = (79/4 − 1)/78 = 75/312.
        QTest::newRow("2×2") << Ints{30, 10, 10, 30} << 2 << 80 << Number(0.5) << Number(std::sqrt(75.0 / 312));
        // Every cell is expected to hold 5: χ² = 4·5²/5 = 20, φ² = 20/30, min(2, 1) = 1, V² = 2/3.
        // φ̃² = 2/3 − 2/29, c̃ − 1 = 1 − 1/29 is the smaller: Ṽ² = (58/3 − 2)/28 = 13/21.
        QTest::newRow("3×2") << Ints{10, 0, 5, 5, 0, 10} << 2 << 30 << Number(std::sqrt(2.0 / 3))
                             << Number(std::sqrt(13.0 / 21));
        QTest::newRow("2×3, the same turned")
            << Ints{10, 5, 0, 0, 5, 10} << 3 << 30 << Number(std::sqrt(2.0 / 3)) << Number(std::sqrt(13.0 / 21));
        QTest::newRow("perfect") << Ints{5, 0, 0, 5} << 2 << 10 << Number(1) << Number(1);
        QTest::newRow("independent") << Ints{4, 8, 2, 4} << 2 << 18 << Number(0) << Number(0);
        // χ² = 4·(1/2)²/(11/2) = 2/11, φ² = 1/121: less than chance, 1/21.
        QTest::newRow("less than chance") << Ints{6, 5, 5, 6} << 2 << 22 << Number(1.0 / 11) << Number(0);
        QTest::newRow("empty row and column don't count")
            << Ints{30, 0, 10, 0, 0, 0, 10, 0, 30} << 3 << 80 << Number(0.5) << Number(std::sqrt(75.0 / 312));
        // r̃ − 1 = 1 − 1/1 = 0.
        QTest::newRow("two images") << Ints{1, 0, 0, 1} << 2 << 2 << Number(1) << kUndefined;
        QTest::newRow("one row") << Ints{3, 4, 0, 0} << 2 << 7 << kUndefined << kUndefined;
        QTest::newRow("one column") << Ints{3, 0, 4, 0} << 2 << 7 << kUndefined << kUndefined;
        QTest::newRow("no images") << Ints{0, 0, 0, 0} << 2 << 0 << kUndefined << kUndefined;
        QTest::newRow("no columns") << Ints{} << 0 << 0 << kUndefined << kUndefined;
    }

    void cramersVOfATable()
    {
        QFETCH(Ints, counts);
        QFETCH(int, columns);
        QFETCH(int, n);
        QFETCH(std::optional<double>, v);
        QFETCH(std::optional<double>, corrected);
        const Association association = cramersV(counts, columns);
        QCOMPARE(association.n, n);
        QCOMPARE(shown(association.v), shown(v));
        QCOMPARE(shown(association.corrected), shown(corrected));
    }

    void noAssociationIsExactlyZero()
    {
        // Row sums times column sums with awkward factors: rounding must not leave a V of 1e-8.
        Ints counts;
        for (const int row : {3, 7, 11, 13})
            for (const int column : {17, 19, 23})
                counts.push_back(row * column);
        const Association association = cramersV(counts, 3);
        QVERIFY(association.v == 0.0);
        QVERIFY(association.corrected == 0.0);
    }

    void twinsFlip_data()
    {
        QTest::addColumn<Ints>("twins");
        QTest::addColumn<Ints>("attribute");
        QTest::addColumn<Ints>("predictions");
        QTest::addColumn<int>("pairs");
        QTest::addColumn<std::optional<double>>("rate");
        using Number = std::optional<double>;

        QTest::newRow("two pairs, one flips")
            << Ints{0, 0, 1, 1} << Ints{0, 1, 1, 0} << Ints{0, 1, 1, 1} << 2 << Number(0.5);
        QTest::newRow("apart in the data")
            << Ints{5, 2, 2, 5} << Ints{0, 1, 0, 1} << Ints{0, 0, 1, 0} << 2 << Number(0.5);
        // Pairs that differ: (0,2) flips, (1,2) doesn't; (0,1) doesn't differ.
        QTest::newRow("three in a set") << Ints{0, 0, 0} << Ints{0, 0, 1} << Ints{0, 1, 1} << 2 << Number(0.5);
        // (0,1) stays; (0,2), (0,3), (1,2), (1,3) flip; (2,3) doesn't differ.
        QTest::newRow("three values") << Ints{0, 0, 0, 0} << Ints{0, 1, 2, 2} << Ints{0, 0, 1, 1} << 5 << Number(0.8);
        QTest::newRow("unknown value and no twin")
            << Ints{0, 0, 0, -1} << Ints{0, 1, -1, 1} << Ints{0, 0, 1, 1} << 1 << Number(0);
        QTest::newRow("sets don't mix") << Ints{0, 1} << Ints{0, 1} << Ints{0, 1} << 0 << kUndefined;
        QTest::newRow("twins don't differ") << Ints{0, 0} << Ints{1, 1} << Ints{0, 1} << 0 << kUndefined;
        QTest::newRow("no twins") << Ints{} << Ints{0, 1} << Ints{0, 1} << 0 << kUndefined;
    }

    void twinsFlip()
    {
        QFETCH(Ints, twins);
        QFETCH(Ints, attribute);
        QFETCH(Ints, predictions);
        QFETCH(int, pairs);
        QFETCH(std::optional<double>, rate);
        const TwinPairs twinPairs(twins, attribute);
        QCOMPARE(twinPairs.count(), std::int64_t(pairs));
        QCOMPARE(shown(twinPairs.flipRate(predictions, 2)), shown(rate));
    }

    void twinsFlipAsOftenAsCountedOneByOne()
    {
        std::mt19937 random(3);
        Ints twins, attribute, predictions;
        for (int image = 0; image < 200; ++image) {
            twins.push_back(static_cast<int>(random() % 25) - 1);
            attribute.push_back(static_cast<int>(random() % 5) - 1);
            predictions.push_back(static_cast<int>(random() % 3));
        }
        int pairs = 0;
        int flips = 0;
        for (std::size_t a = 0; a < twins.size(); ++a) {
            for (std::size_t b = 0; b < a; ++b) {
                if (twins[a] < 0 || twins[a] != twins[b] || attribute[a] < 0 || attribute[b] < 0 ||
                    attribute[a] == attribute[b])
                    continue;
                ++pairs;
                flips += predictions[a] != predictions[b];
            }
        }
        QVERIFY(pairs > flips && flips > 0);
        const TwinPairs twinPairs(twins, attribute);
        QCOMPARE(twinPairs.count(), std::int64_t(pairs));
        QCOMPARE(shown(twinPairs.flipRate(predictions, 3)), shown(double(flips) / pairs));
    }

    void metricsOfTenPictures()
    {
        const Metrics metrics = tenPictures({kGender}, 2).evaluate(kPredicted);
        QCOMPARE(metrics.images, 10);
        QCOMPARE(metrics.labelled, 9);
        // Wrong: 1 and 4 of nine; nurses 3/4, doctors 4/5.
        QCOMPARE(shown(metrics.accuracy), shown(7.0 / 9));
        QCOMPARE(shown(metrics.balancedAccuracy), shown((0.75 + 0.8) / 2));
        QCOMPARE(metrics.perClass.size(), std::size_t(2));
        QCOMPARE(shown(metrics.perClass[0]), QStringLiteral("|nurse||4|0.75"));
        QCOMPARE(shown(metrics.perClass[1]), QStringLiteral("|doctor||5|0.8"));
        QCOMPARE(shown(metrics.worstGroup), QStringLiteral("gender|nurse|male|2|0.5"));
        QCOMPARE(shown(metrics.gap), shown(7.0 / 9 - 0.5));

        QCOMPARE(metrics.attributes.size(), std::size_t(1));
        const AttributeMetrics &gender = metrics.attributes.front();
        QCOMPARE(gender.name, std::string("gender"));
        QCOMPARE(gender.unknown, 1);
        QStringList groups;
        for (const GroupAccuracy &group : gender.groups)
            groups << shown(group);
        QCOMPARE(groups, (QStringList{"gender|nurse|female|2|1", "gender|nurse|male|2|0.5",
                                      "gender|doctor|female|2|0.5", "gender|doctor|male|2|1"}));
        QCOMPARE(shown(gender.worstGroup), QStringLiteral("gender|nurse|male|2|0.5"));

        // ŷ by a: nurse 4 women, 1 man; doctor 1 woman, 3 men (the picture without a label counts):
        // φ² = (4·3 − 1·1)²/(5·4·5·4) = 121/400; φ̃² = 121/400 − 1/8, r̃ − 1 = 7/8.
        QCOMPARE(gender.predictedAssociation.n, 9);
        QCOMPARE(shown(gender.predictedAssociation.v), shown(0.55));
        QCOMPARE(shown(gender.predictedAssociation.corrected), shown(std::sqrt((121.0 / 400 - 1.0 / 8) / (7.0 / 8))));
        QCOMPARE(gender.labelAssociation.n, 8);
        QCOMPARE(shown(gender.labelAssociation.v), shown(0.0));

        // Nurses: 2/2 − 1/2; doctors: 2/2 − 1/2.
        QCOMPARE(shown(gender.equalOpportunity.mean), shown(0.5));
        QCOMPARE(gender.equalOpportunity.defined, 2);
        QCOMPARE(gender.equalOpportunity.largest, std::optional(kNurse));
        // Predicted nurse: 4 of 5 women, 1 of 4 men; doctor: 1/5 and 3/4.
        QCOMPARE(shown(gender.demographicParity.mean), shown(0.8 - 0.25));
        QCOMPARE(gender.demographicParity.defined, 2);
        // Of the four pairs 0-1 and 4-5 flip.
        QCOMPARE(gender.twinPairs, std::int64_t(4));
        QCOMPARE(shown(gender.twinFlipRate), shown(0.5));
    }

    void worstGroupIsOverAllAttributesAndLargeEnoughGroups_data()
    {
        QTest::addColumn<bool>("gender");
        QTest::addColumn<bool>("tone");
        QTest::addColumn<int>("minGroup");
        QTest::addColumn<QString>("worst");
        QTest::addColumn<std::optional<double>>("gap");
        using Number = std::optional<double>;
        const double accuracy = 7.0 / 9;

        QTest::newRow("classes") << false << false << 4 << "|nurse||4|0.75" << Number(accuracy - 0.75);
        QTest::newRow("only doctors are enough") << false << false << 5 << "|doctor||5|0.8" << Number(accuracy - 0.8);
        QTest::newRow("no class is large enough") << false << false << 6 << "undefined" << kUndefined;
        // Both wrong predictions are of dark tone, one a class.
        QTest::newRow("tone alone") << false << true << 2 << "tone|nurse|light|3|1" << Number(accuracy - 1);
        QTest::newRow("gender is worse than tone")
            << true << true << 2 << "gender|nurse|male|2|0.5" << Number(accuracy - 0.5);
        QTest::newRow("single images are enough") << true << true << 1 << "tone|nurse|dark|1|0" << Number(accuracy);
        QTest::newRow("gender's groups are too small")
            << true << true << 3 << "tone|nurse|light|3|1" << Number(accuracy - 1);
        QTest::newRow("no group is large enough") << true << true << 10 << "undefined" << kUndefined;
    }

    void worstGroupIsOverAllAttributesAndLargeEnoughGroups()
    {
        QFETCH(bool, gender);
        QFETCH(bool, tone);
        QFETCH(int, minGroup);
        QFETCH(QString, worst);
        QFETCH(std::optional<double>, gap);
        std::vector<CodedAttribute> attributes;
        if (gender)
            attributes.push_back(kGender);
        if (tone)
            attributes.push_back(kTone);
        const Metrics metrics = tenPictures(attributes, minGroup).evaluate(kPredicted);
        QCOMPARE(shown(metrics.worstGroup), worst);
        QCOMPARE(shown(metrics.gap), shown(gap));
    }

    void gapsAreTheLargestDifferenceOfAnyTwoValues()
    {
        // Class 0 is right for 1/5, 3/5 and 5/5 of three values; class 1 has one value, class 2 no image: both left
        // out.
        Ints labels, predictions;
        CodedAttribute attribute = {"tone", {{"1", "2", "3"}, {}}};
        for (int value = 0; value < 3; ++value) {
            for (int image = 0; image < 5; ++image) {
                labels.push_back(0);
                predictions.push_back(image < 2 * value + 1 ? 0 : 1);
                attribute.column.codes.push_back(value);
            }
        }
        labels.push_back(1);
        predictions.push_back(1);
        attribute.column.codes.push_back(2);

        const Metrics metrics = Evaluator({"a", "b", "c"}, labels, {attribute}, {}, 1).evaluate(predictions);
        QCOMPARE(shown(metrics.perClass[2]), QStringLiteral("|c||0|undefined"));
        // (9/15 + 1/1)/2: the class without images isn't averaged.
        QCOMPARE(shown(metrics.balancedAccuracy), shown(0.8));
        const ClassGaps &equal = metrics.attributes.front().equalOpportunity;
        QCOMPARE(shown(equal.perClass[0]), shown(0.8));
        QCOMPARE(shown(equal.perClass[1]), shown(kUndefined));
        QCOMPARE(shown(equal.perClass[2]), shown(kUndefined));
        QCOMPARE(equal.defined, 1);
        QCOMPARE(shown(equal.mean), shown(0.8));
        // Predicted a: 1/5, 3/5, 5/6; b: 4/5, 2/5, 1/6; c: never.
        const ClassGaps &parity = metrics.attributes.front().demographicParity;
        QCOMPARE(shown(parity.perClass[0]), shown(5.0 / 6 - 0.2));
        QCOMPARE(shown(parity.perClass[1]), shown(0.8 - 1.0 / 6));
        QCOMPARE(shown(parity.perClass[2]), shown(0.0));
        QCOMPARE(shown(parity.mean), shown((5.0 / 6 - 0.2 + 0.8 - 1.0 / 6) / 3));
        QCOMPARE(parity.defined, 3);
    }

    void withoutLabelsOnlyPredictionsAreJudged()
    {
        const Evaluator evaluator({"nurse", "doctor"}, Ints(10, -1), {kGender}, kTwins);
        const Metrics metrics = evaluator.evaluate(kPredicted);
        QCOMPARE(metrics.labelled, 0);
        QCOMPARE(shown(metrics.accuracy), shown(kUndefined));
        QCOMPARE(shown(metrics.balancedAccuracy), shown(kUndefined));
        QCOMPARE(shown(metrics.worstGroup), QStringLiteral("undefined"));
        QCOMPARE(shown(metrics.gap), shown(kUndefined));
        const AttributeMetrics &gender = metrics.attributes.front();
        QVERIFY(gender.groups.empty());
        QCOMPARE(shown(gender.equalOpportunity.mean), shown(kUndefined));
        QCOMPARE(shown(gender.labelAssociation.v), shown(kUndefined));
        QCOMPARE(shown(gender.predictedAssociation.v), shown(0.55));
        QCOMPARE(shown(gender.twinFlipRate), shown(0.5));
    }

    void anAttributeNobodyHasIsUndefined()
    {
        const CodedAttribute nobody = {"age", {{}, Ints(10, -1)}};
        const AttributeMetrics age = tenPictures({nobody}, 1).evaluate(kPredicted).attributes.front();
        QCOMPARE(age.unknown, 10);
        QCOMPARE(shown(age.predictedAssociation.v), shown(kUndefined));
        QCOMPARE(shown(age.worstGroup), QStringLiteral("undefined"));
        QCOMPARE(shown(age.equalOpportunity.mean), shown(kUndefined));
        QCOMPARE(shown(age.demographicParity.mean), shown(kUndefined));
        QCOMPARE(shown(age.twinFlipRate), shown(kUndefined));
    }

    void theOrderOfClassesAndValuesDoesNotMatter()
    {
        std::mt19937 random(7);
        const Ints newClass = {3, 0, 4, 1, 2};
        const Ints newValue = {2, 0, 1};
        Ints labels, predictions, labels2, predictions2;
        CodedAttribute attribute = {"a", {{"0", "1", "2"}, {}}};
        CodedAttribute attribute2 = {"a", {{"1", "2", "0"}, {}}};
        for (int image = 0; image < 500; ++image) {
            labels.push_back(static_cast<int>(random() % 5));
            predictions.push_back(random() % 3 ? labels.back() : static_cast<int>(random() % 5));
            attribute.column.codes.push_back(static_cast<int>(random() % 3));
            labels2.push_back(newClass[static_cast<std::size_t>(labels.back())]);
            predictions2.push_back(newClass[static_cast<std::size_t>(predictions.back())]);
            attribute2.column.codes.push_back(newValue[static_cast<std::size_t>(attribute.column.codes.back())]);
        }
        const Metrics one = Evaluator({"a", "b", "c", "d", "e"}, labels, {attribute}).evaluate(predictions);
        const Metrics two = Evaluator({"b", "d", "e", "a", "c"}, labels2, {attribute2}).evaluate(predictions2);
        QCOMPARE(shown(two.accuracy), shown(one.accuracy));
        QCOMPARE(shown(two.balancedAccuracy), shown(one.balancedAccuracy));
        QCOMPARE(shown(two.worstGroup), shown(one.worstGroup));
        const AttributeMetrics &a = one.attributes.front();
        const AttributeMetrics &b = two.attributes.front();
        QCOMPARE(shown(b.predictedAssociation.v), shown(a.predictedAssociation.v));
        QCOMPARE(shown(b.predictedAssociation.corrected), shown(a.predictedAssociation.corrected));
        QCOMPARE(shown(b.labelAssociation.v), shown(a.labelAssociation.v));
        QCOMPARE(shown(b.equalOpportunity.mean), shown(a.equalOpportunity.mean));
        QCOMPARE(shown(b.demographicParity.mean), shown(a.demographicParity.mean));
        QCOMPARE(newClass[static_cast<std::size_t>(*a.equalOpportunity.largest)], *b.equalOpportunity.largest);
    }

    void jsonHasTheKeysOfTheCommandLine()
    {
        const auto json = toJson(tenPictures({kGender, kTone}, 2).evaluate(kPredicted));
        QCOMPARE(keys(json), (QStringList{"images", "labelled", "classes", "min_group", "accuracy", "balanced_accuracy",
                                          "worst_group_accuracy", "worst_group", "gap", "per_class", "attributes"}));
        QCOMPARE(json["classes"].get<int>(), 2);
        QCOMPARE(json["worst_group_accuracy"].get<double>(), 0.5);
        QCOMPARE(keys(json["worst_group"]), (QStringList{"class", "value", "n", "accuracy", "attribute"}));
        QCOMPARE(json["per_class"].dump(),
                 std::string(R"([{"class":"nurse","n":4,"accuracy":0.75},{"class":"doctor","n":5,"accuracy":0.8}])"));

        QCOMPARE(keys(json["attributes"]), (QStringList{"gender", "tone"}));
        const auto &gender = json["attributes"]["gender"];
        QCOMPARE(keys(gender), (QStringList{"images",
                                            "labelled",
                                            "unknown",
                                            "cramers_v",
                                            "cramers_v_corrected",
                                            "cramers_v_labels",
                                            "cramers_v_labels_corrected",
                                            "v_b",
                                            "worst_group_accuracy",
                                            "worst_group",
                                            "equal_opportunity_gap",
                                            "equal_opportunity_images",
                                            "equal_opportunity_classes",
                                            "equal_opportunity_largest",
                                            "equal_opportunity_left_out",
                                            "demographic_parity_gap",
                                            "demographic_parity_images",
                                            "demographic_parity_classes",
                                            "demographic_parity_largest",
                                            "demographic_parity_small",
                                            "groups",
                                            "twin_flip_rate",
                                            "twin_pairs"}));
        QCOMPARE(gender["cramers_v"].get<double>(), 0.55);
        QCOMPARE(gender["equal_opportunity_largest"].dump(), std::string(R"({"class":"nurse","gap":0.5})"));
        QCOMPARE(gender["groups"][1].dump(), std::string(R"({"class":"nurse","value":"male","n":2,"accuracy":0.5})"));
        // Twins 0-1 and 4-5 differ in tone too.
        QCOMPARE(json["attributes"]["tone"]["twin_flip_rate"].get<double>(), 1.0);
    }

    void jsonOfTheUndefinedIsNull()
    {
        const Evaluator evaluator({"nurse", "doctor"}, Ints(10, -1), {kGender});
        const auto json = toJson(evaluator.evaluate(Ints(10, kNurse)));
        for (const char *key : {"accuracy", "balanced_accuracy", "worst_group_accuracy", "worst_group", "gap"})
            QVERIFY2(json.at(key).is_null(), key);
        QVERIFY(json["per_class"][0]["accuracy"].is_null());
        const auto &gender = json["attributes"]["gender"];
        for (const char *key : {"cramers_v", "cramers_v_corrected", "cramers_v_labels", "worst_group_accuracy",
                                "worst_group", "equal_opportunity_gap", "equal_opportunity_largest"})
            QVERIFY2(gender.at(key).is_null(), key);
        QVERIFY(gender["groups"].is_array() && gender["groups"].empty());
        QVERIFY(!gender.contains("twin_flip_rate"));

        const auto nobody = toJson(tenPictures({}, 2).evaluate(kPredicted));
        QVERIFY(nobody["attributes"].is_object() && nobody["attributes"].empty());
        QCOMPARE(keys(nobody["worst_group"]), (QStringList{"class", "n", "accuracy"}));
    }

    void etaSquaredOfVectors_data()
    {
        QTest::addColumn<Floats>("vectors");
        QTest::addColumn<int>("dim");
        QTest::addColumn<Ints>("groups");
        QTest::addColumn<Doubles>("gram");
        QTest::addColumn<std::optional<double>>("eta2");
        using Number = std::optional<double>;

        // Mean 3, total 9+1+1+9 = 20; group means 1 and 5, between 2·4 + 2·4 = 16.
        QTest::newRow("numbers") << Floats{0, 2, 4, 6} << 1 << Ints{0, 0, 1, 1} << Doubles{} << Number(0.8);
        QTest::newRow("far from zero") << Floats{1000, 1002, 1004, 1006} << 1 << Ints{0, 0, 1, 1} << Doubles{}
                                       << Number(0.8);
        QTest::newRow("unknown group left out")
            << Floats{99, 0, 2, 4, -50, 6} << 1 << Ints{-1, 0, 0, 1, -1, 1} << Doubles{} << Number(0.8);
        QTest::newRow("unused code") << Floats{0, 2, 4, 6} << 1 << Ints{0, 0, 3, 3} << Doubles{} << Number(0.8);
        // Means (2, 0) and (−1, 0), overall 0: between 1·4 + 2·1 = 6; total 4 + 2 + 2 = 8.
        QTest::newRow("unequal groups") << Floats{2, 0, -1, 1, -1, -1} << 2 << Ints{0, 1, 1} << Doubles{}
                                        << Number(0.75);
        // The second coordinate doesn't count: all that is left lies between the groups.
        QTest::newRow("Gram, a coordinate that counts nothing")
            << Floats{2, 0, -1, 1, -1, -1} << 2 << Ints{0, 1, 1} << Doubles{1, 0, 0, 0} << Number(1);
        // B = [[1, 1], [0, 2]], BBᵀ = [[2, 2], [2, 4]]: sB = (2,2), (−1,1), (−1,−3). Group means (2,2), (−1,−1):
        // between 8 + 2·2 = 12; total 8 + 2 + 10 = 20.
        QTest::newRow("Gram") << Floats{2, 0, -1, 1, -1, -1} << 2 << Ints{0, 1, 1} << Doubles{2, 2, 2, 4}
                              << Number(0.6);
        QTest::newRow("nothing between") << Floats{0, 2, 0, 2} << 1 << Ints{0, 0, 1, 1} << Doubles{} << Number(0);
        QTest::newRow("everything between") << Floats{1, 1, 4, 4} << 1 << Ints{0, 0, 1, 1} << Doubles{} << Number(1);
        QTest::newRow("one group") << Floats{0, 2} << 1 << Ints{0, 0} << Doubles{} << kUndefined;
        QTest::newRow("nothing varies") << Floats(7, 0.1f) << 1 << Ints{0, 1, 1, 0, 2, 2, 0} << Doubles{} << kUndefined;
        QTest::newRow("no known group") << Floats{0, 2} << 1 << Ints{-1, -1} << Doubles{} << kUndefined;
        QTest::newRow("no images") << Floats{} << 3 << Ints{} << Doubles{} << kUndefined;
    }

    void etaSquaredOfVectors()
    {
        QFETCH(Floats, vectors);
        QFETCH(int, dim);
        QFETCH(Ints, groups);
        QFETCH(Doubles, gram);
        QFETCH(std::optional<double>, eta2);
        QCOMPARE(shown(etaSquared(vectors, dim, groups, gram)), shown(eta2));
    }
};

QTEST_GUILESS_MAIN(MetricsTest)
#include "tst_metrics.moc"
