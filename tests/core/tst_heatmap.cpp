// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torchconversions.h"
#include "core/dataset/imagefile.h"
#include "core/decomposition/decomposition.h"
#include "core/decomposition/headbasis.h"
#include "core/decomposition/heatmap.h"
#include "core/decomposition/overlay.h"
#include "tests/core/goldens.h"

#include <QTemporaryDir>

using namespace headscope;
using namespace headscope::test;

namespace {

/// A reference model with its numbers.
struct Reference
{
    explicit Reference(const QString &model)
        : name(model)
        , clip(ClipModel::load(modelPath(model)))
        , layers(clip.config().vision.layers)
        , heads(clip.config().vision.heads)
        , embedDim(clip.config().embedDim)
        , patches(clip.config().tokens() - 1)
        , imageSize(clip.config().imageSize())
        , patchSize(clip.config().patchSize)
    {
    }

    SafetensorsFile numbers(const std::string &file) const { return golden(file, name); }

    TokenHeatmap heatmap(std::int64_t image) const
    {
        return TokenHeatmap(clip, sliced(numbers("image").floats("pixels"), image, 1));
    }

    /// The three texts of the reference maps, [d] each.
    std::vector<FloatArray> texts() const
    {
        const FloatArray all = numbers("text").floats("text_embedding_normalised");
        std::vector<FloatArray> texts;
        for (const std::int64_t row : numbers("heatmap").ints("text_rows").values)
            texts.push_back(FloatArray({embedDim}, std::vector<float>(all.row(row).begin(), all.row(row).end())));
        return texts;
    }

    QString name;
    ClipModel clip;
    int layers, heads, embedDim, patches, imageSize, patchSize;
};

}

class TestHeatmap : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void reproducesPublishedHeatmaps_data();
    void reproducesPublishedHeatmaps();
    void reproducesPublishedTokenContributions_data();
    void reproducesPublishedTokenContributions();
    void headsAndTokensSumToTheHeadContributions_data();
    void headsAndTokensSumToTheHeadContributions();
    void segmentationIsThePublishedOne_data();
    void segmentationIsThePublishedOne();
    void overlaysShowWhereTheHeatIs();
};

void TestHeatmap::reproducesPublishedHeatmaps_data() { addModelRows(); }

void TestHeatmap::reproducesPublishedHeatmaps()
{
    QFETCH(QString, model);
    const Reference reference(model);
    const SafetensorsFile expected = reference.numbers("heatmap");
    const std::vector<FloatArray> texts = reference.texts();
    const FloatArray heat = expected.floats("heat", {2, 3, reference.patches});
    const FloatArray large = expected.floats("heat_up", {2, 3, reference.imageSize, reference.imageSize});
    const FloatArray oneHead = expected.floats("heat_one_head", {2, 3, reference.patches});
    const auto part = [](const FloatArray &array, std::int64_t image, std::size_t text) {
        const auto row = array.row(image);
        return row.subspan(text * (row.size() / 3), row.size() / 3);
    };
    for (std::int64_t image = 0; image < 2; ++image) {
        const TokenHeatmap map = reference.heatmap(image);
        for (std::size_t text = 0; text < 3; ++text) {
            const Heat all = map.heat(texts[text].values);
            COMPARE_WITHIN(all.patches.values, part(heat, image, text), 2e-6);
            COMPARE_WITHIN(enlarged(all.patches, reference.patchSize).values, part(large, image, text), 2e-6);
            COMPARE_WITHIN(map.heat(texts[text].values, HeadId{reference.layers - 1, 1}).patches.values,
                           part(oneHead, image, text), 1e-6);
        }
    }
}

void TestHeatmap::reproducesPublishedTokenContributions_data() { addModelRows(); }

void TestHeatmap::reproducesPublishedTokenContributions()
{
    QFETCH(QString, model);
    const Reference reference(model);
    // A heat map for the k-th unit vector is the k-th component of every token's contribution.
    const FloatArray tokens = reference.numbers("image").floats(
        "attn_tokens", {2, reference.layers, reference.patches + 1, reference.heads, reference.embedDim});
    for (std::int64_t image = 0; image < 2; ++image) {
        const TokenHeatmap map = reference.heatmap(image);
        for (int layer = 0; layer < reference.layers; ++layer) {
            for (int head = 0; head < reference.heads; ++head) {
                for (std::size_t component = 0; component < std::size_t(reference.embedDim); component += 7) {
                    std::vector<float> unit(std::size_t(reference.embedDim));
                    unit[component] = 1;
                    const Heat heat = map.heat(unit, HeadId{layer, head});
                    std::vector<float> actual = {heat.classToken};
                    actual.insert(actual.end(), heat.patches.values.begin(), heat.patches.values.end());
                    std::vector<float> expected;
                    for (int token = 0; token <= reference.patches; ++token)
                        expected.push_back(tokens.row(
                            image)[std::size_t(((layer * (reference.patches + 1) + token) * reference.heads + head) *
                                               reference.embedDim) +
                                   component]);
                    COMPARE_WITHIN(actual, expected, 1e-6);
                }
            }
        }
    }
}

void TestHeatmap::headsAndTokensSumToTheHeadContributions_data() { addModelRows(); }

void TestHeatmap::headsAndTokensSumToTheHeadContributions()
{
    QFETCH(QString, model);
    const Reference reference(model);
    const FloatArray heads =
        reference.numbers("image").floats("attn_heads", {12, reference.layers, reference.heads, reference.embedDim});
    const FloatArray text = reference.texts().front();
    const Heat heat = reference.heatmap(5).heat(text.values, HeadId{2, 3});
    double tokens = heat.classToken;
    for (const float value : heat.patches.values)
        tokens += value;
    double whole = 0;
    for (std::size_t component = 0; component < std::size_t(reference.embedDim); ++component)
        whole += double(heads.row(5)[std::size_t((2 * reference.heads + 3) * reference.embedDim) + component]) *
                 text.values[component];
    QVERIFY(std::abs(tokens - whole) < 2e-6);
}

void TestHeatmap::segmentationIsThePublishedOne_data() { addModelRows(); }

void TestHeatmap::segmentationIsThePublishedOne()
{
    QFETCH(QString, model);
    const Reference reference(model);
    const std::vector<FloatArray> texts = reference.texts();
    const FloatArray expected =
        reference.numbers("heatmap").floats("segmentation_map", {2, reference.imageSize, reference.imageSize});
    for (std::int64_t image = 0; image < 2; ++image) {
        const TokenHeatmap map = reference.heatmap(image);
        // Its text against the mean of the three.
        std::vector<float> direction(std::size_t(reference.embedDim));
        for (std::size_t component = 0; component < std::size_t(reference.embedDim); ++component)
            direction[component] =
                texts[2].values[component] -
                (texts[0].values[component] + texts[1].values[component] + texts[2].values[component]) / 3;
        FloatArray segmentation = enlarged(map.heat(direction).patches, reference.patchSize);
        for (float &value : segmentation.values)
            value = std::max(value, 0.0f);
        const auto [low, high] = std::minmax_element(segmentation.values.begin(), segmentation.values.end());
        const float least = *low;
        const float range = *high - least;
        for (float &value : segmentation.values)
            value = (value - least) / range;
        COMPARE_WITHIN(segmentation.values, expected.row(image), 5e-4);
    }
}

void TestHeatmap::overlaysShowWhereTheHeatIs()
{
    QTemporaryDir folder;
    const std::filesystem::path path = folder.filePath("overlay.png").toStdString();
    Array<std::uint8_t> grey({64, 64, 3}, 128);
    FloatArray heat({4, 4});
    heat.values[0] = 1;   // top left: for
    heat.values[15] = -1; // bottom right: against
    writeOverlay(grey, heat, true, path);
    const Array<std::uint8_t> picture = readImage(path);
    QCOMPARE(picture.shape, (Shape{384, 384, 3}));
    const auto pixel = [&](std::int64_t y, std::int64_t x) { return picture.row(y).subspan(std::size_t(x) * 3, 3); };
    QVERIFY(pixel(5, 5)[0] > pixel(5, 5)[2] + 100);         // orange
    QVERIFY(pixel(378, 378)[2] > pixel(378, 378)[0] + 100); // blue
    QCOMPARE(int(pixel(5, 378)[0]), 128);                   // nothing said
    QCOMPARE(int(pixel(5, 378)[2]), 128);

    writeOverlay(grey, heat, false, path);
    const Array<std::uint8_t> sequential = readImage(path);
    QVERIFY(sequential.row(5)[15] > sequential.row(378)[378 * 3] + 50); // yellow against dark blue
}

QTEST_GUILESS_MAIN(TestHeatmap)
#include "tst_heatmap.moc"
