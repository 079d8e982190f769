// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/checkpoint/safetensors.h"
#include "core/error.h"
#include "core/files.h"

#include <nlohmann/json.hpp>

namespace headscope::cli {
namespace {

struct EncodeTextOptions
{
    ModelOptions model;
    Path texts;
    Path tokenIds;
    Path tokenizer;
    Path out;
    bool json = false;
};

void run(const EncodeTextOptions &options)
{
    checkOutput(options.out);
    const ClipModel model = options.model.load();
    FloatArray embedding;
    std::vector<std::string> texts;
    if (options.texts.empty()) {
        const IntArray ids = SafetensorsFile(options.tokenIds).ints("token_ids", {-1, -1});
        embedding = about(options.tokenIds, [&] { return model.encodeTexts(ids, consoleJob("encoding texts")); });
    } else {
        texts = readLines(options.texts);
        if (texts.empty())
            throw InputError(options.texts.string(), "holds no text", "write one text a line");
        embedding = embedTexts(model, openTokenizer(model, options.tokenizer), texts);
    }
    writeEmbeddings(options.out, embedding, "texts", texts);
    if (options.json)
        printJson({{"texts", embedding.shape[0]}, {"embed_dim", embedding.shape[1]}});
}

}

void addEncodeText(CLI::App &app)
{
    auto options = std::make_shared<EncodeTextOptions>();
    CLI::App *verb = app.add_subcommand("encode-text", "Texts to embeddings");
    options->model.add(*verb)->required();
    auto *group = verb->add_option_group("texts", "exactly one of");
    group->add_option("--texts", options->texts, "Text file, one text a line");
    group->add_option("--token-ids", options->tokenIds, "safetensors with token_ids [T,context]");
    group->require_option(1);
    verb->add_option("--tokenizer", options->tokenizer, "Tokenizer, if it isn't in the model's folder");
    verb->add_option("--out", options->out, "safetensors with embedding and embedding_normalised [T,d]")->required();
    verb->add_flag("--json", options->json, "Print a summary as JSON");
    verb->callback([options] { run(*options); });
}

}
