// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/torchconversions.h"
#include "core/decomposition/decomposition.h"
#include "core/error.h"
#include "core/files.h"
#include "core/store/decompose.h"
#include "core/store/store.h"
#include "core/store/storemerge.h"
#include "core/textspan/textspan.h"
#include "tests/core/goldens.h"

#include <c10/core/InferenceMode.h>

#include <QTemporaryDir>

#include <csignal>
#include <fcntl.h>
#include <numeric>
#include <sys/file.h>
#include <sys/resource.h>
#include <unistd.h>

using namespace headscope;
using namespace headscope::test;

namespace {

/// Every file of a folder with its bytes.
std::map<std::string, std::string> contents(const std::filesystem::path &folder)
{
    std::map<std::string, std::string> files;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        files[entry.path().filename().string()] = readFile(entry.path());
    return files;
}

/// The reference pixels over and over, so that there is something to interrupt; some can't be read.
class ManyPixels : public PixelSource
{
public:
    explicit ManyPixels(std::int64_t size, std::set<std::int64_t> broken = {}, std::int64_t begin = 0,
                        bool upright = false)
        : m_pixels(golden("image").floats("pixels"))
        , m_size(size)
        , m_broken(std::move(broken))
        , m_begin(begin)
        , m_upright(upright)
    {
    }
    std::int64_t size() const override { return m_size; }
    int imageSize() const override { return 32; }
    bool upright() const override { return m_upright; }
    std::string load(std::int64_t index, std::span<float> pixels) const override
    {
        const std::int64_t image = m_begin + index;
        if (m_broken.contains(image))
            throw InputError(name(index), "is broken", "mend it");
        const auto source = m_pixels.row(image % m_pixels.shape.front());
        std::copy(source.begin(), source.end(), pixels.begin());
        pixels[0] += float(image) / 100;
        return sha256(std::as_bytes(pixels));
    }
    std::string name(std::int64_t index) const override { return "image " + std::to_string(m_begin + index); }
    std::string identity() const override { return std::to_string(m_begin) + " " + std::to_string(m_size); }

private:
    FloatArray m_pixels;
    std::int64_t m_size;
    std::set<std::int64_t> m_broken;
    std::int64_t m_begin;
    bool m_upright;
};

Dataset labelled(std::int64_t images)
{
    Dataset dataset;
    dataset.attributes.push_back({"kind, quoted", {}});
    for (std::int64_t image = 0; image < images; ++image) {
        dataset.paths.push_back("image");
        dataset.labels.push_back("label " + std::to_string(image));
        dataset.attributes[0].values.push_back(image % 2 ? "odd" : "");
    }
    return dataset;
}

std::vector<int> range(int begin, int end)
{
    std::vector<int> numbers(static_cast<std::size_t>(end - begin));
    std::iota(numbers.begin(), numbers.end(), begin);
    return numbers;
}

/// While it lives, files can't grow beyond so many bytes: writing fails as on a full disk, with another errno.
class FileSizeLimit
{
public:
    explicit FileSizeLimit(rlim_t bytes)
        : m_handler(std::signal(SIGXFSZ, SIG_IGN))
    {
        ::getrlimit(RLIMIT_FSIZE, &m_before);
        const rlimit limit = {bytes, m_before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &limit);
    }
    ~FileSizeLimit()
    {
        ::setrlimit(RLIMIT_FSIZE, &m_before);
        std::signal(SIGXFSZ, m_handler);
    }
    FileSizeLimit(const FileSizeLimit &) = delete;
    FileSizeLimit &operator=(const FileSizeLimit &) = delete;

private:
    rlimit m_before = {};
    void (*m_handler)(int);
};

/// A job that is stopped once `images` are done.
Job stoppedAfter(std::int64_t images)
{
    auto source = std::make_shared<std::stop_source>();
    return {[source, images](std::int64_t done, std::int64_t) {
                if (done >= images)
                    source->request_stop();
            },
            source->get_token()};
}

}

class TestStore : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void holdsThePublishedContributions_data();
    void holdsThePublishedContributions();
    void momentsAreThoseOfTheCoordinates();
    void equalInputGivesEqualBytes();
    void interruptedRunsResumeToTheSameBytes_data();
    void interruptedRunsResumeToTheSameBytes();
    void aDamagedPartialStoreIsStartedAnew();
    void picturesWithValuesThatAreNotNumbersAreLeftOut();
    void picturesThatCannotBeReadAreLeftOutAndListed();
    void failsWithoutATraceIfNothingCanBeRead();
    void keepsLabelsAndAttributes();
    void twoProcessesCannotWriteOneStore();
    void doesNotReplaceWhatIsNotAStore();
    void damagedStoresAreRefused_data();
    void damagedStoresAreRefused();
    void aFullDiskLeavesSomethingToGoOnFrom();
    void mergedShardsAreTheWhole_data();
    void mergedShardsAreTheWhole();
    void mergingAddsMomentsUp();
    void mergingKeepsWhatIsKnownOfEachPicture();
    void mergingRefusesWhatDoesNotBelongTogether_data();
    void mergingRefusesWhatDoesNotBelongTogether();
    void mergingRefusesAPictureTwice();
    void aCancelledMergeLeavesNothing();

private:
    /// The images [begin, end) of 60, of which two can't be read, with labels.
    void decomposeShard(const std::string &name, int begin, int end, const DecomposeOptions &options) const
    {
        decompose(m_model, ManyPixels(end - begin, {7, 33}, begin), labelled(60).select(range(begin, end)), path(name),
                  options);
    }
    ClipModel m_model = ClipModel::load(modelPath());
    QTemporaryDir m_folder;
    std::filesystem::path path(const std::string &name) const
    {
        return m_folder.filePath(QString::fromStdString(name)).toStdString();
    }
    ContributionStore decomposed(const std::string &name, const DecomposeOptions &options,
                                 const QString &model = kModelA) const
    {
        const ClipModel clip = ClipModel::load(modelPath(model));
        const TensorPixels source(modelPath(model) / "golden/image.safetensors", clip.config().imageSize());
        decompose(clip, source, {}, path(name), options);
        return ContributionStore::open(path(name));
    }
};

void TestStore::holdsThePublishedContributions_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<bool>("half");
    QTest::addColumn<int>("batch");
    QTest::addColumn<double>("tolerance");
    QTest::newRow("float32") << kModelA << false << 16 << 2e-6;
    QTest::newRow("float32, uneven batches") << kModelA << false << 5 << 2e-6;
    // A float16 of these sizes (below 0.5) is within 2^-12 of its value.
    QTest::newRow("float16") << kModelA << true << 16 << 2e-4;
    QTest::newRow("transformers, float32") << kModelB << false << 5 << 2e-6;
    QTest::newRow("transformers, float16") << kModelB << true << 16 << 2e-4;
}

void TestStore::holdsThePublishedContributions()
{
    QFETCH(QString, model);
    QFETCH(bool, half);
    QFETCH(int, batch);
    QFETCH(double, tolerance);
    const ContributionStore store = decomposed("published", {batch, half, true}, model);
    const SafetensorsFile expected = golden("image", model);
    QCOMPARE(store.images(), std::int64_t(12));
    COMPARE_WITHIN(store.contributions(0, 12).values, expected.floats("attn_heads").values, tolerance);
    COMPARE_WITHIN(store.mlps(0, 12).values, expected.floats("mlps").values, tolerance);
    COMPARE_WITHIN(store.classToken(0, 12).values, expected.floats("cls_attn").values, tolerance);
    COMPARE_WITHIN(store.embeddings(0, 12).values, expected.floats("embedding_normalised").values, 5e-6);

    const FloatArray embedding = expected.floats("embedding");
    const FloatArray unit = expected.floats("embedding_normalised");
    const FloatArray norms = store.norms(3, 4);
    for (std::int64_t row = 0; row < 4; ++row)
        QVERIFY(std::abs(norms.values[std::size_t(row)] * unit.row(row + 3)[0] - embedding.row(row + 3)[0]) < 2e-5);
    // One head, from the middle.
    const FloatArray all = store.contributions(5, 3);
    const auto width = std::size_t(store.embedDim());
    const FloatArray one = store.contributions(2, 1, 5, 3);
    for (std::int64_t row = 0; row < 3; ++row)
        COMPARE_WITHIN(one.row(row), all.row(row).subspan(std::size_t(2 * store.heads() + 1) * width, width), 1e-7);
}

void TestStore::momentsAreThoseOfTheCoordinates()
{
    const ContributionStore store = decomposed("moments", {5, false, false});
    const FloatArray coordinates = store.coordinates(3, 2, 0, 12);
    const int count = store.coordinateCount();
    QCOMPARE(store.moments().images, std::int64_t(12));
    for (int a = 0; a < count; ++a) {
        double sum = 0;
        for (std::int64_t image = 0; image < 12; ++image)
            sum += double(coordinates.row(image)[std::size_t(a)]);
        const std::size_t index = std::size_t((3 * 4 + 2) * count + a);
        QVERIFY(std::abs(store.moments().sum.values[index] - sum) < 1e-12);
        for (int b = 0; b < count; ++b) {
            double product = 0;
            for (std::int64_t image = 0; image < 12; ++image)
                product +=
                    double(coordinates.row(image)[std::size_t(a)]) * double(coordinates.row(image)[std::size_t(b)]);
            QVERIFY(std::abs(store.moments().outer.values[index * std::size_t(count) + std::size_t(b)] - product) <
                    1e-12);
        }
    }
}

void TestStore::equalInputGivesEqualBytes()
{
    decomposed("first", {4, false, true});
    decomposed("second", {4, false, true});
    QCOMPARE(contents(path("first")), contents(path("second")));
}

void TestStore::interruptedRunsResumeToTheSameBytes_data()
{
    QTest::addColumn<bool>("half");
    QTest::newRow("float32") << false;
    QTest::newRow("float16") << true;
}

void TestStore::interruptedRunsResumeToTheSameBytes()
{
    QFETCH(bool, half);
    const ManyPixels source(60, {7, 33});
    const Dataset dataset = labelled(60);
    const DecomposeOptions options = {8, half, true};
    const auto resumed = path(half ? "resumed16" : "resumed32");
    for (const int stop : {16, 40}) {
        QVERIFY_EXCEPTION_THROWN(decompose(m_model, source, dataset, resumed, options, stoppedAfter(stop)), Cancelled);
        QVERIFY(!std::filesystem::exists(resumed));
    }
    std::int64_t first = -1;
    const Job noted = {[&](std::int64_t done, std::int64_t) { first = first < 0 ? done : first; }, {}};
    decompose(m_model, source, dataset, resumed, options, noted);
    QCOMPARE(first, std::int64_t(48)); // the batch after the 40 that were done

    const auto unbroken = path(half ? "unbroken16" : "unbroken32");
    decompose(m_model, source, dataset, unbroken, options);
    QCOMPARE(contents(resumed), contents(unbroken));
}

void TestStore::aDamagedPartialStoreIsStartedAnew()
{
    const ManyPixels source(40);
    QVERIFY_EXCEPTION_THROWN(decompose(m_model, source, {}, path("anew"), {8, false, false}, stoppedAfter(16)),
                             Cancelled);
    std::filesystem::remove(path("anew.partial") / storefiles::kHeads);
    writeFileAtomically(path("anew.partial") / "mlps.safetensors.part7", "left by a kill");
    decompose(m_model, source, {}, path("anew"), {8, false, false});
    decompose(m_model, source, {}, path("clean"), {8, false, false});
    QCOMPARE(contents(path("anew")), contents(path("clean")));
}

void TestStore::picturesWithValuesThatAreNotNumbersAreLeftOut()
{
    FloatArray pixels({3, 3, 32, 32});
    pixels.row(1)[5] = std::numeric_limits<float>::quiet_NaN();
    SafetensorsWriter writer;
    writer.add("pixels", pixels);
    writer.write(path("nan.safetensors"));
    const auto summary = decompose(m_model, TensorPixels(path("nan.safetensors"), 32), {}, path("nan"), {});
    QCOMPARE(summary.images, std::int64_t(2));
    QCOMPARE(summary.skipped.size(), std::size_t(1));
}

void TestStore::picturesThatCannotBeReadAreLeftOutAndListed()
{
    const ManyPixels whole(20);
    // A whole batch of them, too.
    const ManyPixels broken(20, {0, 4, 5, 6, 7, 19});
    const DecomposeSummary summary = decompose(m_model, broken, labelled(20), path("broken"), {4, false, false});
    QCOMPARE(summary.images, std::int64_t(14));
    QCOMPARE(summary.skipped.size(), std::size_t(6));
    QCOMPARE(summary.skipped[1], (SkippedImage{"image 4", "is broken"}));

    const ContributionStore store = ContributionStore::open(path("broken"));
    QCOMPARE(store.description().skipped, summary.skipped);
    QCOMPARE(store.storedImages()[3].path, std::string("image 8"));
    QCOMPARE(store.dataset().labels[3], std::string("label 8"));
    decompose(m_model, whole, labelled(20), path("whole"), {4, false, false});
    const ContributionStore all = ContributionStore::open(path("whole"));
    COMPARE_WITHIN(store.embeddings(3, 1).values, all.embeddings(8, 1).values, 1e-6);
}

void TestStore::failsWithoutATraceIfNothingCanBeRead()
{
    const ManyPixels source(3, {0, 1, 2});
    QVERIFY_EXCEPTION_THROWN(decompose(m_model, source, {}, path("nothing"), {}), InputError);
    for (const char *suffix : {"", ".partial", ".lock"})
        QVERIFY(!std::filesystem::exists(path(std::string("nothing") + suffix)));
}

void TestStore::keepsLabelsAndAttributes()
{
    const ManyPixels source(5);
    Dataset dataset = labelled(5);
    dataset.attributes[0].name = "sha256"; // one that the store keeps of its own
    decompose(m_model, source, dataset, path("labels"), {});
    const ContributionStore store = ContributionStore::open(path("labels"));
    QCOMPARE(store.dataset().labels, dataset.labels);
    QCOMPARE(store.dataset().attributes.size(), std::size_t(1));
    QCOMPARE(store.dataset().attributes[0].name, std::string("sha256"));
    QCOMPARE(store.dataset().attributes[0].values, dataset.attributes[0].values);
}

void TestStore::twoProcessesCannotWriteOneStore()
{
    const auto lock = path("busy.lock");
    const int fd = ::open(lock.c_str(), O_RDWR | O_CREAT, 0644);
    QCOMPARE(::flock(fd, LOCK_EX), 0); // as another process would hold it
    QVERIFY_EXCEPTION_THROWN(decompose(m_model, ManyPixels(3), {}, path("busy"), {}), InputError);
    ::close(fd);
    QCOMPARE(decompose(m_model, ManyPixels(3), {}, path("busy"), {}).images, std::int64_t(3));
}

void TestStore::doesNotReplaceWhatIsNotAStore()
{
    std::filesystem::create_directories(path("precious"));
    writeFileAtomically(path("precious") / "thesis.txt", "years of work");
    QVERIFY_EXCEPTION_THROWN(decompose(m_model, ManyPixels(3), {}, path("precious"), {}), InputError);
    QCOMPARE(readFile(path("precious") / "thesis.txt"), std::string("years of work"));
    // Nor a project that happens to describe itself in a file of the same name.
    std::filesystem::create_directories(path("project"));
    writeFileAtomically(path("project") / "store.json", "{}");
    QVERIFY_EXCEPTION_THROWN(decompose(m_model, ManyPixels(3), {}, path("project"), {}), InputError);
    QVERIFY(std::filesystem::exists(path("project") / "store.json"));
    decompose(m_model, ManyPixels(3), {}, path("replaced"), {});
    decompose(m_model, ManyPixels(4), {}, path("replaced"), {});
    QCOMPARE(ContributionStore::open(path("replaced")).images(), std::int64_t(4));
}

void TestStore::damagedStoresAreRefused_data()
{
    QTest::addColumn<QString>("file");
    for (const char *file : {storefiles::kDescription, storefiles::kImages, storefiles::kBasis, storefiles::kMoments,
                             storefiles::kHeads, storefiles::kShared, storefiles::kMlps, storefiles::kEmbeddings})
        QTest::newRow(file) << QString(file);
}

void TestStore::damagedStoresAreRefused()
{
    QFETCH(QString, file);
    decompose(m_model, ManyPixels(3), {}, path("damaged"), {});
    const auto target = path("damaged") / file.toStdString();
    const std::string whole = readFile(target);
    writeFileAtomically(target, std::string_view(whole).substr(0, whole.size() / 2));
    QVERIFY_EXCEPTION_THROWN(ContributionStore::open(path("damaged")), InputError);
    std::filesystem::remove(target);
    QVERIFY_EXCEPTION_THROWN(ContributionStore::open(path("damaged")), InputError);
    std::filesystem::remove_all(path("damaged"));
}

void TestStore::aFullDiskLeavesSomethingToGoOnFrom()
{
    // Room for the moments of a checkpoint, but not for all heads: 60 images take 60 KiB.
    decompose(m_model, ManyPixels(60), labelled(60), path("roomy"), {8, false, false});
    const auto heads = std::filesystem::file_size(path("roomy") / storefiles::kHeads);
    const auto sums = std::filesystem::file_size(path("roomy") / storefiles::kMoments);
    const ManyPixels source(600);
    const DecomposeOptions options = {8, false, false};
    QVERIFY(sums < 6 * heads);
    {
        const FileSizeLimit limit(6 * heads);
        try {
            decompose(m_model, source, labelled(600), path("full"), options);
            QFAIL("was written");
        } catch (const std::runtime_error &error) {
            const QString line = error.what();
            QVERIFY2(line.contains("heads.safetensors: can't be written: "), error.what());
            QVERIFY(!line.contains('\n'));
        }
    }
    QVERIFY(!std::filesystem::exists(path("full")));
    std::int64_t first = -1;
    const Job noted = {[&](std::int64_t done, std::int64_t) { first = first < 0 ? done : first; }, {}};
    decompose(m_model, source, labelled(600), path("full"), options, noted);
    QVERIFY(first > 8);
    decompose(m_model, source, labelled(600), path("unlimited"), options);
    QCOMPARE(contents(path("full")), contents(path("unlimited")));
}

void TestStore::mergedShardsAreTheWhole_data()
{
    QTest::addColumn<bool>("half");
    QTest::newRow("float32") << false;
    QTest::newRow("float16") << true;
}

void TestStore::mergedShardsAreTheWhole()
{
    QFETCH(bool, half);
    const DecomposeOptions options = {8, half, true};
    decomposeShard("whole", 0, 60, options);
    decomposeShard("one", 0, 24, options); // at borders of batches, or else sums are rounded otherwise
    decomposeShard("two", 24, 32, options);
    decomposeShard("three", 32, 60, options);
    std::vector<std::int64_t> reports;
    const Job noted = {[&](std::int64_t done, std::int64_t) { reports.push_back(done); }, {}};
    const MergeSummary summary =
        mergeStores(std::vector{path("one"), path("two"), path("three")}, path("merged"), noted);
    QCOMPARE(summary.images, std::int64_t(58));
    QCOMPARE(summary.skipped.size(), std::size_t(2));
    QCOMPARE(reports.back(), std::int64_t(58));

    auto merged = contents(path("merged"));
    auto whole = contents(path("whole"));
    QCOMPARE(merged.size(), whole.size());
    for (const auto &[file, bytes] : whole) {
        if (file != storefiles::kMoments) // a sum of sums, whose last bit may differ
            QVERIFY2(merged.at(file) == bytes, file.c_str());
    }

    const TextSpan textspan(golden("pool").floats("pool_embeddings"));
    const ContributionStore mergedStore = ContributionStore::open(path("merged"));
    const ContributionStore wholeStore = ContributionStore::open(path("whole"));
    for (int layer = 0; layer < 4; ++layer) {
        for (int head = 0; head < 4; ++head) {
            const auto picks = textspan.describe(mergedStore, layer, head).descriptions;
            const auto expected = textspan.describe(wholeStore, layer, head).descriptions;
            QCOMPARE(picks.size(), expected.size());
            QVERIFY(picks.size() > 10);
            for (std::size_t pick = 0; pick < picks.size(); ++pick)
                QCOMPARE(picks[pick].index, expected[pick].index);
        }
    }
}

void TestStore::mergingAddsMomentsUp()
{
    decomposeShard("whole", 0, 60, {8, false, false});
    decomposeShard("one", 0, 21, {8, false, false});
    decomposeShard("two", 21, 60, {8, false, false});
    mergeStores(std::vector{path("one"), path("two")}, path("merged"));
    const ContributionStore merged = ContributionStore::open(path("merged"));
    const ContributionStore whole = ContributionStore::open(path("whole"));
    // Batches are cut elsewhere, and float32 rounds with them: by the size of what is added, not of what is left of it.
    const auto compare = [](const Array<double> &sums, const Array<double> &expected) {
        QCOMPARE(sums.shape, expected.shape);
        double largest = 0;
        for (const double value : expected.values)
            largest = std::max(largest, std::abs(value));
        for (std::size_t index = 0; index < sums.values.size(); ++index)
            QVERIFY(std::abs(sums.values[index] - expected.values[index]) < 1e-5 * (1 + largest));
    };
    QCOMPARE(merged.moments().images, std::int64_t(58));
    QCOMPARE(merged.tokenSums()->images, std::int64_t(58));
    compare(merged.moments().sum, whole.moments().sum);
    compare(merged.moments().outer, whole.moments().outer);
    compare(merged.tokenSums()->heads, whole.tokenSums()->heads);
    compare(merged.tokenSums()->mlps, whole.tokenSums()->mlps);
    compare(merged.tokenSums()->classToken, whole.tokenSums()->classToken);
}

void TestStore::mergingKeepsWhatIsKnownOfEachPicture()
{
    Dataset one = labelled(2);
    Dataset two = labelled(2);
    two.labels.clear();
    two.attributes.push_back({"tone", {"light", "dark"}});
    decompose(m_model, ManyPixels(2), one, path("one"), {});
    decompose(m_model, ManyPixels(2, {}, 2), two, path("two"), {});
    mergeStores(std::vector{path("one"), path("two")}, path("merged"));
    const Dataset merged = ContributionStore::open(path("merged")).dataset();
    QCOMPARE(merged.labels, (std::vector<std::string>{"label 0", "label 1", "", ""}));
    QCOMPARE(merged.attributes.size(), std::size_t(2));
    QCOMPARE(merged.attribute("kind, quoted")->values, (std::vector<std::string>{"", "odd", "", "odd"}));
    QCOMPARE(merged.attribute("tone")->values, (std::vector<std::string>{"", "", "light", "dark"}));
    QCOMPARE(merged.paths[3].string(), std::string("image 3"));
}

void TestStore::mergingRefusesWhatDoesNotBelongTogether_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<bool>("half");
    QTest::addColumn<bool>("classToken");
    QTest::addColumn<bool>("upright");
    QTest::addColumn<QString>("says");
    QTest::newRow("another model") << "fp16" << false << false << false << "model/sha256";
    QTest::newRow("another type") << "" << true << false << false << "dtype";
    QTest::newRow("the class token") << "" << false << true << false << "cls_token";
    QTest::newRow("another preprocessing") << "" << false << false << true << "preprocessing/upright";
}

void TestStore::mergingRefusesWhatDoesNotBelongTogether()
{
    QFETCH(QString, model);
    QFETCH(bool, half);
    QFETCH(bool, classToken);
    QFETCH(bool, upright);
    QFETCH(QString, says);
    decompose(m_model, ManyPixels(3), {}, path("first"), {});
    decompose(ClipModel::load(modelPath() / model.toStdString()), ManyPixels(3, {}, 3, upright), {}, path("second"),
              {16, half, classToken});
    try {
        mergeStores(std::vector{path("first"), path("second")}, path("odd"));
        QFAIL("were merged");
    } catch (const InputError &error) {
        const std::string line = error.what();
        QVERIFY2(line.find(says.toStdString()) != line.npos, line.c_str());
        for (const char *store : {"first", "second"})
            QVERIFY2(line.find(path(store).string()) != line.npos, line.c_str());
    }
    for (const char *suffix : {"", ".partial", ".lock"})
        QVERIFY(!std::filesystem::exists(path(std::string("odd") + suffix)));
}

void TestStore::mergingRefusesAPictureTwice()
{
    decompose(m_model, ManyPixels(4), {}, path("one"), {});
    decompose(m_model, ManyPixels(4, {}, 3), {}, path("two"), {});
    QVERIFY_EXCEPTION_THROWN(mergeStores(std::vector{path("one"), path("two")}, path("twice")), InputError);
    QVERIFY_EXCEPTION_THROWN(mergeStores(std::vector{path("one"), path("one")}, path("twice")), InputError);
    QVERIFY(!std::filesystem::exists(path("twice")));
}

void TestStore::aCancelledMergeLeavesNothing()
{
    decompose(m_model, ManyPixels(4), {}, path("one"), {});
    decompose(m_model, ManyPixels(4, {}, 4), {}, path("two"), {});
    QVERIFY_EXCEPTION_THROWN(mergeStores(std::vector{path("one"), path("two")}, path("cancelled"), stoppedAfter(4)),
                             Cancelled);
    for (const char *suffix : {"", ".partial", ".lock"})
        QVERIFY(!std::filesystem::exists(path(std::string("cancelled") + suffix)));
}

QTEST_GUILESS_MAIN(TestStore)
#include "tst_store.moc"
