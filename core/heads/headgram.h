// SPDX-License-Identifier: GPL-3.0-or-later
// Internal to core: includes libtorch.
#pragma once

#include "core/clip/torchconversions.h"
#include "core/store/store.h"

namespace headscope {

/// B Bᵀ of a head, [q, q] in double: ⟨c, c′⟩ = sᵀ B Bᵀ s′, so that lengths and distances of contributions are had in
/// head coordinates.
inline at::Tensor headGram(const ContributionStore &store, int layer, int head)
{
    const at::Tensor basis = tensorView(store.basis())[layer][head].to(at::kDouble);
    return at::matmul(basis, basis.t());
}

}
