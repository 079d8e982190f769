// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/clip/clipmodel.h"
#include "core/headid.h"

#include <memory>
#include <optional>
#include <span>

namespace headscope {

/// How much each token of a picture, through the attention heads, speaks for a text.
struct Heat
{
    FloatArray patches;   ///< [grid, grid]
    float classToken = 0; ///< the class token's own share, left out of the picture
};

/// Where the heads see a text in one picture (mathematics §5; [TextSpan], arXiv 2310.05916, section 5). What attention
/// and values the picture has is computed once; a text then costs a fold of the head basis and one product. Immutable,
/// cheap to copy.
class TokenHeatmap
{
public:
    /// `pixels` [1, 3, S, S], normalised; `basis` is headBasis(model), or empty to have it computed.
    TokenHeatmap(const ClipModel &model, const FloatArray &pixels, FloatArray basis = {});

    /// heat_i(t) = Σ ⟨c[l,i,h], t⟩ over all heads, or one of them. `text` [d] is used as it is: normalise it, and give
    /// t − t′ for "more like this than that".
    Heat heat(std::span<const float> text, std::optional<HeadId> head = std::nullopt) const;

private:
    struct Data;
    std::shared_ptr<const Data> m_data;
};

/// A map enlarged by `factor`: bilinear with half-pixel centres and clamped edges. [g, g] → [g·factor, g·factor]
FloatArray enlarged(const FloatArray &map, int factor);

}
