// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storemerge.h"
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/storefile/storecontents.h"

#include <nlohmann/json.hpp>

namespace headscope::cli {
namespace {

struct StoreMergeOptions
{
    std::vector<Path> stores;
    Path out;
    bool json = false;
};

void run(const StoreMergeOptions &options)
{
    const MergeSummary summary = mergeStores(options.stores, options.out, consoleJob("merging"));
    for (const Path &store : options.stores)
        logUnstated(store, readDescription(store / storefiles::kDescription));
    if (options.json)
        printJson({{"images", summary.images},
                   {"skipped", skippedJson(summary.skipped)},
                   {"bytes", folderSize(options.out)}});
    else
        log(std::to_string(summary.images) + " images in " + options.out.string());
}

}

void addStoreMerge(CLI::App &app)
{
    auto options = std::make_shared<StoreMergeOptions>();
    CLI::App *verb = app.add_subcommand("store-merge", "Shards of a data set, decomposed alike, as one store");
    verb->add_option("stores", options->stores, "Contribution stores, in the order of their pictures")
        ->required()
        ->expected(2, std::numeric_limits<int>::max());
    verb->add_option("--out", options->out, "Folder to write")->required();
    verb->add_flag("--json", options->json, "Print a summary as JSON");
    verb->callback([options] { run(*options); });
}

}
