// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/association.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

namespace headscope {
namespace {

int nonEmpty(const std::vector<std::int64_t> &sums)
{
    return static_cast<int>(std::count_if(sums.begin(), sums.end(), [](std::int64_t sum) { return sum > 0; }));
}

}

Association cramersV(std::span<const int> counts, int columns)
{
    if (counts.empty())
        return {};
    assert(columns > 0 && counts.size() % static_cast<std::size_t>(columns) == 0);
    const auto width = static_cast<std::size_t>(columns);
    std::vector<std::int64_t> rowSums(counts.size() / width);
    std::vector<std::int64_t> columnSums(width);
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
        rowSums[cell / width] += counts[cell];
        columnSums[cell % width] += counts[cell];
    }
    const std::int64_t total = std::accumulate(rowSums.begin(), rowSums.end(), std::int64_t(0));
    Association result;
    result.n = static_cast<int>(total);
    result.rows = nonEmpty(rowSums);
    result.columns = nonEmpty(columnSums);
    const double r = result.rows;
    const double c = result.columns;
    if (r < 2 || c < 2)
        return result;

    // In integers as long as possible: a table without association gives exactly 0.
    const auto n = static_cast<double>(total);
    double phi2 = 0;
    for (std::size_t cell = 0; cell < counts.size(); ++cell) {
        const std::int64_t product = rowSums[cell / width] * columnSums[cell % width];
        if (product == 0)
            continue;
        const auto excess = static_cast<double>(counts[cell] * total - product) / n;
        phi2 += excess * excess / static_cast<double>(product);
    }
    result.v = std::sqrt(phi2 / std::min(r - 1, c - 1));

    const double correctedPhi2 = phi2 - (r - 1) * (c - 1) / (n - 1);
    const double correctedR = r - (r - 1) * (r - 1) / (n - 1);
    const double correctedC = c - (c - 1) * (c - 1) / (n - 1);
    const double degrees = std::min(correctedR - 1, correctedC - 1);
    if (degrees > 0) {
        result.correctedSquare = correctedPhi2 / degrees;
        result.corrected = std::sqrt(std::max(0.0, *result.correctedSquare));
    }
    return result;
}

}
