// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/checkpoint/checkpoint.h"
#include "core/dataset/imagefile.h"
#include "core/error.h"
#include "core/files.h"

#include <nlohmann/json.hpp>

namespace headscope::cli {
namespace {

struct PreprocessOptions
{
    std::vector<Path> images;
    ModelOptions model;
    Path out;
    int size = 0;
    bool upright = false;
    bool json = false;
};

void run(const PreprocessOptions &options)
{
    checkOutput(options.out);
    Preprocessing preprocessing;
    if (options.model.given())
        preprocessing = options.model.read().config.preprocessing;
    if (options.size > 0)
        preprocessing.imageSize = options.size;

    const std::int64_t size = preprocessing.imageSize;
    std::vector<std::uint8_t> crops;
    std::vector<float> pixels;
    std::vector<std::string> names;
    const Dataset pictures = openPictures(options.images);
    std::vector<SkippedImage> skipped = pictures.skipped;
    const Job job = consoleJob("preprocessing");
    std::int64_t done = 0;
    for (const Path &path : pictures.paths) {
        if (job.stop.stop_requested())
            throw Cancelled();
        try {
            const auto crop = resizeAndCrop(readImage(path, options.upright), preprocessing);
            crops.insert(crops.end(), crop.values.begin(), crop.values.end());
            pixels.resize(pixels.size() + crop.values.size());
            normalise(crop.values, preprocessing, std::span(pixels).last(crop.values.size()));
            names.push_back(toUtf8(path.string()));
        } catch (const InputError &error) {
            skipped.push_back({toUtf8(error.subject()), toUtf8(error.problem())});
        }
        job.report(++done, static_cast<std::int64_t>(pictures.size()));
    }
    const auto skippedJson = reportSkipped(skipped);
    if (names.empty())
        throw InputError(skipped.back().path, skipped.back().reason + "; no picture is left",
                         "name pictures that can be read");

    const auto images = static_cast<std::int64_t>(names.size());
    SafetensorsWriter writer;
    writer.add("uint8", Array<std::uint8_t>({images, size, size, 3}, std::move(crops)));
    writer.add("pixels", FloatArray({images, 3, size, size}, std::move(pixels)));
    writer.setMetadata("names", nlohmann::json(names).dump());
    writer.write(options.out);
    if (options.json)
        printJson({{"images", images}, {"skipped", skippedJson}});
}

}

void addPreprocess(CLI::App &app)
{
    auto options = std::make_shared<PreprocessOptions>();
    CLI::App *verb = app.add_subcommand("preprocess", "Pictures as an image tower takes them");
    verb->add_option("--images", options->images, "Pictures")->required();
    auto *size = verb->add_option("--size", options->size, "Side in pixels")->check(CLI::Range(1, 4096));
    auto *model = options->model.add(*verb, "Checkpoint whose size, mean and deviation are used");
    addUpright(*verb, options->upright);
    verb->add_option("--out", options->out, "safetensors with uint8 [K,S,S,3] and pixels [K,3,S,S]")->required();
    verb->add_flag("--json", options->json, "Print a summary as JSON");
    verb->callback([options, size, model] {
        if (size->count() + model->count() == 0)
            throw UsageError("preprocess: --size or --model is needed");
        run(*options);
    });
}

}
