// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ablation/directeffect.h"

#include "core/clip/clipmodel.h"
#include "core/clip/torchconversions.h"
#include "core/equalrows.h"
#include "core/error.h"

#include <c10/core/InferenceMode.h>

#include <tuple>

namespace headscope {
namespace {

enum class Part { Head, Mlp, ClassToken };
using PartKey = std::tuple<Part, int, int>;

/// A part's logits for every image, and their mean.
struct PartLogits
{
    at::Tensor logits; ///< [K, C]
    at::Tensor mean;   ///< [C]
};

// 10,000 images and 42 classes take 1.7 MB a part.
constexpr std::size_t kMostKeptBytes = std::size_t(256) << 20;
constexpr std::int64_t kSlice = 4096;

}

struct DirectEffect::Data
{
    ContributionStore store;
    FloatArray classes;
    FloatArray baseline;
    std::vector<std::size_t> equalClasses; ///< the first class that is the same as each
    std::map<PartKey, PartLogits> kept;

    PartLogits compute(const PartKey &key) const;
    const PartLogits &part(const PartKey &key);
};

DirectEffect::DirectEffect(const ContributionStore &store, const FloatArray &classes)
    : m_data(std::make_unique<Data>(Data{store, classes, {}, firstEqualRows(classes), {}}))
{
    const c10::InferenceMode guard;
    if (classes.shape.size() != 2 || classes.shape[1] != store.embedDim())
        throw InputError("class embeddings", "have shape " + toString(classes.shape),
                         "the store needs [classes, " + std::to_string(store.embedDim()) + "]");
    const FloatArray embeddings = store.embeddings(0, store.images());
    m_data->baseline = cosines(embeddings, m_data->classes);
}

DirectEffect::~DirectEffect() = default;
DirectEffect::DirectEffect(DirectEffect &&) noexcept = default;
DirectEffect &DirectEffect::operator=(DirectEffect &&) noexcept = default;

const FloatArray &DirectEffect::baseline() const { return m_data->baseline; }

PartLogits DirectEffect::Data::compute(const PartKey &key) const
{
    const auto [part, first, second] = key;
    const at::Tensor classColumns = tensorView(classes).t();
    if (part == Part::Head) {
        // c W = s (B W): the folded basis is e+3 numbers a class.
        const at::Tensor folded = at::matmul(tensorView(store.basis())[first][second], classColumns);
        const FloatArray coordinates = store.coordinates(first, second, 0, store.images());
        const at::Tensor mean = tensorView(store.moments().sum)[first][second] / double(store.moments().images);
        return {at::matmul(tensorView(coordinates), folded), at::matmul(mean, folded.to(at::kDouble)).to(at::kFloat)};
    }
    at::Tensor logits = at::empty({store.images(), classColumns.size(1)});
    for (std::int64_t begin = 0; begin < store.images(); begin += kSlice) {
        const std::int64_t count = std::min(kSlice, store.images() - begin);
        const FloatArray terms = part == Part::Mlp ? store.mlps(begin, count) : store.classToken(begin, count);
        logits.narrow(0, begin, count).copy_(at::matmul(tensorView(terms).select(1, first), classColumns));
    }
    return {logits, logits.to(at::kDouble).mean(0).to(at::kFloat)};
}

const PartLogits &DirectEffect::Data::part(const PartKey &key)
{
    const auto found = kept.find(key);
    if (found != kept.end())
        return found->second;
    if ((kept.size() + 1) * baseline.values.size() * sizeof(float) > kMostKeptBytes)
        kept.clear();
    return kept.emplace(key, compute(key)).first->second;
}

FloatArray DirectEffect::logits(const Ablation &ablation)
{
    const c10::InferenceMode guard;
    FloatArray result = m_data->baseline;
    at::Tensor logits = tensorView(result);
    const auto apply = [&](const PartKey &key, double gain) {
        const PartLogits &part = m_data->part(key);
        logits.add_(part.logits, gain - 1);
        if (ablation.mode == Ablation::Mode::Mean)
            logits.sub_(part.mean, gain - 1);
    };
    for (const auto &[head, gain] : ablation.heads)
        apply({Part::Head, head.layer, head.head}, gain);
    for (const auto &[term, gain] : ablation.mlps)
        apply({Part::Mlp, term, 0}, gain);
    for (const auto &[layer, gain] : ablation.classToken)
        apply({Part::ClassToken, layer, 0}, gain);
    copyColumns(result, m_data->equalClasses);
    return result;
}

}
