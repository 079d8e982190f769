// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/checkpoint/safetensors.h"
#include "core/error.h"
#include "core/files.h"
#include "core/store/store.h"

#include <nlohmann/json.hpp>

#include <ostream>

namespace headscope::cli {
namespace {

struct ExportPrsOptions
{
    Path store;
    Path out;
    bool json = false;
};

void write(std::ostream &stream, const FloatArray &array)
{
    stream.write(reinterpret_cast<const char *>(array.values.data()),
                 static_cast<std::streamsize>(array.values.size() * sizeof(float)));
}

void run(const ExportPrsOptions &options)
{
    checkOutput(options.out);
    constexpr std::int64_t kSlice = 64;
    const ContributionStore store = ContributionStore::open(options.store);
    const std::int64_t images = store.images();
    const std::int64_t layers = store.layers();
    const std::int64_t heads = store.heads();
    const std::int64_t embedDim = store.embedDim();
    std::vector<std::tuple<std::string, DType, Shape>> tensors = {
        {"attn_heads", DType::F32, {images, layers, heads, embedDim}},
        {"mlps", DType::F32, {images, layers + 1, embedDim}},
        {"embedding_norm", DType::F32, {images}},
    };
    if (store.hasClassToken())
        tensors.push_back({"cls_attn", DType::F32, {images, layers, embedDim}});

    const Job job = consoleJob("exporting");
    const auto slices = [&](std::ostream &stream, const auto &writeSlice) {
        for (std::int64_t begin = 0; begin < images; begin += kSlice) {
            if (job.stop.stop_requested())
                throw Cancelled();
            if (!stream) // a full disk, which who called us says
                return;
            writeSlice(begin, std::min(kSlice, images - begin));
        }
    };
    writeFileAtomically(options.out, [&](std::ostream &stream) {
        stream << safetensorsHeader(tensors, {});
        slices(stream, [&](std::int64_t begin, std::int64_t count) {
            write(stream, store.contributions(begin, count));
            job.report(begin + count, images);
        });
        slices(stream, [&](std::int64_t begin, std::int64_t count) { write(stream, store.mlps(begin, count)); });
        write(stream, store.norms(0, images));
        if (store.hasClassToken())
            slices(stream,
                   [&](std::int64_t begin, std::int64_t count) { write(stream, store.classToken(begin, count)); });
    });
    if (options.json)
        printJson({{"images", images}, {"layers", layers}, {"heads", heads}, {"embed_dim", embedDim}});
}

}

void addExportPrs(CLI::App &app)
{
    auto options = std::make_shared<ExportPrsOptions>();
    CLI::App *verb = app.add_subcommand("export-prs", "A store as the arrays that the published scripts read");
    verb->add_option("--store", options->store, "Contribution store")->required();
    verb->add_option("--out", options->out,
                     "safetensors with attn_heads [K,L,H,d], mlps [K,L+1,d], embedding_norm [K] (and cls_attn)")
        ->required();
    verb->add_flag("--json", options->json, "Print a summary as JSON");
    verb->callback([options] { run(*options); });
}

}
