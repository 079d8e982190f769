// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/heads/headseparation.h"

#include "core/clip/clipmodel.h"
#include "core/clip/torchconversions.h"
#include "core/error.h"
#include "core/fairness/effectsize.h"
#include "core/heads/headqueries.h"

#include <c10/core/InferenceMode.h>

namespace headscope {
namespace {

/// Means that differ by less are the same up to rounding.
constexpr double kSame = 1e-6;

at::Tensor meanOf(const FloatArray &texts)
{
    const FloatArray unit = normalisedRows(texts);
    return tensorView(unit).to(at::kDouble).mean(0);
}

}

FloatArray conceptDirection(const FloatArray &textsOfA, const FloatArray &textsOfB)
{
    const c10::InferenceMode guard;
    for (const FloatArray *texts : {&textsOfA, &textsOfB}) {
        if (texts->shape.size() != 2 || texts->shape[0] == 0 || texts->shape[1] != textsOfA.shape[1])
            throw InputError("concept texts",
                             "have shapes " + toString(textsOfA.shape) + " and " + toString(textsOfB.shape),
                             "each group needs a text at least, of the same model");
    }
    const at::Tensor difference = meanOf(textsOfA) - meanOf(textsOfB);
    const double length = difference.norm().item<double>();
    if (!(length > kSame))
        throw InputError("concept texts", "say the same of both groups", "give each group texts of its own");
    return toArray(difference / length);
}

std::vector<std::optional<double>> headSeparation(const ContributionStore &store, std::span<const float> direction,
                                                  std::span<const int> labels, std::span<const int> groups,
                                                  const Job &job)
{
    const Job quiet = {{}, job.stop};
    const std::int64_t total = std::int64_t(store.layers()) * store.heads();
    std::vector<std::optional<double>> separation;
    for (int layer = 0; layer < store.layers(); ++layer) {
        for (int head = 0; head < store.heads(); ++head) {
            separation.push_back(classwiseCohensD(headScores(store, {layer, head}, direction, quiet), labels, groups));
            job.report(std::ssize(separation), total);
        }
    }
    return separation;
}

}
