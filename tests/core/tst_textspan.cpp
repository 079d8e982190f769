// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torchconversions.h"
#include "core/error.h"
#include "core/json.h"
#include "core/store/decompose.h"
#include "core/textspan/textspan.h"
#include "tests/core/goldens.h"

#include <QTemporaryDir>
#include <c10/core/InferenceMode.h>

#include <random>

using namespace headscope;
using namespace headscope::test;

namespace {

ContributionStore bank(const QString &model = kModelA)
{
    const SafetensorsFile file = golden("bank", model);
    return ContributionStore::fromContributions(file.floats("attn_heads"), file.floats("mlps"),
                                                file.floats("cls_attn"));
}

/// [K, d] as the one head of a store.
ContributionStore oneHead(const FloatArray &data)
{
    const std::int64_t images = data.shape[0];
    const std::int64_t embedDim = data.shape[1];
    return ContributionStore::fromContributions(FloatArray({images, 1, 1, embedDim}, data.values),
                                                FloatArray({images, 2, embedDim}));
}

/// mean + Σ ⟨c − mean, u⟩ u
at::Tensor rebuilt(const at::Tensor &contributions, const FloatArray &directions)
{
    const at::Tensor mean = contributions.mean(0);
    const at::Tensor u = tensorView(directions);
    return mean + at::matmul(at::matmul(contributions - mean, u.t()), u);
}

void comparePicks(const HeadDescriptions &actual, std::span<const std::int64_t> picks, std::span<const float> stds,
                  std::size_t robust)
{
    QVERIFY(actual.descriptions.size() >= robust);
    for (std::size_t pick = 0; pick < robust; ++pick) {
        QCOMPARE(actual.descriptions[pick].index, int(picks[pick]));
        QVERIFY(std::abs(actual.descriptions[pick].std / stds[pick] - 1) < 1e-4);
    }
}

}

class TestTextSpan : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reproducesPublishedPicks_data();
    void reproducesPublishedPicks();
    void reproducesPublishedReconstruction_data();
    void reproducesPublishedReconstruction();
    void reproducesSyntheticPicks();
    void picksAreThoseOfTheLoopOverImages();
    void headCoordinatesGiveTheSamePicksAsContributions();
    void explainedSharesSumToOneWhenAllIsExplained();
    void givesNoDescriptionsBeyondTheRank();
    void aHeadThatNeverVariesHasNoDescriptions();
    void refusesPoolsThatDoNotFit();
};

void TestTextSpan::reproducesPublishedPicks_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("suffix");
    QTest::addColumn<int>("rank"); // as many picks are robust
    for (const QString &model : {kModelA, kModelB}) {
        QTest::addRow("%s, rank 16", qPrintable(model)) << model << "" << 16;
        QTest::addRow("%s, rank 8", qPrintable(model)) << model << "_low_rank" << 8;
    }
}

void TestTextSpan::reproducesPublishedPicks()
{
    QFETCH(QString, model);
    QFETCH(QString, suffix);
    QFETCH(int, rank);
    const ContributionStore store = bank(model);
    const TextSpan textspan(golden("pool", model).floats("pool_embeddings"));
    const SafetensorsFile expected = golden("textspan", model);
    const IntArray heads = expected.ints("heads");
    const IntArray picks = expected.ints("picks" + suffix.toStdString());
    const FloatArray stds = expected.floats("pick_std" + suffix.toStdString());
    for (std::int64_t entry = 0; entry < heads.shape[0]; ++entry) {
        const auto head = heads.row(entry);
        const HeadDescriptions actual = textspan.describe(store, int(head[0]), int(head[1]), {20, rank});
        QCOMPARE(actual.rank, rank);
        comparePicks(actual, picks.row(entry), stds.row(entry), std::size_t(rank));
        if (QTest::currentTestFailed())
            return;
    }
}

void TestTextSpan::reproducesPublishedReconstruction_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<int>("entry"); // of the reference's list of heads
    QTest::newRow("open_clip") << kModelA << 5;
    QTest::newRow("transformers") << kModelB << 7;
}

void TestTextSpan::reproducesPublishedReconstruction()
{
    QFETCH(QString, model);
    QFETCH(int, entry);
    const c10::InferenceMode guard;
    const ContributionStore store = bank(model);
    const TextSpan textspan(golden("pool", model).floats("pool_embeddings"));
    const IntArray heads = golden("textspan", model).ints("heads");
    const int layer = int(heads.row(entry)[0]);
    const int head = int(heads.row(entry)[1]);
    const FloatArray contributions = store.contributions(layer, head, 0, store.images());
    for (const auto &[name, rank] : {std::pair("reconstruct", 16), std::pair("reconstruct_low_rank", 8)}) {
        const HeadDescriptions described = textspan.describe(store, layer, head, {rank, rank});
        const FloatArray actual = toArray(rebuilt(tensorView(contributions), described.directions));
        COMPARE_WITHIN(actual.values, golden("textspan", model).floats(name).values, 2e-5);
    }
}

void TestTextSpan::reproducesSyntheticPicks()
{
    const c10::InferenceMode guard;
    const SafetensorsFile file(dataPath("textspan_synthetic/textspan.safetensors"));
    const FloatArray data = file.floats("data");
    const HeadDescriptions head = TextSpan(file.floats("pool")).describe(oneHead(data), 0, 0, {20, 40});
    comparePicks(head, file.ints("picks").values, file.floats("pick_std").values, 20);
    const FloatArray actual = toArray(rebuilt(tensorView(data), head.directions));
    COMPARE_WITHIN(actual.values, file.floats("reconstruct").values, 1e-4);
}

void TestTextSpan::picksAreThoseOfTheLoopOverImages()
{
    // The published loop as it stands in the paper, in double: project on the leading directions, then pick the text of
    // largest variance and take it out of data and texts.
    const c10::InferenceMode guard;
    at::manual_seed(5);
    const FloatArray data = toArray(at::matmul(at::randn({200, 12}), at::randn({12, 24})) + at::randn({24}));
    const FloatArray pool = normalisedRows(toArray(at::randn({150, 24})));
    at::Tensor x = tensorView(data).to(at::kDouble);
    at::Tensor texts = tensorView(pool).to(at::kDouble);
    const auto [u, s, v] = at::linalg_svd(x, false);
    const at::Tensor leading = v.narrow(0, 0, 10);
    texts = at::linalg_multi_dot({texts, leading.t(), leading});
    x = x - x.mean(0);
    std::vector<std::int64_t> picks;
    std::vector<float> stds;
    for (int pick = 0; pick < 10; ++pick) {
        const at::Tensor deviations = at::matmul(x, texts.t()).std(0);
        const auto index = deviations.argmax().item<std::int64_t>();
        picks.push_back(index);
        stds.push_back(deviations[index].item<float>());
        const at::Tensor text = texts[index] / texts[index].norm();
        x = x - at::outer(at::matmul(x, text), text);
        texts = texts - at::outer(at::matmul(texts, text), text);
    }
    comparePicks(TextSpan(pool).describe(oneHead(data), 0, 0, {10, 10}), picks, stds, 10);
}

void TestTextSpan::headCoordinatesGiveTheSamePicksAsContributions()
{
    QTemporaryDir folder;
    const ClipModel model = ClipModel::load(modelPath());
    const TensorPixels source(modelPath() / "golden/image.safetensors", 32);
    decompose(model, source, {}, folder.filePath("store").toStdString(), {});
    const ContributionStore store = ContributionStore::open(folder.filePath("store").toStdString());
    const ContributionStore contributions =
        ContributionStore::fromContributions(store.contributions(0, 12), store.mlps(0, 12));
    const TextSpan textspan(golden("pool").floats("pool_embeddings"));
    for (int head = 0; head < 4; ++head) {
        const auto first = textspan.describe(store, 2, head, {6, 80});
        const auto second = textspan.describe(contributions, 2, head, {6, 80});
        for (std::size_t pick = 0; pick < 6; ++pick) {
            QCOMPARE(first.descriptions[pick].index, second.descriptions[pick].index);
            QVERIFY(std::abs(first.descriptions[pick].std / second.descriptions[pick].std - 1) < 1e-4);
        }
    }
}

void TestTextSpan::explainedSharesSumToOneWhenAllIsExplained()
{
    const TextSpan textspan(golden("pool").floats("pool_embeddings"));
    const HeadDescriptions head = textspan.describe(bank(), 3, 0, {100, 80});
    double sum = 0;
    for (const HeadDescription &description : head.descriptions) {
        QVERIFY(description.explained >= 0 && description.explained <= 1);
        sum += description.explained;
    }
    QVERIFY2(std::abs(sum - 1) < 1e-6, qPrintable(QString::number(sum)));
}

void TestTextSpan::givesNoDescriptionsBeyondTheRank()
{
    const TextSpan textspan(golden("pool").floats("pool_embeddings"));
    const HeadDescriptions head = textspan.describe(bank(), 3, 0, {100, 1000});
    // 16 head dimensions and three shared coordinates.
    QCOMPARE(head.rank, 19);
    QVERIFY(head.descriptions.size() <= 19);
    QCOMPARE(head.directions.shape, (Shape{std::int64_t(head.descriptions.size()), 48}));
}

void TestTextSpan::aHeadThatNeverVariesHasNoDescriptions()
{
    FloatArray same({5, 8}, 0.25f);
    const TextSpan textspan(
        FloatArray({3, 8}, {1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0}));
    QVERIFY(textspan.describe(oneHead(same), 0, 0).descriptions.empty());
}

void TestTextSpan::refusesPoolsThatDoNotFit()
{
    QVERIFY_EXCEPTION_THROWN(TextSpan(FloatArray({0, 8})), InputError);
    const TextSpan narrow(FloatArray({2, 7}, 1.0f));
    QVERIFY_EXCEPTION_THROWN(narrow.describe(bank(), 0, 0), InputError);
    const TextSpan textspan(FloatArray({2, 8}, 1.0f));
    QVERIFY_EXCEPTION_THROWN(textspan.describe(oneHead(FloatArray({1, 8})), 0, 0), InputError);
}

QTEST_GUILESS_MAIN(TestTextSpan)
#include "tst_textspan.moc"
