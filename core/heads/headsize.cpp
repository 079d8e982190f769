// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/heads/headsize.h"

#include "core/heads/headgram.h"

#include <c10/core/InferenceMode.h>

#include <algorithm>
#include <cmath>

namespace headscope {

std::vector<double> headSizes(const ContributionStore &store)
{
    const c10::InferenceMode guard;
    const at::Tensor outer = tensorView(store.moments().outer);
    std::vector<double> sizes;
    for (int layer = 0; layer < store.layers(); ++layer) {
        for (int head = 0; head < store.heads(); ++head) {
            // Σ ‖c‖² = Σ sᵀ G s = tr(G Σ ssᵀ), both symmetric.
            const double squares = (headGram(store, layer, head) * outer[layer][head]).sum().item<double>();
            sizes.push_back(std::sqrt(std::max(0.0, squares) / double(store.moments().images)));
        }
    }
    return sizes;
}

}
