// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "core/store/decompose.h"
#include "core/store/store.h"
#include "core/store/storemerge.h"
#include "tests/core/goldens.h"

#include <QTemporaryDir>

#include <functional>

using namespace headscope;
using namespace headscope::test;

namespace {

using Change = std::function<void(ClipConfig &)>;

ClipModel modelWith(Activation activation) { return ClipModel::load(modelPath(), {activation, {}, {}}); }

/// The reference model with one of its tensors multiplied.
ClipModel scaled(const std::string &tensor, float factor)
{
    Checkpoint checkpoint = readCheckpoint(modelPath());
    StoredTensor &stored = checkpoint.tensors.at(tensor);
    auto values = std::make_shared<std::vector<float>>(stored.toFloats(tensor));
    for (float &value : *values)
        value *= factor;
    stored = {DType::F32, stored.shape, std::as_bytes(std::span(*values)), values};
    return ClipModel(checkpoint);
}

/// What an InputError of `work` says.
template <typename Work>
std::string refusal(const Work &work)
{
    try {
        work();
    } catch (const InputError &error) {
        return error.what();
    }
    return {};
}

}

/// A store knows what it is of, and holds nothing but numbers.
class TestStoreFacts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void aModelOpenedOtherwiseDiffersInThatFact_data();
    void aModelOpenedOtherwiseDiffersInThatFact();
    void theTextTowerIsNoFactOfAStore();
    void shardsOfAnotherActivationAreNotMerged();
    void anInterruptedRunIsNotResumedWithAnotherActivation();
    void whatAnOlderStoreDoesNotStateIsNotCompared();
    void numbersThatAreNotFiniteAreRefused_data();
    void numbersThatAreNotFiniteAreRefused();
    void embeddingsThatOverflowLeaveNoStore();
    void partsTooLargeForHalfPrecisionAreRefused();
    void aStoreOfAnotherFormIsReplaced_data();
    void aStoreOfAnotherFormIsReplaced();
    void aLinkToAStoreStaysALink();

private:
    std::filesystem::path path(const std::string &name) const
    {
        return std::filesystem::path(m_folder->path().toStdString()) / name;
    }
    /// The reference pictures from `begin` on, decomposed.
    std::filesystem::path decomposed(const std::string &name, const ClipModel &model, std::int64_t begin = 0,
                                     const DecomposeOptions &options = {}) const
    {
        const FloatArray all = golden("image").floats("pixels");
        const auto size = static_cast<std::ptrdiff_t>(all.values.size()) / all.shape[0];
        SafetensorsWriter writer;
        writer.add("pixels", FloatArray({all.shape[0] - begin, all.shape[1], all.shape[2], all.shape[3]},
                                        {all.values.begin() + size * begin, all.values.end()}));
        const auto pixels = path("pixels " + std::to_string(begin));
        if (!std::filesystem::exists(pixels))
            writer.write(pixels);
        decompose(model, TensorPixels(pixels, 32), {}, path(name), options);
        return path(name);
    }
    void changeDescription(const std::filesystem::path &store,
                           const std::function<void(nlohmann::json &)> &change) const
    {
        nlohmann::json json = readJson(store / storefiles::kDescription);
        change(json);
        writeFileAtomically(store / storefiles::kDescription, json.dump());
    }

    const ClipModel m_model = ClipModel::load(modelPath());
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestStoreFacts::aModelOpenedOtherwiseDiffersInThatFact_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<QString>("fact");
    QTest::addColumn<QString>("stored");
    QTest::addColumn<QString>("opened");
    const auto row = [](const char *fact, const char *stored, const char *opened, const Change &change) {
        QTest::newRow(fact) << change << QString(fact) << QString(stored) << QString(opened);
    };
    row("activation", "\"gelu\"", "\"quick_gelu\"",
        [](ClipConfig &config) { config.vision.activation = Activation::QuickGelu; });
    row("heads", "4", "8", [](ClipConfig &config) { config.vision.heads = 8; });
    row("layer_norm_eps", "1e-05", "1e-06", [](ClipConfig &config) { config.vision.layerNormEps = 1e-6; });
    row("preprocessing/resize", "0", "1",
        [](ClipConfig &config) { config.preprocessing.resize = Preprocessing::Resize::Squash; });
    row("preprocessing/interpolation", "0", "1",
        [](ClipConfig &config) { config.preprocessing.interpolation = Preprocessing::Interpolation::Bilinear; });
    row("preprocessing/fill/2", "0", "9", [](ClipConfig &config) { config.preprocessing.fill[2] = 9; });
    row("preprocessing/mean/1", "", "0.5", [](ClipConfig &config) { config.preprocessing.mean[1] = 0.5f; });
    row("preprocessing/std/0", "", "0.5", [](ClipConfig &config) { config.preprocessing.std[0] = 0.5f; });
}

void TestStoreFacts::aModelOpenedOtherwiseDiffersInThatFact()
{
    QFETCH(Change, change);
    QFETCH(QString, fact);
    QFETCH(QString, stored);
    QFETCH(QString, opened);
    const StoreDescription description = ContributionStore::open(decomposed("store", m_model)).description();
    QVERIFY(!firstDifference(description, factsOf(m_model.config(), m_model.weightsFile())));
    ClipConfig config = m_model.config();
    change(config);
    const auto difference = firstDifference(description, factsOf(config, m_model.weightsFile()));
    QVERIFY(difference);
    QCOMPARE(difference->fact, fact.toStdString());
    if (!stored.isEmpty())
        QCOMPARE(difference->first, stored.toStdString());
    QCOMPARE(difference->second, opened.toStdString());
}

void TestStoreFacts::theTextTowerIsNoFactOfAStore()
{
    ClipConfig config = m_model.config();
    config.text->heads = 8;
    config.contextLength = 5;
    QVERIFY(!firstDifference(factsOf(m_model.config(), m_model.weightsFile()), factsOf(config, m_model.weightsFile())));
}

void TestStoreFacts::shardsOfAnotherActivationAreNotMerged()
{
    const auto one = decomposed("one", modelWith(Activation::Gelu), 6);
    const auto two = decomposed("two", modelWith(Activation::QuickGelu));
    const std::string says = refusal([&] { mergeStores(std::vector{one, two}, path("merged")); });
    for (const char *part : {"activation", "\"gelu\"", "\"quick_gelu\""})
        QVERIFY2(says.find(part) != says.npos, says.c_str());
    QVERIFY(!std::filesystem::exists(path("merged")));
}

void TestStoreFacts::anInterruptedRunIsNotResumedWithAnotherActivation()
{
    const auto whole = decomposed("whole", modelWith(Activation::QuickGelu), 0, {4, false, false});
    std::stop_source stop;
    const Job job = {[&](std::int64_t done, std::int64_t) {
                         if (done >= 4)
                             stop.request_stop();
                     },
                     stop.get_token()};
    QVERIFY_EXCEPTION_THROWN(decompose(modelWith(Activation::Gelu), TensorPixels(path("pixels 0"), 32), {},
                                       path("resumed"), {4, false, false}, job),
                             Cancelled);
    QVERIFY(std::filesystem::exists(path("resumed.partial")));
    const auto resumed = decomposed("resumed", modelWith(Activation::QuickGelu), 0, {4, false, false});
    for (const char *file : {storefiles::kEmbeddings, storefiles::kHeads, storefiles::kMoments})
        QVERIFY2(readFile(resumed / file) == readFile(whole / file), file);
}

void TestStoreFacts::whatAnOlderStoreDoesNotStateIsNotCompared()
{
    const auto older = decomposed("older", m_model, 6);
    changeDescription(older, [](nlohmann::json &json) {
        for (const char *fact : {"activation", "layer_norm_eps", "patch_size"})
            QCOMPARE(json.erase(fact), std::size_t(1));
        json["preprocessing"].erase("fill");
    });
    const StoreDescription says = ContributionStore::open(older).description();
    QCOMPARE(unstatedFacts(says), (std::vector<std::string>{"activation", "layer_norm_eps", "patch_size"}));
    ClipConfig config = m_model.config();
    config.vision.activation = Activation::QuickGelu;
    QVERIFY(!firstDifference(factsOf(config, m_model.weightsFile()), says));
    config.vision.heads = 8;
    QCOMPARE(firstDifference(factsOf(config, m_model.weightsFile()), says)->fact, std::string("heads"));

    // Joined with one that does state them, it still isn't known of all.
    SafetensorsWriter other;
    FloatArray pixels = golden("image").floats("pixels");
    pixels.values.front() += 1;
    pixels.values.resize(std::size_t(elementCount({2, 3, 32, 32})));
    pixels.shape[0] = 2;
    other.add("pixels", pixels);
    other.write(path("others"));
    decompose(m_model, TensorPixels(path("others"), 32), {}, path("newer"), {});
    QVERIFY(unstatedFacts(ContributionStore::open(path("newer")).description()).empty());
    for (const auto &stores : {std::vector{older, path("newer")}, std::vector{path("newer"), older}}) {
        mergeStores(stores, path("merged"));
        QCOMPARE(unstatedFacts(ContributionStore::open(path("merged")).description()), unstatedFacts(says));
    }
}

void TestStoreFacts::numbersThatAreNotFiniteAreRefused_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("half");
    for (const char *file : {storefiles::kBasis, storefiles::kMoments, storefiles::kHeads, storefiles::kShared,
                             storefiles::kMlps, storefiles::kClassToken, storefiles::kEmbeddings})
        QTest::newRow(file) << QString(file) << false;
    for (const char *file : {storefiles::kHeads, storefiles::kMlps})
        QTest::addRow("%s, half precision", file) << QString(file) << true;
}

void TestStoreFacts::numbersThatAreNotFiniteAreRefused()
{
    QFETCH(QString, file);
    QFETCH(bool, half);
    const auto store = decomposed("store", m_model, 6, {16, half, true});
    const auto target = store / file.toStdString();
    if (file == storefiles::kMoments) {
        Moments moments;
        TokenSums tokenSums;
        readSums(target, moments, tokenSums);
        moments.sum.values.back() = std::numeric_limits<double>::infinity();
        writeSums(target, moments, tokenSums);
    } else {
        std::string bytes = readFile(target);
        // The last number: all bits of its exponent set, in either precision.
        bytes[bytes.size() - 1] = '\x7f';
        bytes[bytes.size() - 2] = '\xff';
        writeFileAtomically(target, bytes);
    }
    // Those with a row an image may be refused when they are used.
    const std::string says = refusal([&] {
        const ContributionStore opened = ContributionStore::open(store);
        const std::int64_t images = opened.images();
        opened.contributions(0, images);
        opened.mlps(0, images);
        opened.classToken(0, images);
    });
    QVERIFY2(says.find("not finite") != says.npos, says.c_str());
    QVERIFY2(says.find(file.toStdString()) != says.npos, says.c_str());
}

void TestStoreFacts::embeddingsThatOverflowLeaveNoStore()
{
    const std::string says = refusal([&] { decomposed("store", scaled("visual.proj", 1e38f)); });
    QVERIFY2(says.find("pixels 0#0") != says.npos && says.find("not finite") != says.npos, says.c_str());
    for (const char *suffix : {"", ".partial", ".lock"})
        QVERIFY(!std::filesystem::exists(path(std::string("store") + suffix)));
}

void TestStoreFacts::partsTooLargeForHalfPrecisionAreRefused()
{
    const ClipModel model = scaled("visual.proj", 1e-9f); // short embeddings, whose parts are divided by their length
    const std::string says = refusal([&] { decomposed("half", model, 0, {16, true, false}); });
    QVERIFY2(says.find("float16") != says.npos, says.c_str());
    QVERIFY(!std::filesystem::exists(path("half")) && !std::filesystem::exists(path("half.partial")));
    QCOMPARE(ContributionStore::open(decomposed("whole", model)).images(), std::int64_t(12));
}

void TestStoreFacts::aStoreOfAnotherFormIsReplaced_data()
{
    QTest::addColumn<QString>("member");
    QTest::addColumn<QString>("value");
    QTest::newRow("version") << "version"
                             << "999";
    QTest::newRow("convention") << "convention"
                                << "\"all of it to the first head\"";
    QTest::newRow("lacking a member") << "heads"
                                      << "null";
}

void TestStoreFacts::aStoreOfAnotherFormIsReplaced()
{
    QFETCH(QString, member);
    QFETCH(QString, value);
    const auto store = decomposed("store", m_model);
    changeDescription(
        store, [&](nlohmann::json &json) { json[member.toStdString()] = nlohmann::json::parse(value.toStdString()); });
    QVERIFY_EXCEPTION_THROWN(ContributionStore::open(store), InputError);
    decomposed("store", m_model);
    QCOMPARE(ContributionStore::open(store).images(), std::int64_t(12));
}

void TestStoreFacts::aLinkToAStoreStaysALink()
{
    std::filesystem::create_directory(path("elsewhere"));
    for (const bool exists : {false, true}) {
        if (!exists)
            std::filesystem::create_directory_symlink("elsewhere/store", path("link"));
        decomposed("link", m_model);
        QVERIFY(std::filesystem::is_symlink(path("link")));
        QVERIFY(std::filesystem::is_directory(path("elsewhere") / "store"));
        QCOMPARE(ContributionStore::open(path("link")).images(), std::int64_t(12));
    }
}

QTEST_GUILESS_MAIN(TestStoreFacts)
#include "tst_storefacts.moc"
