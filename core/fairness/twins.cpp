// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/twins.h"

#include <algorithm>
#include <cassert>
#include <tuple>

namespace headscope {

TwinPairs::TwinPairs(std::span<const int> twins, std::span<const int> attribute)
{
    assert(twins.empty() || twins.size() == attribute.size());
    for (std::size_t image = 0; image < twins.size(); ++image) {
        if (twins[image] >= 0 && attribute[image] >= 0)
            m_images.push_back(image);
    }
    const auto key = [&](std::size_t image) { return std::tuple(twins[image], attribute[image], image); };
    std::sort(m_images.begin(), m_images.end(), [&](std::size_t a, std::size_t b) { return key(a) < key(b); });

    std::int64_t earlier = 0;
    for (std::size_t begin = 0, end = 0; begin < m_images.size(); begin = end) {
        const std::size_t first = m_images[begin];
        while (end < m_images.size() && twins[m_images[end]] == twins[first] &&
               attribute[m_images[end]] == attribute[first])
            ++end;
        if (begin == 0 || twins[m_images[begin - 1]] != twins[first]) {
            m_sets.push_back({m_runs.size(), m_runs.size()});
            earlier = 0;
        }
        m_runs.push_back({begin, end});
        m_sets.back().end = m_runs.size();
        const auto size = static_cast<std::int64_t>(end - begin);
        m_count += earlier * size;
        earlier += size;
    }
}

std::optional<double> TwinPairs::flipRate(std::span<const int> predictions, int classes) const
{
    if (m_count == 0)
        return std::nullopt;
    std::int64_t flips = 0;
    std::vector<std::int64_t> seen(static_cast<std::size_t>(classes)); // predictions in earlier runs of the set
    const auto seenAs = [&](std::size_t member) -> std::int64_t & {
        return seen[static_cast<std::size_t>(predictions[m_images[member]])];
    };
    for (const Set &set : m_sets) {
        std::int64_t earlier = 0;
        for (std::size_t run = set.begin; run < set.end; ++run) {
            const auto [begin, end] = m_runs[run];
            for (std::size_t member = begin; member < end; ++member)
                flips += earlier - seenAs(member);
            for (std::size_t member = begin; member < end; ++member)
                ++seenAs(member);
            earlier += static_cast<std::int64_t>(end - begin);
        }
        for (std::size_t member = m_runs[set.begin].begin; member < m_runs[set.end - 1].end; ++member)
            seenAs(member) = 0;
    }
    return static_cast<double>(flips) / static_cast<double>(m_count);
}

}
