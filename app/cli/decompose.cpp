// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/decompose.h"
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/storefile/storefolder.h"

#include <nlohmann/json.hpp>
#include <sys/resource.h>

namespace headscope::cli {
namespace {

struct DecomposeVerbOptions
{
    ModelOptions model;
    PictureOptions pictures;
    Path store;
    std::int64_t limit = 0;
    std::string dtype = "f32";
    DecomposeOptions decompose;
    bool json = false;
};

std::int64_t peakMemory()
{
    rusage usage = {};
    getrusage(RUSAGE_SELF, &usage);
    return std::int64_t(usage.ru_maxrss) * 1024;
}

void run(DecomposeVerbOptions options)
{
    options.decompose.half = options.dtype == "f16";
    StoreFolder(options.store); // tells before anything is read that it can't be written
    const ClipModel model = options.model.load();
    const auto pictures = options.pictures.open(model.config(), options.limit);
    const DecomposeSummary summary = decompose(model, *pictures.source, pictures.dataset, options.store,
                                               options.decompose, consoleJob("decomposing"));
    const nlohmann::ordered_json result = {
        {"images", summary.images},
        {"skipped", reportSkipped(summary.skipped)},
        {"images_per_second", summary.imagesPerSecond},
        {"bytes", folderSize(options.store)},
        {"peak_memory_bytes", peakMemory()},
    };
    if (options.json)
        printJson(result);
    else
        log(std::to_string(summary.images) + " images in " + options.store.string());
}

}

void addDecompose(CLI::App &app)
{
    auto options = std::make_shared<DecomposeVerbOptions>();
    CLI::App *verb = app.add_subcommand("decompose", "What every head contributes to every picture: a store");
    options->model.add(*verb)->required();
    options->pictures.add(*verb);
    verb->add_option("--store", options->store, "Folder to write; an interrupted run is resumed")->required();
    verb->add_option("--batch", options->decompose.batch, "Pictures at a time")
        ->capture_default_str()
        ->check(CLI::Range(1, 4096));
    verb->add_option("--limit", options->limit, "Only the first so many pictures")->check(CLI::PositiveNumber);
    verb->add_option("--dtype", options->dtype, "f32, or f16 for half the size")
        ->capture_default_str()
        ->check(CLI::IsMember({"f32", "f16"}));
    verb->add_flag("--cls-token", options->decompose.classToken, "Keep the class token's attention to itself as well");
    verb->add_flag("--json", options->json, "Print a summary as JSON");
    verb->callback([options] { run(*options); });
}

}
