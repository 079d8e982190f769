// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/decompose.h"

#include "core/checkpoint/checkpoint.h"
#include "core/decomposition/decomposition.h"
#include "core/decomposition/headbasis.h"
#include "core/decomposition/storewriter.h"
#include "core/error.h"
#include "core/files.h"

#include <chrono>
#include <utility>

namespace headscope {
namespace {

using Clock = std::chrono::steady_clock;

// What a kill costs at the most, against the cost of flushing everything to disk.
constexpr std::chrono::seconds kCheckpointInterval(20);

StoreDescription describe(const ClipModel &model, const PixelSource &source, const DecomposeOptions &options)
{
    const ClipConfig &config = model.config();
    StoreDescription description;
    description.modelPath = toUtf8(std::filesystem::absolute(model.weightsFile()).lexically_normal().string());
    description.modelHash = sha256OfWeights(model.weightsFile());
    description.modelFamily = config.family;
    description.preprocessing = config.preprocessing;
    description.preprocessing.upright = source.upright();
    description.layers = config.vision.layers;
    description.heads = config.vision.heads;
    description.headDim = config.headDim();
    description.embedDim = config.embedDim;
    description.tokens = config.tokens();
    description.dtype = options.half ? "f16" : "f32";
    description.classToken = options.classToken;
    description.batch = options.batch;
    return description;
}

}

std::string identityOf(const PixelSource &source, const Dataset &dataset)
{
    std::string text = source.identity();
    for (const std::string &label : dataset.labels)
        text += label + '\n';
    for (const Attribute &attribute : dataset.attributes) {
        text += attribute.name + '\n';
        for (const std::string &value : attribute.values)
            text += value + '\n';
    }
    return text;
}

DecomposeSummary decompose(const ClipModel &model, const PixelSource &source, const Dataset &dataset,
                           const std::filesystem::path &path, const DecomposeOptions &options, const Job &job)
{
    const std::int64_t total = source.size();
    StoreDescription description = describe(model, source, options);
    description.skipped = dataset.skipped;
    StoreWriter writer(path, description, identityOf(source, dataset));
    const std::int64_t resumedAt = writer.images();

    const auto start = Clock::now();
    auto lastCheckpoint = start;
    bool checkpointed = resumedAt > 0;
    forEachBatch(source, writer.position(), options.batch, [&](const PixelBatch &batch, std::int64_t position) {
        if (job.stop.stop_requested()) {
            writer.checkpoint();
            throw Cancelled();
        }
        writer.add(batch, decomposeImages(model, batch.pixels, options.classToken, &writer.tokenSums()), position);
        // The first at once, so that a full disk always leaves something to go on from.
        const bool first = !std::exchange(checkpointed, true);
        if (first || Clock::now() - lastCheckpoint > kCheckpointInterval) {
            writer.checkpoint();
            lastCheckpoint = Clock::now();
        }
        job.report(position, total);
    });

    DecomposeSummary summary;
    summary.images = writer.images();
    summary.skipped = writer.skipped();
    if (summary.images == 0) {
        writer.discard();
        throw InputError(total == 0 ? "pictures" : writer.skipped().back().path,
                         total == 0 ? "there are none" : writer.skipped().back().reason + "; no picture is left",
                         "name pictures that can be read");
    }
    const std::chrono::duration<double> seconds = Clock::now() - start;
    summary.imagesPerSecond = double(summary.images - resumedAt) / std::max(seconds.count(), 1e-9);
    writer.finish(headBasis(model), source, dataset);
    return summary;
}

}
