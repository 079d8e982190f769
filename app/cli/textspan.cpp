// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/textspan/textspan.h"
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/concepts/pool.h"
#include "core/concepts/publishedspans.h"
#include "core/error.h"
#include "core/files.h"

#include <nlohmann/json.hpp>

namespace headscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct TextspanVerbOptions
{
    Path store;
    Path pool;
    ModelOptions model;
    Path tokenizer;
    Path poolEmbeddings;
    std::string layers = "last:4";
    TextSpanOptions textspan;
    std::string format = "json";
    Path out;
    bool rankGiven = false;
    bool json = false;
};

struct EmbeddedPool
{
    FloatArray embedding;
    TextPool pool;
};

EmbeddedPool openPool(const TextspanVerbOptions &options, const ContributionStore &store)
{
    if (options.pool.empty()) {
        EmbeddedTexts texts = readEmbeddings(options.poolEmbeddings);
        return {std::move(texts.embedding), {std::move(texts.texts), {}}};
    }
    if (!options.model.given())
        throw UsageError("textspan: --pool needs --model, whose text tower reads it");
    const TextPool pool = readPool(options.pool);
    logNotes(pool.notes);
    const ClipModel model = options.model.load();
    requireSameModel(model, store);
    return {embedTexts(model, openTokenizer(model, options.tokenizer), pool.texts), pool};
}

Json toJson(const HeadDescriptions &head, const TextPool &pool)
{
    Json descriptions = Json::array();
    for (const HeadDescription &description : head.descriptions) {
        const auto index = static_cast<std::size_t>(description.index);
        const auto entry = [index](const std::vector<std::string> &list) {
            return index < list.size() ? Json(list[index]) : Json();
        };
        descriptions.push_back({{"index", description.index},
                                {"text", entry(pool.texts)},
                                {"concept", entry(pool.concepts)},
                                {"std", description.std},
                                {"explained", description.explained}});
    }
    return {{"layer", head.layer}, {"head", head.head}, {"rank", head.rank}, {"descriptions", descriptions}};
}

/// As the published scripts print it.
std::string toText(const std::vector<HeadDescriptions> &heads, const TextPool &pool)
{
    std::vector<HeadTexts> texts;
    for (const HeadDescriptions &head : heads) {
        texts.push_back({{head.layer, head.head}, {}});
        for (const HeadDescription &description : head.descriptions) {
            const auto index = static_cast<std::size_t>(description.index);
            texts.back().texts.push_back(index < pool.texts.size() ? pool.texts[index] : std::to_string(index));
        }
    }
    return publishedSpans(texts);
}

void run(const TextspanVerbOptions &options)
{
    if (!options.out.empty())
        checkOutput(options.out);
    const ContributionStore store = ContributionStore::open(options.store);
    const std::vector<int> layers = layersOption(options.layers, store.layers());
    const EmbeddedPool pool = openPool(options, store);
    const TextSpan textspan(pool.embedding);
    const Path &poolFile = options.pool.empty() ? options.poolEmbeddings : options.pool;

    const int fullRank = store.coordinateCount();
    if (options.rankGiven && options.textspan.rank > fullRank)
        log("rank " + std::to_string(options.textspan.rank) + " is capped at " + std::to_string(fullRank) +
            ": a head's contributions have no more directions, further ones are rounding noise");

    const Job job = consoleJob("describing heads");
    const auto total = static_cast<std::int64_t>(layers.size()) * store.heads();
    std::vector<HeadDescriptions> heads;
    for (const int layer : layers) {
        for (int head = 0; head < store.heads(); ++head) {
            if (job.stop.stop_requested())
                throw Cancelled();
            heads.push_back(about(poolFile, [&] { return textspan.describe(store, layer, head, options.textspan); }));
            job.report(static_cast<std::int64_t>(heads.size()), total);
        }
    }
    Json list = Json::array();
    for (const HeadDescriptions &head : heads)
        list.push_back(toJson(head, pool.pool));
    const Json result = {{"images", store.images()}, {"pool_size", pool.embedding.shape[0]}, {"heads", list}};
    if (!options.out.empty())
        writeFileAtomically(options.out, options.format == "txt" ? toText(heads, pool.pool) : result.dump(2) + "\n");
    if (options.json)
        printJson(result);
}

}

void addTextspan(CLI::App &app)
{
    auto options = std::make_shared<TextspanVerbOptions>();
    CLI::App *verb = app.add_subcommand("textspan", "The texts that span what each head writes");
    verb->add_option("--store", options->store, "Contribution store")->required();
    auto *group = verb->add_option_group("texts", "exactly one of");
    group->add_option("--pool", options->pool, "Text pool: .txt, one text a line, or CSV with columns text,concept");
    group->add_option("--pool-embeddings", options->poolEmbeddings, "safetensors with embedding [M,d]");
    group->require_option(1);
    options->model.add(*verb, "Checkpoint, for --pool");
    verb->add_option("--tokenizer", options->tokenizer, "Tokenizer, if it isn't in the model's folder");
    verb->add_option("--count", options->textspan.count, "Descriptions a head")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    verb->add_option("--layers", options->layers, "all, last:4, or e.g. 8,9,10")->capture_default_str();
    auto *rank = verb->add_option("--rank", options->textspan.rank, "Directions kept, at most head width + 3")
                     ->capture_default_str()
                     ->check(CLI::PositiveNumber);
    verb->add_option("--format", options->format, "json, or txt as the published scripts print it")
        ->capture_default_str()
        ->check(CLI::IsMember({"json", "txt"}));
    auto *out = verb->add_option("--out", options->out, "File to write");
    auto *json = verb->add_flag("--json", options->json, "Print the result as JSON");
    verb->callback([options, out, json, rank] {
        if (out->count() + json->count() == 0)
            throw UsageError("textspan: --out or --json is needed");
        options->rankGiven = rank->count() > 0;
        run(*options);
    });
}

}
