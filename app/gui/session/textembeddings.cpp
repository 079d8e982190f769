// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/textembeddings.h"

#include <algorithm>
#include <utility>

namespace headscope {

namespace {

constexpr std::size_t kAtOnce = 256; // texts, after which they are known even if the rest is cancelled

/// Of one text; what fills its row up counts once.
std::string keyOf(const std::string &name, std::span<const std::int64_t> ids)
{
    while (ids.size() > 1 && ids.back() == ids[ids.size() - 2])
        ids = ids.first(ids.size() - 1);
    return name + '\n' + std::string(reinterpret_cast<const char *>(ids.data()), ids.size_bytes());
}

}

FloatArray TextEmbeddings::of(const ClipModel &model, const std::string &name, const IntArray &tokenIds, const Job &job)
{
    const std::int64_t texts = tokenIds.shape.front();
    FloatArray embeddings({texts, model.config().embedDim});
    std::vector<std::pair<std::string, std::vector<std::int64_t>>> missing; // and the rows where they stand
    std::unordered_map<std::string, std::size_t> places;
    for (std::int64_t text = 0; text < texts; ++text) {
        const std::string key = keyOf(name + '\n' + std::to_string(tokenIds.shape.back()), tokenIds.row(text));
        if (const auto known = find(key)) {
            std::copy(known->begin(), known->end(), embeddings.row(text).begin());
            continue;
        }
        const auto [place, isNew] = places.try_emplace(key, missing.size());
        if (isNew)
            missing.push_back({key, {}});
        missing[place->second].second.push_back(text);
    }
    for (std::size_t first = 0; first < missing.size(); first += kAtOnce) {
        const std::size_t count = std::min(kAtOnce, missing.size() - first);
        IntArray ids({std::int64_t(count), tokenIds.shape.back()});
        for (std::size_t text = 0; text < count; ++text) {
            const auto row = tokenIds.row(missing[first + text].second.front());
            std::copy(row.begin(), row.end(), ids.row(std::int64_t(text)).begin());
        }
        const auto report = [&](std::int64_t done, std::int64_t) {
            job.report(std::int64_t(first) + done, std::int64_t(missing.size()));
        };
        const FloatArray read = normalisedRows(model.encodeTexts(ids, {report, job.stop}));
        const std::lock_guard lock(m_mutex);
        m_textsRead += std::int64_t(count);
        for (std::size_t text = 0; text < count; ++text) {
            const auto row = read.row(std::int64_t(text));
            for (const std::int64_t place : missing[first + text].second)
                std::copy(row.begin(), row.end(), embeddings.row(place).begin());
            keep(missing[first + text].first, std::make_shared<const std::vector<float>>(row.begin(), row.end()));
        }
    }
    return embeddings;
}

std::int64_t TextEmbeddings::textsRead() const
{
    const std::lock_guard lock(m_mutex);
    return m_textsRead;
}

std::shared_ptr<const std::vector<float>> TextEmbeddings::find(const std::string &key)
{
    const std::lock_guard lock(m_mutex);
    if (const auto found = m_recent.find(key); found != m_recent.end())
        return found->second;
    const auto found = m_older.find(key);
    if (found == m_older.end())
        return nullptr;
    const auto embedding = found->second;
    m_older.erase(found);
    keep(key, embedding);
    return embedding;
}

void TextEmbeddings::keep(const std::string &key, std::shared_ptr<const std::vector<float>> embedding)
{
    m_recentBytes += key.size() + embedding->size() * sizeof(float);
    m_recent.insert_or_assign(key, std::move(embedding));
    if (m_recentBytes <= m_mostBytes / 2)
        return;
    m_older = std::exchange(m_recent, {});
    m_recentBytes = 0;
}

}
