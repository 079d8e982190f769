// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/decompose.h"

#include "core/decomposition/decomposition.h"
#include "core/decomposition/headbasis.h"
#include "core/error.h"
#include "core/files.h"
#include "core/store/storewriter.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <span>
#include <utility>

namespace headscope {
namespace {

using Clock = std::chrono::steady_clock;

// What a kill costs at the most, against the cost of flushing everything to disk.
constexpr std::chrono::seconds kCheckpointInterval(20);

StoreDescription describe(const ClipModel &model, const PixelSource &source, const DecomposeOptions &options)
{
    StoreDescription description;
    static_cast<ModelFacts &>(description) = factsOf(model.config(), model.weightsFile());
    description.modelPath = toUtf8(std::filesystem::absolute(model.weightsFile()).lexically_normal().string());
    description.modelFamily = model.config().family;
    description.preprocessing.upright = source.upright();
    description.dtype = options.half ? "f16" : "f32";
    description.classToken = options.classToken;
    description.batch = options.batch;
    return description;
}

/// Throws InputError naming the first picture whose numbers aren't finite, or too large for what they are stored as.
void requireStorable(const Decomposition &decomposition, const PixelSource &source, const PixelBatch &batch, bool half)
{
    constexpr float kLargestHalf = 65504;
    const auto isWithin = [](const FloatArray &array, std::int64_t row, float limit) {
        const auto values = array.values.empty() ? std::span<const float>() : array.row(row);
        return std::all_of(values.begin(), values.end(), [limit](float value) { return std::abs(value) <= limit; });
    };
    for (std::int64_t row = 0; row < decomposition.shared.shape[0]; ++row) {
        const std::string name = source.name(batch.indices[static_cast<std::size_t>(row)]);
        const auto isFinite = [&](const FloatArray &array) {
            return isWithin(array, row, std::numeric_limits<float>::max());
        };
        const bool hasLength = decomposition.shared.row(row).back() > 0; // 1/n of an n that has overflowed is 0
        if (!hasLength || !isFinite(decomposition.shared) || !isFinite(decomposition.embedding) ||
            !isFinite(decomposition.coordinates) || !isFinite(decomposition.mlps) ||
            !isFinite(decomposition.classToken))
            throw InputError(name, "has an embedding that is not finite",
                             "the model's weights are damaged or overflow; take another file of them");
        if (half &&
            !(isWithin(decomposition.coordinates, row, kLargestHalf) &&
              isWithin(decomposition.mlps, row, kLargestHalf) && isWithin(decomposition.classToken, row, kLargestHalf)))
            throw InputError(name, "has parts that are too large for float16", "store them as float32");
    }
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
        const Decomposition decomposition =
            decomposeImages(model, batch.pixels, options.classToken, &writer.tokenSums());
        try {
            requireStorable(decomposition, source, batch, options.half);
        } catch (const InputError &) {
            writer.discard();
            throw;
        }
        writer.add(batch, decomposition, position);
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
