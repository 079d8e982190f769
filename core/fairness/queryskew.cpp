// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/queryskew.h"

#include "core/error.h"
#include "core/fairness/ranking.h"
#include "core/random.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace headscope {
namespace {

/// Queries that are ranked in one pass: their scores of an image are one cache line.
constexpr std::size_t kBlock = 16;

struct Candidate
{
    float score;
    std::size_t place;
};

bool isBetter(const Candidate &a, const Candidate &b)
{
    return a.score > b.score || (a.score == b.score && a.place < b.place);
}

/// The k best of the candidates offered, which come in the order of their places. Holds 2k at most: most images are
/// worse than the k-th best so far and cost one comparison.
class Best
{
public:
    explicit Best(int k)
        : m_k(static_cast<std::size_t>(k))
    {
    }

    void offer(const Candidate &candidate)
    {
        // An equal one isn't better: it comes later.
        if (m_isFull && candidate.score <= m_least)
            return;
        m_candidates.push_back(candidate);
        if (m_candidates.size() == 2 * m_k)
            drop();
    }

    std::span<const Candidate> take()
    {
        if (m_candidates.size() > m_k)
            drop();
        return m_candidates;
    }

private:
    void drop()
    {
        const auto last = m_candidates.begin() + static_cast<std::ptrdiff_t>(m_k - 1);
        std::nth_element(m_candidates.begin(), last, m_candidates.end(), isBetter);
        m_least = last->score;
        m_isFull = true;
        m_candidates.resize(m_k);
    }

    std::size_t m_k;
    std::vector<Candidate> m_candidates;
    float m_least = 0;
    bool m_isFull = false;
};

}

int usualTop(int images)
{
    for (const int top : {100, 50, 20, 10, 5, 2}) {
        if (8 * top <= images)
            return top;
    }
    return 1;
}

/// Images drawn with replacement, many times. Kept, since every query ranks the same draws.
struct QueryRanking::Resample
{
    std::vector<std::vector<std::uint16_t>> times; ///< [draws, images]: how often each is drawn
    std::vector<std::vector<int>> all;             ///< [draws, groups]
};

QueryRanking::QueryRanking(std::span<const int> groups, int groupCount)
    : m_all(static_cast<std::size_t>(groupCount))
{
    for (std::size_t image = 0; image < groups.size(); ++image) {
        if (groups[image] < 0)
            continue;
        m_images.push_back(image);
        m_groups.push_back(groups[image]);
        ++m_all[static_cast<std::size_t>(groups[image])];
    }
}

bool QueryRanking::isFinite(const FloatArray &scores) const
{
    return std::all_of(m_images.begin(), m_images.end(), [&](std::size_t image) {
        const auto row = scores.row(static_cast<std::int64_t>(image));
        return std::all_of(row.begin(), row.end(), [](float score) { return std::isfinite(score); });
    });
}

bool QueryRanking::canRank(const FloatArray &scores, int k) const
{
    return k >= 1 && k < images() && scores.shape.size() == 2 && scores.shape[1] > 0;
}

QuerySkew QueryRanking::skewAt(const FloatArray &scores, int k) const
{
    QuerySkew result = {k, images(), isFinite(scores), {}, {}};
    if (!result.isFinite || !canRank(scores, k))
        return result;
    const auto queries = static_cast<std::size_t>(scores.shape[1]);
    double sum = 0;
    std::vector<int> top(m_all.size());
    for (std::size_t first = 0; first < queries; first += kBlock) {
        std::vector<Best> block(std::min(kBlock, queries - first), Best(k));
        for (std::size_t place = 0; place < m_images.size(); ++place) {
            const float *score = scores.values.data() + m_images[place] * queries + first;
            for (std::size_t query = 0; query < block.size(); ++query)
                block[query].offer({score[query], place});
        }
        for (std::size_t query = 0; query < block.size(); ++query) {
            std::fill(top.begin(), top.end(), 0);
            for (const Candidate &candidate : block[query].take())
                ++top[static_cast<std::size_t>(m_groups[candidate.place])];
            const Skew skew = skewOf(top, m_all);
            sum += *skew.max;
            if (!result.largest || *skew.max > result.largest->skew)
                result.largest = {static_cast<int>(first + query), *skew.largest, *skew.max};
        }
    }
    result.mean = sum / static_cast<double>(queries);
    return result;
}

QueryRanking::Resample QueryRanking::resample(const Draws &draws, const Job &job) const
{
    Resample result;
    Random random(draws.seed);
    for (int draw = 0; draw < draws.count; ++draw) {
        if (job.stop.stop_requested())
            throw Cancelled();
        auto &times = result.times.emplace_back(m_images.size());
        auto &all = result.all.emplace_back(m_all.size());
        for (int drawn = 0; drawn < images(); ++drawn) {
            const auto place = static_cast<std::size_t>(random.below(images()));
            ++times[place];
            ++all[static_cast<std::size_t>(m_groups[place])];
        }
    }
    return result;
}

/// Of each draw. One query after the other: sorted once, its first images make the top k of every draw.
std::vector<double> QueryRanking::drawnMeans(const FloatArray &scores, int k, const Draws &draws, const Job &job) const
{
    if (!canRank(scores, k) || !isFinite(scores))
        return {};
    const Resample drawn = resample(draws, job);
    const auto queries = static_cast<std::size_t>(scores.shape[1]);
    std::vector<double> means(drawn.times.size());
    std::vector<Candidate> order(m_images.size());
    std::vector<int> top(m_all.size());
    for (std::size_t query = 0; query < queries; ++query) {
        if (job.stop.stop_requested())
            throw Cancelled();
        for (std::size_t place = 0; place < order.size(); ++place)
            order[place] = {scores.values[m_images[place] * queries + query], place};
        std::sort(order.begin(), order.end(), isBetter);
        for (std::size_t draw = 0; draw < means.size(); ++draw) {
            std::fill(top.begin(), top.end(), 0);
            int left = k;
            for (auto next = order.begin(); left > 0; ++next) {
                const int taken = std::min<int>(drawn.times[draw][next->place], left);
                top[static_cast<std::size_t>(m_groups[next->place])] += taken;
                left -= taken;
            }
            means[draw] += *skewOf(top, drawn.all[draw]).max / static_cast<double>(queries);
        }
        job.report(static_cast<std::int64_t>(query) + 1, static_cast<std::int64_t>(queries));
    }
    means = recentred(std::move(means), *skewAt(scores, k).mean);
    for (double &mean : means)
        mean = std::max(0.0, mean);
    return means;
}

}
