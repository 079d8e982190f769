// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/clip/clipmodel.h"

#include "core/checkpoint/checkpoint.h"
#include "core/clip/torchconversions.h"
#include "core/clip/towers.h"
#include "core/equalrows.h"
#include "core/error.h"

#include <c10/core/InferenceMode.h>

#include <cmath>

namespace headscope {
namespace {

constexpr std::int64_t kTextBatch = 64;

/// Runs `encode` over slices of the first dimension and gathers the [n, d] rows.
template <typename Encode>
FloatArray inBatches(const at::Tensor &input, std::int64_t batch, std::int64_t embedDim, const Job &job,
                     const Encode &encode)
{
    const c10::InferenceMode guard;
    const std::int64_t total = input.size(0);
    FloatArray result({total, embedDim});
    at::Tensor out = tensorView(result);
    for (std::int64_t begin = 0; begin < total; begin += batch) {
        if (job.stop.stop_requested())
            throw Cancelled();
        const std::int64_t count = std::min(batch, total - begin);
        out.narrow(0, begin, count).copy_(encode(input.narrow(0, begin, count)));
        job.report(begin + count, total);
    }
    return result;
}

}

ClipModel ClipModel::load(const std::filesystem::path &path, const CheckpointOptions &options)
{
    return ClipModel(readCheckpoint(path, options));
}

ClipModel::ClipModel(const Checkpoint &checkpoint)
    : m_config(checkpoint.config)
    , m_weightsFile(checkpoint.weightsFile)
    , m_tensors(std::make_shared<const ClipTensors>(makeTensors(checkpoint)))
{
}

std::optional<double> ClipModel::logitScale() const
{
    return m_config.logitScale ? std::optional(std::exp(m_tensors->logitScale.item<double>())) : std::nullopt;
}

FloatArray ClipModel::encodeImages(const FloatArray &pixels, const Job &job, std::int64_t batch) const
{
    const std::int64_t size = m_config.imageSize();
    if (pixels.shape.size() != 4 || pixels.shape[1] != 3 || pixels.shape[2] != size || pixels.shape[3] != size)
        throw InputError("pixels", "have shape " + toString(pixels.shape),
                         "the model takes [images, 3, " + std::to_string(size) + ", " + std::to_string(size) + "]");
    return inBatches(tensorView(pixels), batch, m_config.embedDim, job,
                     [this](const at::Tensor &part) { return headscope::encodeImages(m_tensors->vision, part); });
}

void ClipModel::requireText() const
{
    if (!m_config.text)
        throw InputError(m_weightsFile.string(), m_config.whyNoText,
                         "give texts as embeddings made elsewhere (--class-embeddings, --pool-embeddings, "
                         "--text-embeddings), or take a model with CLIP's own text tower");
}

FloatArray ClipModel::encodeTexts(const IntArray &tokenIds, const Job &job) const
{
    requireText();
    if (tokenIds.shape.size() != 2 || tokenIds.shape[1] < 1 || tokenIds.shape[1] > m_config.contextLength)
        throw InputError("token ids", "have shape " + toString(tokenIds.shape),
                         "the model takes [texts, " + std::to_string(m_config.contextLength) + "]");
    for (const std::int64_t id : tokenIds.values) {
        if (id < 0 || id >= m_config.vocabularySize)
            throw InputError("token ids", "hold the id " + std::to_string(id),
                             "this model's vocabulary ends at " + std::to_string(m_config.vocabularySize - 1) +
                                 "; use the tokenizer that belongs to it");
    }
    for (std::int64_t row = 0; row < tokenIds.shape.front(); ++row) {
        if (!endOf(*m_tensors->text, tokenIds.row(row)))
            throw InputError("token ids", "have no end token in row " + std::to_string(row) + ", counted from 0",
                             m_config.endId ? "every text must end with the id " + std::to_string(*m_config.endId)
                                            : "every text must end with an id larger than its others");
    }
    return inBatches(tensorView(tokenIds), kTextBatch, m_config.embedDim, job,
                     [this](const at::Tensor &batch) { return headscope::encodeTexts(*m_tensors->text, batch); });
}

FloatArray normalisedRows(FloatArray rows)
{
    for (std::int64_t index = 0; index < rows.shape.front(); ++index) {
        const auto row = rows.row(index);
        double squares = 0;
        for (const float value : row)
            squares += double(value) * value;
        const double scale = squares > 0 ? 1 / std::sqrt(squares) : 0;
        for (float &value : row)
            value = static_cast<float>(value * scale);
    }
    return rows;
}

FloatArray cosines(const FloatArray &a, const FloatArray &b)
{
    const c10::InferenceMode guard;
    FloatArray products = toArray(at::matmul(tensorView(a), tensorView(b).t()));
    copyColumns(products, firstEqualRows(b));
    return products;
}

FloatArray averageTemplates(const FloatArray &embeddings, int templates)
{
    const FloatArray unit = normalisedRows(embeddings);
    const std::int64_t classes = unit.shape.front() / templates;
    FloatArray sums({classes, unit.shape.back()});
    for (std::int64_t index = 0; index < classes * templates; ++index) {
        const auto source = unit.row(index);
        const auto target = sums.row(index / templates);
        for (std::size_t column = 0; column < source.size(); ++column)
            target[column] += source[column];
    }
    return normalisedRows(std::move(sums));
}

}
