// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/ablation/ablation.h"
#include "core/store/store.h"

#include <memory>

namespace headscope {

/// What classification would be if parts of the model wrote something else into the embedding, everything else staying
/// as it was: linear, hence instant (mathematics §6, "direct effect"). The image norm stays the original one, and
/// logits are cosines without the checkpoint's logit scale.
///
/// A part's product with the class embeddings is kept, so that switching it again costs an addition. Not thread-safe.
class DirectEffect
{
public:
    /// `classes` [C, d]: class embeddings, normalised. InputError if their width is not the store's.
    DirectEffect(const ContributionStore &store, const FloatArray &classes);
    ~DirectEffect();
    DirectEffect(DirectEffect &&) noexcept;
    DirectEffect &operator=(DirectEffect &&) noexcept;

    /// Logits of the unchanged model, [K, C].
    const FloatArray &baseline() const;
    /// Logits under an ablation, [K, C]; means are over the store's images. InputError if it changes the class token's
    /// attention and the store hasn't kept that.
    FloatArray logits(const Ablation &ablation);

private:
    struct Data;
    std::unique_ptr<Data> m_data;
};

}
