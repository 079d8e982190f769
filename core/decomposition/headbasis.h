// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/clip/clipmodel.h"

namespace headscope {

/// Head coordinates end with three numbers shared by all heads of an image: 1/(σn), μ/(σn), 1/n.
constexpr int kSharedCoordinates = 3;

/// The basis B that turns head coordinates into contributions, c[l,h] = s[l,h]ᵀ B[l,h] (mathematics §3; the even split
/// of μ, β and b_O is [TextSpan]'s, arXiv 2310.05916). → [L, H, e+3, d]
FloatArray headBasis(const ClipModel &model);

}
