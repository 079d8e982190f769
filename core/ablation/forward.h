// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ablation/ablation.h"
#include "core/clip/clipmodel.h"
#include "core/dataset/pixelsource.h"
#include "core/decomposition/moments.h"
#include "core/progress.h"
#include "core/store/store.h"

#include <memory>

namespace headscope {

/// What the model would do without (or with less, or more) of some parts: the forward pass is run with them changed, at
/// every token, so that later layers see it too (mathematics §6, "forward"; zero mode is [CCS]'s soft-pruning, arXiv
/// 2503.11103). b_O stays.
///
/// Residual streams are kept at the borders of layers as far as `cacheBytes` allows, so that a later ablation
/// recomputes only the layers from the first changed one on. One run at a time.
class ForwardAblation
{
public:
    /// `source` holds the pictures of `images` in the same order; what is read must have the hashes that stand there.
    ForwardAblation(const ClipModel &model, std::shared_ptr<const PixelSource> source, std::vector<StoredImage> images,
                    std::size_t cacheBytes = 0);
    ~ForwardAblation();

    /// Keeps the streams of every picture, if there is room, so that the first ablation is no slower than the next.
    /// Throws as embeddings() does.
    void prepare(const Job &job = {});

    /// Normalised embeddings of every picture under the ablation, [K, d]. Mean mode needs `means`, sums over the
    /// reference images. Throws InputError if a picture can't be read or has changed since it was decomposed, or if the
    /// ablation changes the class token's attention alone; Cancelled.
    FloatArray embeddings(const Ablation &ablation, const TokenSums &means, const Job &job = {});

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

}
