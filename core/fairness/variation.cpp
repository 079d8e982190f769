// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/variation.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <cstddef>
#include <vector>

namespace headscope {
namespace {

/// xᵀGx, or xᵀx without a Gram matrix.
double squaredLength(std::span<const double> x, std::span<const double> gram)
{
    double sum = 0;
    for (std::size_t row = 0; row < x.size(); ++row) {
        double image = x[row];
        if (!gram.empty()) {
            image = 0;
            for (std::size_t column = 0; column < x.size(); ++column)
                image += gram[row * x.size() + column] * x[column];
        }
        sum += x[row] * image;
    }
    return sum;
}

}

std::optional<double> etaSquared(std::span<const float> vectors, int dim, std::span<const int> groups,
                                 std::span<const double> gram)
{
    const auto width = static_cast<std::size_t>(dim);
    assert(vectors.size() == groups.size() * width);
    assert(gram.empty() || gram.size() == width * width);
    if (groups.empty())
        return std::nullopt;

    std::vector<double> x(width);
    const auto load = [&](std::size_t image) {
        std::copy_n(vectors.begin() + static_cast<std::ptrdiff_t>(image * width), width, x.begin());
    };

    const auto groupCount = static_cast<std::size_t>(*std::max_element(groups.begin(), groups.end()) + 1);
    std::vector<double> sums(groupCount * width);
    std::vector<double> counts(groupCount);
    std::vector<double> mean(width);
    double count = 0;
    for (std::size_t image = 0; image < groups.size(); ++image) {
        if (groups[image] < 0)
            continue;
        load(image);
        const auto group = static_cast<std::size_t>(groups[image]);
        for (std::size_t index = 0; index < width; ++index) {
            sums[group * width + index] += x[index];
            mean[index] += x[index];
        }
        ++counts[group];
        ++count;
    }
    if (std::count_if(counts.begin(), counts.end(), [](double n) { return n > 0; }) < 2)
        return std::nullopt;
    for (double &value : mean)
        value /= count;

    double between = 0;
    for (std::size_t group = 0; group < groupCount; ++group) {
        if (counts[group] == 0)
            continue;
        for (std::size_t index = 0; index < width; ++index)
            x[index] = sums[group * width + index] / counts[group] - mean[index];
        between += counts[group] * squaredLength(x, gram);
    }
    double total = 0;
    for (std::size_t image = 0; image < groups.size(); ++image) {
        if (groups[image] < 0)
            continue;
        load(image);
        for (std::size_t index = 0; index < width; ++index)
            x[index] -= mean[index];
        total += squaredLength(x, gram);
    }
    // Sums of equal floats are exact in doubles: where nothing varies, this is 0 and not rounding noise.
    if (total <= 0 || !std::isfinite(total))
        return std::nullopt;
    return between / total;
}

}
