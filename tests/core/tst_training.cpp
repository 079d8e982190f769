// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/clip/clipmodel.h"
#include "core/dataset/preprocess.h"
#include "core/error.h"
#include "core/training/trainer.h"

#include <QTemporaryDir>
#include <QtTest>

#include <algorithm>
#include <numeric>
#include <random>

using namespace headscope;

namespace {

constexpr int kColours = 8;
constexpr int kImageSize = 16;
constexpr int kContext = 4;
constexpr int kEndToken = 10;

/// Something that can be learned in seconds: noisy pictures in the eight corners of the colour cube, and their names.
TrainingBatch colourBatch(std::int64_t step)
{
    std::mt19937 random(static_cast<unsigned>(step));
    TrainingBatch batch = {Array<std::uint8_t>({kColours, kImageSize, kImageSize, 3}), IntArray({kColours, kContext})};
    for (int sample = 0; sample < kColours; ++sample) {
        const int colour = (sample + int(step)) % kColours;
        const auto image = batch.images.row(sample);
        for (std::size_t index = 0; index < image.size(); ++index)
            image[index] = static_cast<std::uint8_t>((colour >> (index % 3) & 1) * 160 + random() % 96);
        const auto ids = batch.tokenIds.row(sample);
        ids[0] = 9;
        ids[1] = colour + 1;
        ids[2] = kEndToken;
    }
    return batch;
}

TrainingRecipe tinyRecipe(std::int64_t steps)
{
    TrainingRecipe recipe;
    recipe.config.vision = {16, 2, 2, 32, 1e-5};
    recipe.config.text = TowerShape{16, 2, 2, 32, 1e-5};
    recipe.config.patchSize = 4;
    recipe.config.embedDim = 8;
    recipe.config.contextLength = kContext;
    recipe.config.vocabularySize = kEndToken + 1;
    recipe.config.preprocessing.imageSize = kImageSize;
    recipe.steps = steps;
    recipe.batch = kColours;
    recipe.warmupSteps = std::min<std::int64_t>(10, steps / 3);
    recipe.learningRate = 5e-3;
    recipe.seed = 7;
    return recipe;
}

/// The normalised pixels of a batch, [B, 3, S, S].
FloatArray pixelsOf(const TrainingBatch &batch, const Preprocessing &preprocessing)
{
    FloatArray pixels({batch.images.shape[0], 3, kImageSize, kImageSize});
    for (std::int64_t sample = 0; sample < batch.images.shape[0]; ++sample)
        normalise(batch.images.row(sample), preprocessing, pixels.row(sample));
    return pixels;
}

}

class TrainingTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void learnsWhatCanBeLearned();
    void resumedRunEqualsUnbroken_data();
    void resumedRunEqualsUnbroken();
    void finishedRunIsReturnedAtOnce();
    void failingSourceLosesOnlyStepsSinceLastSave();
    void otherRecipeIsRefused_data();
    void otherRecipeIsRefused();
    void damagedStateIsRefused();
    void anotherSeedGivesOtherWeights();
    void learningRateWarmsUpAndFalls();
    void patchesAreDroppedUntilTheLastPart();
    void divergenceIsReported();

private:
    std::filesystem::path file(const char *name) const
    {
        return std::filesystem::path(m_directory.path().toStdString()) / QTest::currentTestFunction() / name;
    }
    void makeDirectory() const { std::filesystem::create_directories(file("").parent_path()); }

    QTemporaryDir m_directory;
};

void TrainingTest::learnsWhatCanBeLearned()
{
    const TrainingRecipe recipe = tinyRecipe(150);
    std::vector<TrainingProgress> reports;
    TrainingRun run;
    run.progress = [&](const TrainingProgress &progress) { reports.push_back(progress); };
    const auto weights = trainClip(recipe, colourBatch, run);

    QCOMPARE(reports.size(), std::size_t(150));
    QVERIFY(reports.front().loss > 1);
    QVERIFY2(reports.back().loss < 0.2, std::to_string(reports.back().loss).c_str());
    QCOMPARE(reports.back().step, reports.back().steps);
    QVERIFY(reports[10].samplesPerSecond > 0 && reports[10].secondsLeft > 0);
    QCOMPARE(reports.back().secondsLeft, 0.0);

    // The trained model does as well when it is stored and loaded like any other.
    writeOpenClipCheckpoint(file("model"), recipe.config, weights);
    const ClipModel model = ClipModel::load(file("model"));
    QVERIFY(*model.logitScale() <= recipe.largestLogitScale * 1.001);
    const TrainingBatch unseen = colourBatch(12345);
    const FloatArray images = normalisedRows(model.encodeImages(pixelsOf(unseen, model.config().preprocessing)));
    const FloatArray texts = normalisedRows(model.encodeTexts(unseen.tokenIds));
    for (int image = 0; image < kColours; ++image) {
        const auto similarity = [&](int text) {
            return std::inner_product(images.row(image).begin(), images.row(image).end(), texts.row(text).begin(), 0.0);
        };
        for (int text = 0; text < kColours; ++text)
            QVERIFY(text == image || similarity(text) < similarity(image));
    }
}

void TrainingTest::resumedRunEqualsUnbroken_data()
{
    QTest::addColumn<bool>("bfloat16");
    QTest::newRow("float32") << false;
    QTest::newRow("bfloat16") << true;
}

void TrainingTest::resumedRunEqualsUnbroken()
{
    QFETCH(bool, bfloat16);
    makeDirectory();
    TrainingRecipe recipe = tinyRecipe(6);
    recipe.bfloat16 = bfloat16;
    const auto unbroken = trainClip(recipe, colourBatch);

    std::stop_source stopper;
    TrainingRun run;
    run.stateFile = file(bfloat16 ? "half" : "single");
    run.stop = stopper.get_token();
    run.progress = [&](const TrainingProgress &progress) {
        if (progress.step == 3)
            stopper.request_stop();
    };
    QVERIFY_EXCEPTION_THROWN(trainClip(recipe, colourBatch, run), Cancelled);
    QVERIFY(std::filesystem::exists(run.stateFile));

    std::vector<std::int64_t> steps;
    run.stop = {};
    run.progress = [&](const TrainingProgress &progress) { steps.push_back(progress.step); };
    const auto resumed = trainClip(recipe, colourBatch, run);
    QCOMPARE(steps, (std::vector<std::int64_t>{4, 5, 6}));
    QVERIFY(resumed == unbroken);
}

void TrainingTest::finishedRunIsReturnedAtOnce()
{
    makeDirectory();
    TrainingRun run;
    run.stateFile = file("state");
    const auto weights = trainClip(tinyRecipe(3), colourBatch, run);
    const auto again = trainClip(
        tinyRecipe(3), [](std::int64_t) -> TrainingBatch { throw std::logic_error("nothing is left to do"); }, run);
    QVERIFY(again == weights);
}

void TrainingTest::failingSourceLosesOnlyStepsSinceLastSave()
{
    makeDirectory();
    const auto unbroken = trainClip(tinyRecipe(6), colourBatch);
    TrainingRun run;
    run.stateFile = file("state");
    run.saveEvery = 2;
    const auto failing = [](std::int64_t step) {
        if (step == 5)
            throw std::runtime_error("no picture");
        return colourBatch(step);
    };
    QVERIFY_EXCEPTION_THROWN(trainClip(tinyRecipe(6), failing, run), std::runtime_error);

    std::int64_t firstStep = 0;
    run.progress = [&](const TrainingProgress &progress) {
        if (firstStep == 0)
            firstStep = progress.step;
    };
    QVERIFY(trainClip(tinyRecipe(6), colourBatch, run) == unbroken);
    QCOMPARE(firstStep, 5);
}

void TrainingTest::otherRecipeIsRefused_data()
{
    QTest::addColumn<QString>("field");
    for (const char *field : {"seed", "learning_rate", "steps", "vision", "mean"})
        QTest::newRow(field) << field;
}

void TrainingTest::otherRecipeIsRefused()
{
    QFETCH(QString, field);
    makeDirectory();
    TrainingRun run;
    run.stateFile = file("state");
    trainClip(tinyRecipe(3), colourBatch, run);

    TrainingRecipe other = tinyRecipe(field == "steps" ? 4 : 3);
    if (field == "seed")
        ++other.seed;
    else if (field == "learning_rate")
        other.learningRate *= 2;
    else if (field == "vision")
        ++other.config.vision.layers;
    else if (field == "mean")
        other.config.preprocessing.mean = {0.5f, 0.5f, 0.5f};
    try {
        trainClip(other, colourBatch, run);
        QFAIL("must be refused");
    } catch (const InputError &error) {
        QCOMPARE(error.subject(), run.stateFile.string());
        QVERIFY2(error.problem().find("whose " + field.toStdString() + " is") != std::string::npos, error.what());
    }
}

void TrainingTest::damagedStateIsRefused()
{
    makeDirectory();
    TrainingRun run;
    run.stateFile = file("state");
    trainClip(tinyRecipe(3), colourBatch, run);
    std::filesystem::resize_file(run.stateFile, std::filesystem::file_size(run.stateFile) - 4);
    QVERIFY_EXCEPTION_THROWN(trainClip(tinyRecipe(3), colourBatch, run), InputError);
}

void TrainingTest::anotherSeedGivesOtherWeights()
{
    TrainingRecipe other = tinyRecipe(1);
    ++other.seed;
    QVERIFY(trainClip(tinyRecipe(1), colourBatch) == trainClip(tinyRecipe(1), colourBatch));
    QVERIFY(trainClip(tinyRecipe(1), colourBatch) != trainClip(other, colourBatch));
}

void TrainingTest::learningRateWarmsUpAndFalls()
{
    TrainingRecipe recipe;
    recipe.steps = 1001;
    recipe.warmupSteps = 100;
    recipe.learningRate = 2e-3;
    QCOMPARE(learningRateAt(recipe, 0), 2e-5);
    QCOMPARE(learningRateAt(recipe, 49), 1e-3);
    QCOMPARE(learningRateAt(recipe, 100), 2e-3);
    QCOMPARE(learningRateAt(recipe, 550), 2e-3 * 0.51); // halfway down to 2 %
    QCOMPARE(learningRateAt(recipe, 1000), 4e-5);
}

void TrainingTest::patchesAreDroppedUntilTheLastPart()
{
    const TrainingRecipe recipe = tinyRecipe(10); // 16 patches; steps 8 and 9 show all
    for (std::int64_t step = 0; step < 10; ++step) {
        const auto patches = patchesAt(recipe, step);
        QCOMPARE(int(patches.size()), step < 8 ? 8 : 16);
        QCOMPARE(int(patches.size()), patchCountAt(recipe, step));
        QVERIFY(std::is_sorted(patches.begin(), patches.end()));
        QVERIFY(std::adjacent_find(patches.begin(), patches.end()) == patches.end());
        QVERIFY(patches.front() >= 0 && patches.back() < 16);
    }
    QVERIFY(patchesAt(recipe, 3) == patchesAt(recipe, 3));
    QVERIFY(patchesAt(recipe, 3) != patchesAt(recipe, 4));
}

void TrainingTest::divergenceIsReported()
{
    TrainingRecipe recipe = tinyRecipe(20);
    recipe.warmupSteps = 0;
    recipe.learningRate = 1e30;
    QVERIFY_EXCEPTION_THROWN(trainClip(recipe, colourBatch), std::runtime_error);
}

QTEST_GUILESS_MAIN(TrainingTest)
#include "tst_training.moc"
