// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/textspan/textspan.h"

#include "core/clip/clipmodel.h"
#include "core/clip/torchconversions.h"
#include "core/error.h"

#include <ATen/ATen.h>
#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>

namespace headscope {
namespace {

// An eigenvalue of the second moment below this share of the largest is rounding noise, not a direction (mathematics
// §4).
constexpr double kNumericalRank = 1e-10;

// What is left of the variance, or of a text, after deflation is rounding noise below these shares of what there was.
constexpr double kExhaustedVariance = 1e-12;
constexpr double kExhaustedText = 1e-9;

/// A head's contributions seen in the space they span: c ≈ V x with V [d, r] orthonormal.
struct HeadSpace
{
    at::Tensor basis;      ///< V [d, r]
    at::Tensor covariance; ///< of x, [r, r], unbiased
};

HeadSpace spaceOf(const ContributionStore &store, int layer, int head, int rank)
{
    const Moments &moments = store.moments();
    const double images = double(moments.images);
    const at::Tensor mean = tensorView(moments.sum)[layer][head] / images;
    const at::Tensor second = tensorView(moments.outer)[layer][head] / images;
    const at::Tensor covariance = (second - at::outer(mean, mean)) * (images / (images - 1));
    const at::Tensor basis = tensorView(store.basis())[layer][head].to(at::kDouble); // B [q, d]

    // Bᵀ = Q R, so that only q×q problems are solved: Bᵀ E B = Q (R E Rᵀ) Qᵀ.
    const auto [q, r] = at::linalg_qr(basis.t());
    const auto [values, vectors] = at::linalg_eigh(at::linalg_multi_dot({r, second, r.t()}));
    const double largest = values[-1].item<double>();
    const auto numericalRank = (values > kNumericalRank * largest).sum().item<std::int64_t>();
    const std::int64_t kept = std::min<std::int64_t>(rank, numericalRank);
    const at::Tensor top = vectors.narrow(1, vectors.size(1) - kept, kept).flip(1);

    HeadSpace space;
    space.basis = at::matmul(q, top);
    const at::Tensor toSpace = at::matmul(top.t(), r); // Vᵀ Bᵀ
    space.covariance = at::linalg_multi_dot({toSpace, covariance, toSpace.t()});
    return space;
}

}

struct TextSpan::Pool
{
    at::Tensor texts; ///< [M, d], double
};

TextSpan::TextSpan(const FloatArray &pool)
{
    const c10::InferenceMode guard;
    if (pool.shape.size() != 2 || pool.shape.front() == 0)
        throw InputError("text pool", "holds no text", "at least one text is needed");
    const FloatArray unit = normalisedRows(pool);
    m_pool = std::make_unique<const Pool>(Pool{tensorView(unit).to(at::kDouble)});
}

TextSpan::~TextSpan() = default;
TextSpan::TextSpan(TextSpan &&) noexcept = default;
TextSpan &TextSpan::operator=(TextSpan &&) noexcept = default;

HeadDescriptions TextSpan::describe(const ContributionStore &store, int layer, int head,
                                    const TextSpanOptions &options) const
{
    const c10::InferenceMode guard;
    if (m_pool->texts.size(1) != store.embedDim())
        throw InputError("text pool", "has embeddings of width " + std::to_string(m_pool->texts.size(1)),
                         "the store's are " + std::to_string(store.embedDim()) + " wide; use the same model for both");
    if (store.moments().images < 2)
        throw InputError(store.name(), "holds a single image", "at least two are needed for a variance");

    HeadDescriptions result;
    result.layer = layer;
    result.head = head;
    HeadSpace space = spaceOf(store, layer, head, options.rank);
    at::Tensor &covariance = space.covariance; // S, deflated from pick to pick
    const std::int64_t rank = covariance.size(0);
    result.rank = static_cast<int>(rank);
    const double variance = covariance.trace().item<double>();

    // Where the published loop deflates texts and data, T ← T P and S ← P S P with P = I − uuᵀ, only S is deflated
    // here: the scores T S Tᵀ are the same, and of the texts only the winner is needed, made orthogonal to the earlier
    // u.
    const at::Tensor texts = at::matmul(m_pool->texts, space.basis); // T [M, r]
    at::Tensor scores = (at::matmul(texts, covariance) * texts).sum(1);
    const at::Tensor lengths = texts.norm(2, 1);
    const int count = static_cast<int>(std::min<std::int64_t>({options.count, rank, texts.size(0)}));
    at::Tensor picked = at::empty({count, rank}, texts.options());

    int picks = 0;
    for (; picks < count; ++picks) {
        const auto index = scores.argmax().item<std::int64_t>();
        at::Tensor direction = texts[index];
        const at::Tensor earlier = picked.narrow(0, 0, picks);
        // Twice is enough: the second pass removes what rounding left of the first.
        for (int pass = 0; pass < 2; ++pass)
            direction = direction - at::matmul(earlier.t(), at::matmul(earlier, direction));
        const double length = direction.norm().item<double>();
        const double score = scores[index].item<double>();
        if (!(score > kExhaustedVariance * variance) || length < kExhaustedText * lengths[index].item<double>())
            break;
        const at::Tensor u = direction / length;
        picked[picks].copy_(u);

        const at::Tensor image = at::matmul(covariance, u); // S u
        const double along = at::dot(u, image).item<double>();
        result.descriptions.push_back(
            {static_cast<int>(index), std::sqrt(std::max(0.0, score)), variance > 0 ? along / variance : 0});

        // t P S P tᵀ = t S tᵀ − 2 (t·u)(t·Su) + (t·u)² uᵀSu
        const at::Tensor onto = at::matmul(texts, u);
        scores = scores - 2 * onto * at::matmul(texts, image) + onto * onto * along;
        covariance = covariance - at::outer(u, image) - at::outer(image, u) + at::outer(u, u) * along;
    }
    result.directions = toArray(at::matmul(picked.narrow(0, 0, picks), space.basis.t()));
    return result;
}

}
