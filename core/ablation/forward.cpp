// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ablation/forward.h"

#include "core/clip/torchconversions.h"
#include "core/clip/towers.h"
#include "core/error.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>

namespace headscope {
namespace {

constexpr std::int64_t kBatch = 16;

/// o ← ref + g (o − ref) at the heads and MLPs of an ablation.
class Ablator : public ForwardObserver
{
public:
    Ablator(const Ablation &ablation, const TokenSums &means, const TowerShape &tower)
        : m_ablation(ablation)
        , m_means(means)
        , m_headDim(tower.width / tower.heads)
    {
    }

    /// The first layer that has to be computed again; −1 if the stream that enters layer 0 changes too.
    int firstChanged(int layers) const
    {
        int first = layers;
        for (const auto &[head, gain] : m_ablation.heads)
            first = std::min(first, head.layer);
        for (const auto &[term, gain] : m_ablation.mlps)
            first = std::min(first, term - 1);
        return first;
    }

    void embedded(at::Tensor &stream) override
    {
        const auto found = m_ablation.mlps.find(0);
        if (found == m_ablation.mlps.end())
            return;
        stream = stream.clone();
        change(stream.select(1, 0), found->second, m_means.classToken, [](const at::Tensor &mean) { return mean; });
    }

    void headOutputs(int layer, at::Tensor &outputs) override
    {
        const std::int64_t queries = outputs.size(1);
        const auto begin = m_ablation.heads.lower_bound({layer, 0});
        const auto end = m_ablation.heads.lower_bound({layer + 1, 0});
        if (begin == end)
            return;
        for (auto entry = begin; entry != end; ++entry) {
            const int head = entry->first.head;
            change(outputs.select(2, head), entry->second, m_means.heads, [&](const at::Tensor &mean) {
                return mean[layer].narrow(0, 0, queries).narrow(1, head * m_headDim, m_headDim);
            });
        }
    }

    void mlpOutput(int layer, at::Tensor &output) override
    {
        const auto found = m_ablation.mlps.find(layer + 1);
        if (found == m_ablation.mlps.end())
            return;
        change(output, found->second, m_means.mlps,
               [&](const at::Tensor &mean) { return mean[layer].narrow(0, 0, output.size(1)); });
    }

private:
    template <typename Select>
    void change(at::Tensor values, double gain, const Array<double> &sums, const Select &select) const
    {
        values.mul_(gain);
        if (m_ablation.mode == Ablation::Mode::Mean)
            values.add_((select(tensorView(sums)) / double(m_means.images)).to(at::kFloat), 1 - gain);
    }

    const Ablation &m_ablation;
    const TokenSums &m_means;
    int m_headDim;
};

/// What enters each layer, [L] times [B, N+1, w]; the first alone where streams aren't kept.
using Streams = std::vector<at::Tensor>;

/// Keeps the streams while an unchanged model runs.
class StreamKeeper : public ForwardObserver
{
public:
    StreamKeeper(Streams &streams, int layers)
        : m_streams(streams)
        , m_layers(layers)
    {
    }
    void stream(int layer, const at::Tensor &stream) override
    {
        if (layer + 1 < m_layers)
            m_streams.push_back(stream);
    }

private:
    Streams &m_streams;
    int m_layers;
};

}

struct ForwardAblation::Data
{
    ClipModel model;
    std::shared_ptr<const PixelSource> source;
    std::vector<StoredImage> images;
    bool keepsStreams;
    std::vector<Streams> streams; ///< by batch, where they are kept

    void check(const PixelBatch &batch) const;
    Streams streamsOf(const PixelBatch &batch) const;
    /// Calls `use` with the streams of every batch, and keeps them where there is room.
    template <typename Use>
    void forEachBatchOfStreams(const Job &job, const Use &use);
    std::int64_t batches() const { return (source->size() + kBatch - 1) / kBatch; }
};

ForwardAblation::ForwardAblation(const ClipModel &model, std::shared_ptr<const PixelSource> source,
                                 std::vector<StoredImage> images, std::size_t cacheBytes)
{
    const ClipConfig &config = model.config();
    const std::size_t bytes = images.size() * static_cast<std::size_t>(config.tokens()) *
                              static_cast<std::size_t>(config.vision.width) * sizeof(float) *
                              static_cast<std::size_t>(config.vision.layers);
    m_data = std::make_unique<Data>(Data{model, std::move(source), std::move(images), bytes <= cacheBytes, {}});
    if (m_data->keepsStreams)
        m_data->streams.resize(static_cast<std::size_t>(m_data->batches()));
}

ForwardAblation::~ForwardAblation() = default;

void ForwardAblation::Data::check(const PixelBatch &batch) const
{
    if (!batch.skipped.empty())
        throw InputError(batch.skipped.front().path, batch.skipped.front().reason,
                         "forward ablation reads the store's pictures again; put it back or decompose again");
    for (std::size_t row = 0; row < batch.indices.size(); ++row) {
        const StoredImage &image = images[static_cast<std::size_t>(batch.indices[row])];
        if (batch.hashes[row] != image.hash)
            throw InputError(image.path, "has changed since it was decomposed", "put it back or decompose again");
    }
}

Streams ForwardAblation::Data::streamsOf(const PixelBatch &batch) const
{
    check(batch);
    const VisionTower &tower = model.tensors().vision;
    Streams result = {embedPatches(tower, tensorView(batch.pixels))};
    if (keepsStreams) {
        StreamKeeper keeper(result, tower.shape.layers);
        runVisionLayers(tower, result.front(), 0, &keeper);
    }
    return result;
}

template <typename Use>
void ForwardAblation::Data::forEachBatchOfStreams(const Job &job, const Use &use)
{
    const auto stopIfAsked = [&job] {
        if (job.stop.stop_requested())
            throw Cancelled();
    };
    std::size_t kept = 0;
    while (kept < streams.size() && !streams[kept].empty()) {
        stopIfAsked();
        use(streams[kept++]);
    }
    forEachBatch(*source, static_cast<std::int64_t>(kept) * kBatch, kBatch, [&](const PixelBatch &batch, std::int64_t) {
        stopIfAsked();
        Streams fresh = streamsOf(batch);
        use(fresh);
        if (keepsStreams)
            streams[kept++] = std::move(fresh);
    });
}

void ForwardAblation::prepare(const Job &job)
{
    const c10::InferenceMode guard;
    if (!m_data->keepsStreams)
        return;
    std::int64_t done = 0;
    m_data->forEachBatchOfStreams(job, [&](const Streams &streams) {
        done += streams.front().size(0);
        job.report(done, m_data->source->size());
    });
}

FloatArray ForwardAblation::embeddings(const Ablation &ablation, const TokenSums &means, const Job &job)
{
    const c10::InferenceMode guard;
    const VisionTower &tower = m_data->model.tensors().vision;
    const int layers = tower.shape.layers;
    if (!ablation.classToken.empty())
        throw InputError("forward ablation", "can't change the class token's attention to itself alone",
                         "use the direct effect for that");
    if (ablation.mode == Ablation::Mode::Mean && means.images == 0)
        throw InputError("forward mean-ablation", "has no means to move to", "decompose the reference images first");

    Ablator ablator(ablation, means, tower.shape);
    const int first = std::clamp(ablator.firstChanged(layers), 0, layers - 1);
    const std::int64_t total = m_data->source->size();
    FloatArray result({total, m_data->model.config().embedDim});
    std::int64_t done = 0;
    m_data->forEachBatchOfStreams(job, [&](const Streams &streams) {
        const int layer = m_data->keepsStreams ? first : 0;
        at::Tensor stream = streams[static_cast<std::size_t>(layer)];
        if (layer == 0)
            ablator.embedded(stream);
        const at::Tensor embedding = projectClassToken(tower, runVisionLayers(tower, stream, layer, &ablator));
        tensorView(result).narrow(0, done, embedding.size(0)).copy_(embedding);
        done += embedding.size(0);
        job.report(done, total);
    });
    return normalisedRows(std::move(result));
}

}
