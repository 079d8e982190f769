// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "core/array.h"
#include "core/clip/clipmodel.h"
#include "core/progress.h"

namespace headscope {

/// What models have made of texts: each is read once by a model, whichever study, pool or panel asks for it. Safe to
/// use from several threads. What wasn't asked for lately is let go of when there is too much.
class TextEmbeddings
{
public:
    explicit TextEmbeddings(std::size_t mostBytes = std::size_t(256) << 20)
        : m_mostBytes(mostBytes)
    {
    }

    /// Normalised embeddings [T, d] of rows of token ids [T, context]. `name` tells the model's text tower from others.
    /// Throws InputError and Cancelled; what was read until then stays known.
    FloatArray of(const ClipModel &model, const std::string &name, const IntArray &tokenIds, const Job &job = {});

    /// Texts that were read by a model so far.
    std::int64_t textsRead() const;

private:
    using Known = std::unordered_map<std::string, std::shared_ptr<const std::vector<float>>>;

    std::shared_ptr<const std::vector<float>> find(const std::string &key);
    /// With the mutex held.
    void keep(const std::string &key, std::shared_ptr<const std::vector<float>> embedding);

    const std::size_t m_mostBytes;
    mutable std::mutex m_mutex; ///< of all below
    Known m_recent;             ///< as much as half of what may be kept
    Known m_older;              ///< what was recent before that was full
    std::size_t m_recentBytes = 0;
    std::int64_t m_textsRead = 0;
};

}
