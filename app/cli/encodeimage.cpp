// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/error.h"

#include <nlohmann/json.hpp>

namespace headscope::cli {
namespace {

constexpr std::int64_t kBatch = 16;

struct EncodeImageOptions
{
    ModelOptions model;
    PictureOptions pictures;
    Path out;
    bool json = false;
};

void run(const EncodeImageOptions &options)
{
    checkOutput(options.out);
    const ClipModel model = options.model.load();
    const auto pictures = options.pictures.open(model.config());
    const PixelSource &source = *pictures.source;
    const Job job = consoleJob("encoding images");

    FloatArray embedding({0, model.config().embedDim});
    std::vector<std::string> names;
    std::vector<SkippedImage> skipped = pictures.dataset.skipped;
    forEachBatch(source, 0, kBatch, [&](const PixelBatch &batch, std::int64_t end) {
        if (job.stop.stop_requested())
            throw Cancelled();
        const FloatArray part = model.encodeImages(batch.pixels);
        embedding.values.insert(embedding.values.end(), part.values.begin(), part.values.end());
        embedding.shape.front() += part.shape.front();
        for (const std::int64_t image : batch.indices)
            names.push_back(source.name(image));
        skipped.insert(skipped.end(), batch.skipped.begin(), batch.skipped.end());
        job.report(end, source.size());
    });
    const auto skippedJson = reportSkipped(skipped);
    if (names.empty())
        throw InputError(skipped.empty() ? "pictures" : skipped.back().path,
                         skipped.empty() ? "there are none" : skipped.back().reason + "; no picture is left",
                         "name pictures that can be read");
    writeEmbeddings(options.out, embedding, "names", names);
    if (options.json)
        printJson({{"images", names.size()}, {"embed_dim", embedding.shape[1]}, {"skipped", skippedJson}});
}

}

void addEncodeImage(CLI::App &app)
{
    auto options = std::make_shared<EncodeImageOptions>();
    CLI::App *verb = app.add_subcommand("encode-image", "Pictures to embeddings");
    options->model.add(*verb)->required();
    options->pictures.add(*verb);
    verb->add_option("--out", options->out, "safetensors with embedding and embedding_normalised [K,d]")->required();
    verb->add_flag("--json", options->json, "Print a summary as JSON");
    verb->callback([options] { run(*options); });
}

}
