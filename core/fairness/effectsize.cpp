// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/effectsize.h"

#include <array>
#include <cassert>
#include <cmath>
#include <map>

namespace headscope {
namespace {

struct Sample
{
    double n = 0;
    double sum = 0;
    double squares = 0; ///< of differences from the mean
    double mean() const { return sum / n; }
};

}

std::optional<double> classwiseCohensD(std::span<const float> values, std::span<const int> labels,
                                       std::span<const int> groups)
{
    assert(values.size() == groups.size() && (labels.empty() || labels.size() == groups.size()));
    std::map<int, std::array<Sample, 2>> classes;
    const auto eachImage = [&](const auto &use) {
        for (std::size_t image = 0; image < values.size(); ++image) {
            const int label = labels.empty() ? 0 : labels[image];
            if (label >= 0 && (groups[image] == 0 || groups[image] == 1))
                use(classes[label][static_cast<std::size_t>(groups[image])], static_cast<double>(values[image]));
        }
    };
    eachImage([](Sample &sample, double value) {
        ++sample.n;
        sample.sum += value;
    });
    eachImage([](Sample &sample, double value) {
        const double difference = value - sample.mean();
        sample.squares += difference * difference;
    });

    double sum = 0;
    int counted = 0;
    for (const auto &[label, samples] : classes) {
        const auto &[first, second] = samples;
        if (first.n < 2 || second.n < 2)
            continue;
        const double variance = (first.squares + second.squares) / (first.n + second.n - 2);
        if (!std::isfinite(variance))
            return std::nullopt;
        if (variance <= 0)
            continue;
        sum += (first.mean() - second.mean()) / std::sqrt(variance);
        ++counted;
    }
    return counted > 0 ? std::optional(sum / counted) : std::nullopt;
}

}
