// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/heads/headqueries.h"

#include "core/error.h"
#include "core/heads/headgram.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

namespace headscope {
namespace {

constexpr std::int64_t kSlice = 4096;

/// Lets `compute` turn the head's coordinates s [n, q] into n scores, a slice of the images at a time.
template <typename Compute>
std::vector<float> eachImage(const ContributionStore &store, HeadId head, const Job &job, const Compute &compute)
{
    std::vector<float> scores(static_cast<std::size_t>(store.images()));
    for (std::int64_t begin = 0; begin < store.images(); begin += kSlice) {
        if (job.stop.stop_requested())
            throw Cancelled();
        const std::int64_t count = std::min(kSlice, store.images() - begin);
        const FloatArray coordinates = store.coordinates(head.layer, head.head, begin, count);
        at::from_blob(scores.data() + begin, {count}, at::kFloat).copy_(compute(tensorView(coordinates)));
        job.report(begin + count, store.images());
    }
    return scores;
}

template <typename Before>
std::vector<ScoredImage> first(std::span<const float> scores, std::size_t count, const Before &before)
{
    std::vector<ScoredImage> images;
    for (std::size_t image = 0; image < scores.size(); ++image) {
        if (!std::isnan(scores[image]))
            images.push_back({static_cast<std::int64_t>(image), scores[image]});
    }
    count = std::min(count, images.size());
    std::partial_sort(images.begin(), images.begin() + static_cast<std::ptrdiff_t>(count), images.end(),
                      [&](const ScoredImage &a, const ScoredImage &b) {
                          return a.score != b.score ? before(a.score, b.score) : a.image < b.image;
                      });
    images.resize(count);
    return images;
}

}

std::vector<float> headScores(const ContributionStore &store, HeadId head, std::span<const float> text, const Job &job)
{
    const c10::InferenceMode guard;
    if (std::ssize(text) != store.embedDim())
        throw InputError("text embedding", "is " + std::to_string(text.size()) + " wide",
                         "the store's are " + std::to_string(store.embedDim()) + " wide; use the same model for both");
    const FloatArray column({store.embedDim(), 1}, std::vector<float>(text.begin(), text.end()));
    const at::Tensor folded = at::matmul(tensorView(store.basis())[head.layer][head.head], tensorView(column));
    return eachImage(store, head, job,
                     [&](const at::Tensor &coordinates) { return at::matmul(coordinates, folded).squeeze(1); });
}

std::vector<float> headSimilarities(const ContributionStore &store, HeadId head, std::int64_t image, const Job &job)
{
    const c10::InferenceMode guard;
    const at::Tensor gram = headGram(store, head.layer, head.head);
    const at::Tensor mean = tensorView(store.moments().sum)[head.layer][head.head] / double(store.moments().images);
    const FloatArray own = store.coordinates(head.layer, head.head, image, 1);
    const at::Tensor difference = tensorView(own)[0].to(at::kDouble) - mean;
    const at::Tensor reference = at::matmul(gram, difference);
    const double length = std::sqrt(at::dot(reference, difference).item<double>());
    return eachImage(store, head, job, [&](const at::Tensor &coordinates) {
        const at::Tensor centred = coordinates.to(at::kDouble) - mean;
        const at::Tensor lengths = (at::matmul(centred, gram) * centred).sum(1).sqrt();
        const at::Tensor cosines = at::matmul(centred, reference) / (lengths * length);
        return cosines.clamp(-1, 1).masked_fill(~(lengths * length > 0), std::numeric_limits<double>::quiet_NaN());
    });
}

std::vector<float> textSimilarities(const ContributionStore &store, HeadId head, std::int64_t image,
                                    const FloatArray &texts)
{
    const c10::InferenceMode guard;
    const FloatArray own = store.coordinates(head.layer, head.head, image, 1);
    const at::Tensor coordinates = tensorView(own)[0].to(at::kDouble);
    const at::Tensor length = at::dot(at::matmul(headGram(store, head.layer, head.head), coordinates), coordinates);
    const at::Tensor rows = tensorView(texts).to(at::kDouble);
    const at::Tensor basis = tensorView(store.basis())[head.layer][head.head].to(at::kDouble);
    const at::Tensor products = at::matmul(rows, at::matmul(coordinates, basis));
    const at::Tensor lengths = rows.norm(2, 1) * length.sqrt();
    const FloatArray cosines = toArray(
        (products / lengths).clamp(-1, 1).masked_fill(~(lengths > 0), std::numeric_limits<double>::quiet_NaN()));
    return cosines.values;
}

std::vector<ScoredImage> highest(std::span<const float> scores, std::size_t count)
{
    return first(scores, count, std::greater<>());
}

std::vector<ScoredImage> lowest(std::span<const float> scores, std::size_t count)
{
    return first(scores, count, std::less<>());
}

std::vector<ScoredImage> nearestImages(const ContributionStore &store, HeadId head, std::int64_t image,
                                       std::size_t count, const Job &job)
{
    std::vector<float> similarities = headSimilarities(store, head, image, job);
    similarities[static_cast<std::size_t>(image)] = std::numeric_limits<float>::quiet_NaN();
    return highest(similarities, count);
}

}
