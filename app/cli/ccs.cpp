// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/concepts/ccs.h"
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/concepts/pool.h"
#include "core/concepts/publishedspans.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"

#include <algorithm>
#include <map>

namespace headscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct CcsOptions
{
    Path textspan;
    std::string judge;
    Path concepts;
    Path out;
    bool json = false;
};

struct DescribedHead
{
    HeadId head;
    std::vector<TaggedText> descriptions;
};

std::vector<DescribedHead> readJsonSpans(const Path &path)
{
    const nlohmann::json json = readJson(path);
    const std::string file = path.string();
    std::vector<DescribedHead> heads;
    for (const nlohmann::json &entry : requiredMember<std::vector<nlohmann::json>>(json, "heads", file)) {
        DescribedHead head = {{requiredMember<int>(entry, "layer", file), requiredMember<int>(entry, "head", file)},
                              {}};
        for (const auto &description : requiredMember<std::vector<nlohmann::json>>(entry, "descriptions", file)) {
            head.descriptions.push_back({optionalMember<std::string>(description, "text", file).value_or(""),
                                         optionalMember<std::string>(description, "concept", file).value_or("")});
        }
        heads.push_back(std::move(head));
    }
    return heads;
}

std::vector<DescribedHead> readSpans(const Path &path)
{
    if (extensionOf(path) != ".txt")
        return readJsonSpans(path);
    std::vector<DescribedHead> heads;
    for (const auto &[head, texts] : readPublishedSpans(path)) {
        heads.push_back({head, {}});
        for (const std::string &text : texts)
            heads.back().descriptions.push_back({text, {}});
    }
    return heads;
}

/// Gives the descriptions the concepts that their texts have in a pool.
void tagFrom(const Path &poolFile, std::vector<DescribedHead> &heads)
{
    const TextPool pool = readPool(poolFile);
    logNotes(pool.notes);
    std::map<std::string_view, std::string_view> conceptOf;
    for (std::size_t index = 0; index < pool.texts.size(); ++index)
        conceptOf.try_emplace(pool.texts[index], pool.concepts[index]);
    for (DescribedHead &head : heads) {
        for (TaggedText &description : head.descriptions) {
            if (const auto found = conceptOf.find(description.text); found != conceptOf.end())
                description.tag = found->second;
        }
    }
}

bool isTagged(const DescribedHead &head)
{
    return std::any_of(head.descriptions.begin(), head.descriptions.end(),
                       [](const TaggedText &description) { return !description.tag.empty(); });
}

Json toJson(const DescribedHead &head, const ConceptScore &score)
{
    const auto orNull = [](const std::string &text) { return text.empty() ? Json() : Json(text); };
    Json descriptions = Json::array();
    for (std::size_t index = 0; index < score.verdicts.size(); ++index) {
        const TaggedText &description = head.descriptions[index];
        descriptions.push_back({{"text", description.text},
                                {"concept", orNull(description.tag)},
                                {"verdict", score.verdicts[index].value},
                                {"judge", score.verdicts[index].by}});
    }
    return {{"layer", head.head.layer},
            {"head", head.head.head},
            {"concept", orNull(score.label.value)},
            {"tied", score.tied},
            {"ccs", score.score ? Json(*score.score) : Json()},
            {"descriptions", descriptions}};
}

void run(const CcsOptions &options)
{
    if (!options.out.empty())
        checkOutput(options.out);
    std::vector<DescribedHead> heads = readSpans(options.textspan);
    if (!options.concepts.empty())
        tagFrom(options.concepts, heads);
    if (std::none_of(heads.begin(), heads.end(), isTagged))
        throw InputError(options.textspan.string(), "has no description with a concept",
                         "name a CSV with the columns text,concept as --concepts");

    std::vector<ConceptScore> scores;
    Json list = Json::array();
    for (const DescribedHead &head : heads) {
        scores.push_back(conceptScore(head.descriptions));
        list.push_back(toJson(head, scores.back()));
    }
    const Json result = {{"judge", options.judge}, {"heads", list}, {"ccs_at", ccsAt(scores).value()}};
    if (!options.out.empty())
        writeFileAtomically(options.out, result.dump(2) + "\n");
    if (options.json)
        printJson(result);
}

}

void addCcs(CLI::App &app)
{
    auto options = std::make_shared<CcsOptions>();
    CLI::App *verb = app.add_subcommand("ccs", "How consistently a head's descriptions are about one concept");
    verb->add_option("--textspan", options->textspan, "What textspan has written: .json, or .txt")->required();
    verb->add_option("--judge", options->judge, "pool: the concepts of the text pool")
        ->required()
        ->check(CLI::IsMember({kPoolJudge}));
    verb->add_option("--concepts", options->concepts,
                     "CSV with columns text,concept, for descriptions without a concept");
    auto *out = verb->add_option("--out", options->out, "File to write");
    auto *json = verb->add_flag("--json", options->json, "Print the result as JSON");
    verb->callback([options, out, json] {
        if (out->count() + json->count() == 0)
            throw UsageError("ccs: --out or --json is needed");
        run(*options);
    });
}

}
