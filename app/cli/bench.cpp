// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/ablation/directeffect.h"
#include "core/decomposition/decomposition.h"
#include "core/decomposition/headbasis.h"
#include "core/decomposition/heatmap.h"
#include "core/error.h"
#include "core/fairness/evaluator.h"
#include "core/textspan/textspan.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <functional>
#include <random>

namespace headscope::cli {
namespace {

using Clock = std::chrono::steady_clock;

constexpr int kPoolSize = 3500;
constexpr int kPicks = 20;
constexpr int kToggleImages = 10000;
constexpr int kToggleClasses = 42;
constexpr int kMinGroup = 10;

struct BenchOptions
{
    ModelOptions model;
    std::int64_t batch = 16;
    std::int64_t images = 64;
    bool json = false;
};

double secondsOf(const std::function<void()> &work)
{
    const auto start = Clock::now();
    work();
    return std::chrono::duration<double>(Clock::now() - start).count();
}

/// The value below which a share of them lies.
double quantile(std::vector<double> values, double share)
{
    std::sort(values.begin(), values.end());
    return values[static_cast<std::size_t>(share * double(values.size() - 1) + 0.5)];
}

double median(const std::vector<double> &values) { return quantile(values, 0.5); }

FloatArray noise(const Shape &shape, std::mt19937 &random)
{
    std::normal_distribution<float> normal;
    FloatArray array(shape);
    std::generate(array.values.begin(), array.values.end(), [&] { return normal(random); });
    return array;
}

std::vector<int> randomCodes(int count, int values, std::mt19937 &random)
{
    std::vector<int> codes(static_cast<std::size_t>(count));
    std::generate(codes.begin(), codes.end(), [&] { return static_cast<int>(random() % unsigned(values)); });
    return codes;
}

struct Throughput
{
    double plain;
    double decompose;
};

/// Both take turns, so that whatever else the machine does meets both alike.
Throughput measureThroughput(const ClipModel &model, const BenchOptions &options, std::mt19937 &random)
{
    const std::int64_t size = model.config().imageSize();
    const FloatArray pixels = noise({options.batch, 3, size, size}, random);
    const Job job = consoleJob("encoding and decomposing");
    const std::int64_t pairs = std::max<std::int64_t>(1, (options.images + options.batch - 1) / options.batch);
    const ClipConfig &config = model.config();
    Moments moments(config.vision.layers, config.vision.heads, config.headDim() + kSharedCoordinates);
    TokenSums tokenSums(config.vision.layers, config.tokens(), config.vision.width);
    const auto encode = [&] { model.encodeImages(pixels, {}, options.batch); };
    const auto decompose = [&] { // with all that a store is made of
        const Decomposition decomposition = decomposeImages(model, pixels, false, &tokenSums);
        moments.add(decomposition.coordinates, decomposition.shared);
    };
    encode();
    decompose();
    std::vector<double> plainSeconds, decomposeSeconds;
    for (std::int64_t pair = 0; pair < pairs; ++pair) {
        if (job.stop.stop_requested())
            throw Cancelled();
        plainSeconds.push_back(secondsOf(encode));
        decomposeSeconds.push_back(secondsOf(decompose));
        job.report(pair + 1, pairs);
    }
    return {double(options.batch) / median(plainSeconds), double(options.batch) / median(decomposeSeconds)};
}

double measureTextspan(const ContributionStore &store, std::mt19937 &random)
{
    const TextSpan textspan(noise({kPoolSize, store.embedDim()}, random));
    std::vector<double> seconds;
    for (int head = 0; head < 9; ++head)
        seconds.push_back(secondsOf([&] {
            textspan.describe(store, store.layers() - 1, head % store.heads(), {kPicks, store.coordinateCount()});
        }));
    return median(seconds);
}

std::vector<double> measureToggles(const ContributionStore &store, std::mt19937 &random)
{
    const FloatArray classes = normalisedRows(noise({kToggleClasses, store.embedDim()}, random));
    std::vector<std::string> names;
    for (int index = 0; index < kToggleClasses; ++index)
        names.push_back(std::to_string(index));
    const std::vector<CodedAttribute> attributes = {
        {"first", {{"a", "b"}, randomCodes(kToggleImages, 2, random)}},
        {"second", {{"a", "b", "c", "d", "e", "f"}, randomCodes(kToggleImages, 6, random)}}};
    std::vector<int> twins(kToggleImages);
    for (int image = 0; image < kToggleImages; ++image)
        twins[static_cast<std::size_t>(image)] = image / 2;
    const Evaluator evaluator(names, randomCodes(kToggleImages, kToggleClasses, random), attributes, twins, kMinGroup);

    DirectEffect direct(store, classes);
    Ablation ablation;
    std::vector<double> milliseconds;
    constexpr int kToggles = 200;
    for (int toggle = 0; toggle < kToggles; ++toggle) {
        const HeadId head = {static_cast<int>(random() % unsigned(store.layers())),
                             static_cast<int>(random() % unsigned(store.heads()))};
        milliseconds.push_back(1000 * secondsOf([&] {
                                   if (ablation.heads.erase(head) == 0)
                                       ablation.heads[head] = 0;
                                   evaluator.evaluate(predictions(direct.logits(ablation)));
                               }));
        if (ablation.heads.size() > 8)
            ablation.heads.clear();
    }
    return milliseconds;
}

double measureHeatmap(const ClipModel &model, std::mt19937 &random)
{
    const std::int64_t size = model.config().imageSize();
    const TokenHeatmap heatmap(model, noise({1, 3, size, size}, random));
    const FloatArray texts = normalisedRows(noise({20, model.config().embedDim}, random));
    std::vector<double> milliseconds;
    for (std::int64_t text = 0; text < texts.shape[0]; ++text)
        milliseconds.push_back(1000 * secondsOf([&] { heatmap.heat(texts.row(text)); }));
    return median(milliseconds);
}

/// Random coordinates with the model's own basis: what a store of this model is to the measures that read one.
ContributionStore randomStore(const ClipModel &model, std::int64_t images, std::mt19937 &random)
{
    const ClipConfig &config = model.config();
    return ContributionStore::fromCoordinates(
        noise({images, config.vision.layers, config.vision.heads, config.headDim()}, random),
        noise({images, kSharedCoordinates}, random), headBasis(model),
        noise({images, config.vision.layers + 1, config.embedDim}, random));
}

void run(const BenchOptions &options)
{
    const ClipModel model = options.model.load();
    std::mt19937 random(1);
    const Throughput throughput = measureThroughput(model, options, random);
    const double heatmap = measureHeatmap(model, random);
    const ContributionStore store = randomStore(model, kToggleImages, random);
    const double textspan = measureTextspan(store, random);
    const std::vector<double> toggles = measureToggles(store, random);
    printJson({
        {"batch", options.batch},
        {"plain_images_per_second", throughput.plain},
        {"decompose_images_per_second", throughput.decompose},
        {"decompose_over_plain", throughput.decompose / throughput.plain},
        {"textspan_seconds_per_head", textspan},
        {"toggle_ms_p50", median(toggles)},
        {"toggle_ms_p99", quantile(toggles, 0.99)},
        {"heatmap_new_text_ms", heatmap},
    });
}

}

void addBench(CLI::App &app)
{
    auto options = std::make_shared<BenchOptions>();
    CLI::App *verb =
        app.add_subcommand("bench", "How fast it is on this machine, as JSON (noise for pictures and texts)");
    options->model.add(*verb)->required();
    verb->add_option("--batch", options->batch, "Pictures at a time")
        ->capture_default_str()
        ->check(CLI::Range(1, 4096));
    verb->add_option("--images", options->images, "Pictures that are encoded and decomposed")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    verb->add_flag("--json", options->json, "The result is JSON in any case");
    verb->callback([options] { run(*options); });
}

}
