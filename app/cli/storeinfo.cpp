// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/store/storejournal.h"
#include "core/storefile/storecontents.h"
#include "core/storefile/storefolder.h"

#include <nlohmann/json.hpp>

#include <set>

namespace headscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct StoreInfoOptions
{
    Path store;
    bool json = true;
};

/// What the store says of itself, as it stands there, and what can be counted.
Json describe(const Path &folder, const char *state, const StoreDescription &description,
              const std::vector<std::string> &hashes)
{
    Json json = {{"store", folder.string()}, {"state", state}};
    json.update(toJson(description));
    json["source_hashes"] = std::set(hashes.begin(), hashes.end()).size();
    json["bytes"] = folderSize(folder);
    return json;
}

Json describeComplete(const Path &path)
{
    const StoreContents store = readStore(path);
    std::vector<std::string> hashes;
    for (const StoredImage &image : store.images)
        hashes.push_back(image.hash);
    Json json = describe(path, "complete", store.description, hashes);
    json["labels"] = !store.dataset.labels.empty();
    json["attributes"] = Json::array();
    for (const Attribute &attribute : store.dataset.attributes)
        json["attributes"].push_back(attribute.name);
    return json;
}

void run(const StoreInfoOptions &options)
{
    const Path partial = partialFolder(options.store);
    const auto journal = std::filesystem::exists(options.store) ? std::nullopt : readJournal(partial, false);
    printJson(journal ? describe(partial, "partial", journal->description, journal->hashes)
                      : describeComplete(options.store));
}

}

void addStoreInfo(CLI::App &app)
{
    auto options = std::make_shared<StoreInfoOptions>();
    CLI::App *verb = app.add_subcommand("store-info", "What a contribution store holds, as JSON");
    verb->add_option("--store", options->store, "Contribution store; an unfinished one is called as it will be")
        ->required();
    verb->add_flag("--json", options->json, "The result is JSON in any case");
    verb->callback([options] { run(*options); });
}

}
