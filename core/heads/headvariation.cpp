// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/heads/headvariation.h"

#include "core/fairness/variation.h"
#include "core/heads/headgram.h"

#include <c10/core/InferenceMode.h>

namespace headscope {

std::vector<std::optional<double>> headEtaSquared(const ContributionStore &store, std::span<const int> groups)
{
    const c10::InferenceMode guard;
    const int dim = store.coordinateCount();
    std::vector<std::optional<double>> result;
    for (int layer = 0; layer < store.layers(); ++layer) {
        for (int head = 0; head < store.heads(); ++head) {
            Array<double> gram({dim, dim});
            tensorView(gram).copy_(headGram(store, layer, head));
            const FloatArray coordinates = store.coordinates(layer, head, 0, store.images());
            result.push_back(etaSquared(coordinates.values, dim, groups, gram.values));
        }
    }
    return result;
}

}
