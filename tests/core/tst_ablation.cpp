// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ablation/directeffect.h"
#include "core/ablation/forward.h"
#include "core/clip/torchconversions.h"
#include "core/clip/towers.h"
#include "core/error.h"
#include "core/json.h"
#include "core/store/decompose.h"
#include "core/textspan/textspan.h"
#include "tests/core/goldens.h"

#include <QTemporaryDir>
#include <c10/core/InferenceMode.h>

using namespace headscope;
using namespace headscope::test;

namespace {

FloatArray transposed(const FloatArray &array)
{
    const c10::InferenceMode guard;
    return toArray(tensorView(array).t());
}

/// Multiplies the attention weights by the gains as [CCS]'s soft-pruning does, which scales values instead of outputs:
/// a second way to the same numbers.
class AttentionScaler : public ForwardObserver
{
public:
    explicit AttentionScaler(std::map<HeadId, double> gains)
        : m_gains(std::move(gains))
    {
    }
    void attention(int, const at::Tensor &weights, const at::Tensor &values) override
    {
        m_weights = weights;
        m_values = values;
    }
    void headOutputs(int layer, at::Tensor &outputs) override
    {
        at::Tensor weights = m_weights.clone();
        for (const auto &[head, gain] : m_gains) {
            if (head.layer == layer)
                weights.select(1, head.head).mul_(gain);
        }
        outputs = at::matmul(weights, m_values).transpose(1, 2);
    }

private:
    std::map<HeadId, double> m_gains;
    at::Tensor m_weights, m_values;
};

/// The plain forward pass with the given head outputs and MLP outputs put in the place of the model's own.
class Replacer : public ForwardObserver
{
public:
    std::map<HeadId, at::Tensor> heads; ///< [N+1, e]
    std::map<int, at::Tensor> mlps;     ///< by layer, [N+1, w]
    void headOutputs(int layer, at::Tensor &outputs) override
    {
        outputs = outputs.clone();
        for (const auto &[head, value] : heads) {
            if (head.layer == layer)
                outputs.select(2, head.head).copy_(value.narrow(0, 0, outputs.size(1)));
        }
    }
    void mlpOutput(int layer, at::Tensor &output) override
    {
        if (mlps.contains(layer))
            output.copy_(mlps.at(layer).narrow(0, 0, output.size(1)).expand_as(output));
    }
};

/// Collects the outputs of every head and MLP at every token it is computed for.
class Collector : public ForwardObserver
{
public:
    std::vector<at::Tensor> heads, mlps;
    void headOutputs(int, at::Tensor &outputs) override { heads.push_back(outputs.clone()); }
    void mlpOutput(int, at::Tensor &output) override { mlps.push_back(output.clone()); }
};

}

class TestAblation : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reproducesPublishedDirectEffects_data();
    void reproducesPublishedDirectEffects();
    void reproducesPublishedAccumulatedAblation_data();
    void reproducesPublishedAccumulatedAblation();
    void reproducesPublishedCompleteness_data();
    void reproducesPublishedCompleteness();
    void directEffectIsLinearInTheGain();
    void headCoordinatesGiveTheSameLogitsAsContributions();
    void forwardZeroScalesTheAttentionWeights_data();
    void forwardZeroScalesTheAttentionWeights();
    void forwardMeanReplacesByTheMeanAtEachToken();
    void forwardAblationOfTheClassTokenMovesItAlone();
    void keptStreamsChangeNothing();
    void aForwardPassWithNothingChangedIsThePlainOne();
    void forwardEqualsDirectForTheLastLayerUpToTheNorm();
    void refusesPicturesThatHaveChanged();
    void parsesHeadsAndLayers_data();
    void parsesHeadsAndLayers();

private:
    static ContributionStore bank(const QString &model = kModelA)
    {
        const SafetensorsFile file = golden("bank", model);
        return ContributionStore::fromContributions(file.floats("attn_heads"), file.floats("mlps"),
                                                    file.floats("cls_attn"));
    }
    static Ablation ablation(Ablation::Mode mode) { return {mode, {}, {}, {}}; }
    ContributionStore decomposed();
    FloatArray run(ForwardObserver &observer) const;
    FloatArray forward(const Ablation &change, std::size_t cacheBytes = 0);

    ClipModel m_model = ClipModel::load(modelPath());
    std::shared_ptr<const PixelSource> m_source =
        std::make_shared<TensorPixels>(modelPath() / "golden/image.safetensors", 32);
    QTemporaryDir m_folder;
};

ContributionStore TestAblation::decomposed()
{
    const std::filesystem::path path = m_folder.filePath("store").toStdString();
    if (!std::filesystem::exists(path))
        decompose(m_model, *m_source, {}, path, {5, false, false});
    return ContributionStore::open(path);
}

FloatArray TestAblation::run(ForwardObserver &observer) const
{
    const c10::InferenceMode guard;
    const FloatArray pixels = golden("image").floats("pixels");
    return normalisedRows(toArray(encodeImages(m_model.tensors().vision, tensorView(pixels), &observer)));
}

FloatArray TestAblation::forward(const Ablation &change, std::size_t cacheBytes)
{
    const ContributionStore store = decomposed();
    ForwardAblation forward(m_model, m_source, store.storedImages(), cacheBytes);
    return forward.embeddings(change, *store.tokenSums());
}

void TestAblation::reproducesPublishedDirectEffects_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<bool>("heads");
    QTest::addColumn<bool>("mlpList");
    QTest::addColumn<bool>("allMlps");
    QTest::addColumn<bool>("classToken");
    QTest::addColumn<bool>("zero");
    const auto row = [](const char *tensor, bool heads, bool mlpList, bool allMlps, bool classToken, bool zero) {
        for (const QString &model : {kModelA, kModelB})
            QTest::addRow("%s, %s", tensor, qPrintable(model))
                << model << QString(tensor) << heads << mlpList << allMlps << classToken << zero;
    };
    row("logits_baseline", false, false, false, false, false);
    row("logits_heads_mean", true, false, false, false, false);
    row("logits_heads_zero", true, false, false, false, true);
    row("logits_mlp_layers_mean", false, true, false, false, false);
    row("logits_mlp_layers_zero", false, true, false, false, true);
    row("logits_mlps_mean", false, false, true, false, false);
    row("logits_cls_mean", false, false, false, true, false);
    row("logits_mlps_and_cls_mean", false, false, true, true, false);
    row("logits_specific_heads", true, false, true, false, false);
}

void TestAblation::reproducesPublishedDirectEffects()
{
    QFETCH(QString, model);
    QFETCH(QString, tensor);
    QFETCH(bool, heads);
    QFETCH(bool, mlpList);
    QFETCH(bool, allMlps);
    QFETCH(bool, classToken);
    QFETCH(bool, zero);
    const SafetensorsFile expected = golden("ablation", model);
    const ContributionStore store = bank(model);
    Ablation change = ablation(zero ? Ablation::Mode::Zero : Ablation::Mode::Mean);
    const IntArray headList = expected.ints("head_list");
    for (std::int64_t entry = 0; heads && entry < headList.shape[0]; ++entry)
        change.heads[{int(headList.row(entry)[0]), int(headList.row(entry)[1])}] = 0;
    // The reference's "specific heads" ablates every head before the last four layers as well.
    for (int layer = 0; heads && allMlps && layer < store.layers() - 4; ++layer) {
        for (int head = 0; head < store.heads(); ++head)
            change.heads[{layer, head}] = 0;
    }
    for (const std::int64_t term : mlpList ? expected.ints("mlp_list").values : std::vector<std::int64_t>())
        change.mlps[int(term)] = 0;
    for (int term = 0; allMlps && term <= store.layers(); ++term)
        change.mlps[term] = 0;
    for (int layer = 0; classToken && layer < store.layers(); ++layer)
        change.classToken[layer] = 0;
    DirectEffect direct(store, transposed(expected.floats("classifier")));
    COMPARE_WITHIN(direct.logits(change).values, expected.floats(tensor.toStdString()).values, 5e-6);
}

void TestAblation::reproducesPublishedAccumulatedAblation_data() { addModelRows(); }

void TestAblation::reproducesPublishedAccumulatedAblation()
{
    QFETCH(QString, model);
    const SafetensorsFile expected = golden("ablation", model);
    const FloatArray logits = expected.floats("logits_layers_cumulative");
    const ContributionStore store = bank(model);
    DirectEffect direct(store, transposed(expected.floats("classifier")));
    Ablation change = ablation(Ablation::Mode::Mean);
    for (int layer = 0; layer < store.layers(); ++layer) {
        for (int head = 0; head < store.heads(); ++head)
            change.heads[{layer, head}] = 0;
        COMPARE_WITHIN(direct.logits(change).values, logits.row(layer), 5e-6);
    }
}

void TestAblation::reproducesPublishedCompleteness_data() { addModelRows(); }

void TestAblation::reproducesPublishedCompleteness()
{
    QFETCH(QString, model);
    // Heads of the last two layers rebuilt from eight descriptions, earlier ones at their mean.
    const c10::InferenceMode guard;
    const ContributionStore store = bank(model);
    const TextSpan textspan(golden("pool", model).floats("pool_embeddings"));
    const FloatArray terms = store.mlps(0, store.images());
    at::Tensor sum = tensorView(terms).sum(1);
    for (int layer = 0; layer < store.layers(); ++layer) {
        for (int head = 0; head < store.heads(); ++head) {
            const FloatArray contributions = store.contributions(layer, head, 0, store.images());
            const at::Tensor c = tensorView(contributions);
            const at::Tensor mean = c.mean(0);
            sum = sum + mean;
            if (layer < store.layers() - 2)
                continue;
            const HeadDescriptions described = textspan.describe(store, layer, head, {8, 8});
            const at::Tensor u = tensorView(described.directions);
            sum = sum + at::matmul(at::matmul(c - mean, u.t()), u);
        }
    }
    const FloatArray classifier = golden("ablation", model).floats("classifier");
    const FloatArray logits = toArray(at::matmul(sum, tensorView(classifier)));
    COMPARE_WITHIN(logits.values, golden("textspan", model).floats("logits_completeness").values, 2e-5);
}

void TestAblation::directEffectIsLinearInTheGain()
{
    const SafetensorsFile expected = golden("ablation");
    DirectEffect direct(bank(), transposed(expected.floats("classifier")));
    Ablation change = ablation(Ablation::Mode::Mean);
    const auto at = [&](double gain) {
        change.heads[{3, 1}] = gain;
        return direct.logits(change);
    };
    const FloatArray none = at(0);
    const FloatArray twice = at(2);
    FloatArray middle = none;
    for (std::size_t index = 0; index < middle.values.size(); ++index)
        middle.values[index] = (none.values[index] + twice.values[index]) / 2;
    COMPARE_WITHIN(middle.values, direct.baseline().values, 1e-6);
    COMPARE_WITHIN(at(1).values, direct.baseline().values, 0);
    QVERIFY(largestDifference(none.values, twice.values) > 0.01);
}

void TestAblation::headCoordinatesGiveTheSameLogitsAsContributions()
{
    const ContributionStore store = decomposed();
    const ContributionStore contributions =
        ContributionStore::fromContributions(store.contributions(0, 12), store.mlps(0, 12));
    const FloatArray classes = transposed(golden("ablation").floats("classifier"));
    DirectEffect first(store, classes);
    DirectEffect second(contributions, classes);
    for (const auto mode : {Ablation::Mode::Mean, Ablation::Mode::Zero}) {
        const Ablation change = {mode, {{{1, 2}, 0}, {{3, 0}, 0.5}, {{3, 3}, 2}}, {{2, 0}}, {}};
        COMPARE_WITHIN(first.logits(change).values, second.logits(change).values, 2e-6);
    }
}

void TestAblation::forwardZeroScalesTheAttentionWeights_data()
{
    QTest::addColumn<double>("gain");
    QTest::newRow("pruned") << 0.0;
    QTest::newRow("half") << 0.5;
    QTest::newRow("doubled") << 2.0;
}

void TestAblation::forwardZeroScalesTheAttentionWeights()
{
    QFETCH(double, gain);
    const std::map<HeadId, double> heads = {{{0, 1}, gain}, {{2, 0}, gain}, {{3, 3}, gain}};
    AttentionScaler scaler(heads);
    const FloatArray actual = forward({Ablation::Mode::Zero, heads, {}, {}});
    COMPARE_WITHIN(actual.values, run(scaler).values, 2e-6);
}

void TestAblation::forwardMeanReplacesByTheMeanAtEachToken()
{
    const c10::InferenceMode guard;
    Collector plain;
    run(plain);
    Replacer replacer;
    for (const HeadId head : {HeadId{1, 0}, HeadId{1, 3}, HeadId{3, 2}})
        replacer.heads[head] = plain.heads[std::size_t(head.layer)].select(2, head.head).mean(0);
    replacer.mlps[2] = plain.mlps[2].mean(0);
    const Ablation change = {Ablation::Mode::Mean, {{{1, 0}, 0}, {{1, 3}, 0}, {{3, 2}, 0}}, {{3, 0}}, {}};
    COMPARE_WITHIN(forward(change).values, run(replacer).values, 2e-6);
}

void TestAblation::forwardAblationOfTheClassTokenMovesItAlone()
{
    // The class token enters layer 0 alike in every picture, so its mean is itself.
    Collector plain;
    const FloatArray expected = run(plain);
    COMPARE_WITHIN(forward({Ablation::Mode::Mean, {}, {{0, 0}}, {}}).values, expected.values, 2e-6);
    QVERIFY(largestDifference(forward({Ablation::Mode::Zero, {}, {{0, 0}}, {}}).values, expected.values) > 1e-3);
}

void TestAblation::keptStreamsChangeNothing()
{
    const ContributionStore store = decomposed();
    ForwardAblation kept(m_model, m_source, store.storedImages(), std::size_t(1) << 30);
    const std::vector<Ablation> changes = {
        {Ablation::Mode::Mean, {{{3, 1}, 0}}, {}, {}},
        {Ablation::Mode::Zero, {{{0, 2}, 0}}, {{4, 0.5}}, {}},
        {Ablation::Mode::Mean, {{{2, 1}, 0}}, {{0, 0}, {2, 0}}, {}},
        {Ablation::Mode::Mean, {{{3, 1}, 0}}, {}, {}},
    };
    for (const Ablation &change : changes)
        COMPARE_WITHIN(kept.embeddings(change, *store.tokenSums()).values, forward(change).values, 1e-6);
}

void TestAblation::aForwardPassWithNothingChangedIsThePlainOne()
{
    COMPARE_WITHIN(forward({}).values, golden("image").floats("embedding_normalised").values, 5e-6);
}

void TestAblation::forwardEqualsDirectForTheLastLayerUpToTheNorm()
{
    // With nothing after the last layer's heads but its MLP, the direct effect differs by that MLP and the norms alone;
    // ablating the MLP as well leaves the same direction up to ln_post's own rescaling.
    const ContributionStore store = decomposed();
    const FloatArray classes = transposed(golden("ablation").floats("classifier"));
    Ablation change = {Ablation::Mode::Mean, {{{3, 1}, 0}}, {{4, 0}}, {}};
    DirectEffect direct(store, classes);
    const FloatArray expected = direct.logits(change);
    const FloatArray actual = cosines(forward(change), classes);
    double dot = 0, first = 0, second = 0;
    for (std::size_t index = 0; index < actual.values.size(); ++index) {
        dot += double(actual.values[index]) * expected.values[index];
        first += double(actual.values[index]) * actual.values[index];
        second += double(expected.values[index]) * expected.values[index];
    }
    QVERIFY(dot / std::sqrt(first * second) > 0.98);
}

void TestAblation::refusesPicturesThatHaveChanged()
{
    const ContributionStore store = decomposed();
    std::vector<StoredImage> images = store.storedImages();
    images[7].hash.back() = images[7].hash.back() == '0' ? '1' : '0';
    ForwardAblation forward(m_model, m_source, images);
    QVERIFY_EXCEPTION_THROWN(forward.embeddings({}, *store.tokenSums()), InputError);
}

void TestAblation::parsesHeadsAndLayers_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("layers");
    QTest::addColumn<QString>("parsed");
    QTest::newRow("one head") << "11.3" << false << "11.3";
    QTest::newRow("two heads, one twice") << "11.3,0.0,11.3" << false << "11.3 0.0";
    QTest::newRow("no such layer") << "12.0" << false << "error";
    QTest::newRow("no such head") << "0.16" << false << "error";
    QTest::newRow("a layer is no head") << "11" << false << "error";
    QTest::newRow("nothing") << "" << false << "error";
    QTest::newRow("trailing comma") << "1.1," << false << "error";
    QTest::newRow("negative") << "-1.0" << false << "error";
    QTest::newRow("three parts") << "1.2.3" << false << "error";
    QTest::newRow("last four") << "last:4" << true << "8 9 10 11";
    QTest::newRow("more than there are") << "last:40" << true << "0 1 2 3 4 5 6 7 8 9 10 11";
    QTest::newRow("list") << "9,2,9" << true << "2 9";
    QTest::newRow("last none") << "last:0" << true << "error";
    QTest::newRow("no layer") << "12" << true << "error";
    QTest::newRow("word") << "some" << true << "error";
}

void TestAblation::parsesHeadsAndLayers()
{
    QFETCH(QString, text);
    QFETCH(bool, layers);
    QFETCH(QString, parsed);
    QStringList actual;
    try {
        if (layers) {
            for (const int layer : parseLayers(text.toStdString(), 12))
                actual << QString::number(layer);
        } else {
            for (const HeadId head : parseHeads(text.toStdString(), 12, 16))
                actual << QString::fromStdString(toString(head));
        }
    } catch (const InputError &) {
        actual = QStringList("error");
    }
    QCOMPARE(actual.join(' '), parsed);
}

QTEST_GUILESS_MAIN(TestAblation)
#include "tst_ablation.moc"
