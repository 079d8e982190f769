// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/checkpoint/safetensors.h"
#include "core/files.h"

#include <nlohmann/json.hpp>

namespace headscope::cli {
namespace {

struct TokenizeOptions
{
    Path tokenizer;
    Path texts;
    Path out;
    int context = 77;
    bool json = false;
};

void run(const TokenizeOptions &options)
{
    checkOutput(options.out);
    const Tokenizer tokenizer = Tokenizer::load(options.tokenizer);
    const std::vector<std::string> texts = readLines(options.texts);
    SafetensorsWriter writer;
    writer.add("token_ids", tokenizer.encode(texts, options.context));
    writer.write(options.out);

    std::size_t cut = 0;
    for (const std::string &text : texts)
        cut += tokenizer.tokens(text).size() > static_cast<std::size_t>(options.context);
    if (options.json)
        printJson({{"texts", texts.size()}, {"context", options.context}, {"truncated", cut}, {"out", options.out}});
}

}

void addTokenize(CLI::App &app)
{
    auto options = std::make_shared<TokenizeOptions>();
    CLI::App *verb = app.add_subcommand("tokenize", "Texts to token ids");
    verb->add_option("--tokenizer", options->tokenizer,
                     "tokenizer.json, vocab.json (merges.txt beside it), bpe_simple_vocab_16e6.txt.gz, or a folder")
        ->required();
    verb->add_option("--texts", options->texts, "Text file, one text a line")->required();
    verb->add_option("--context", options->context, "Ids a text")->capture_default_str()->check(CLI::Range(2, 4096));
    verb->add_option("--out", options->out, "safetensors with token_ids [T,context]")->required();
    verb->add_flag("--json", options->json, "Print a summary as JSON");
    verb->callback([options] { run(*options); });
}

}
