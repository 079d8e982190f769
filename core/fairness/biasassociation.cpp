// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/biasassociation.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <vector>

namespace headscope {
namespace {

std::size_t at(int index) { return static_cast<std::size_t>(index); }

/// The counted images, those of one label after those of the other.
std::vector<std::size_t> byLabel(std::span<const int> labels, std::span<const int> attribute, int classes)
{
    std::vector<std::size_t> begins(at(classes) + 1);
    const auto isCounted = [&](std::size_t image) { return labels[image] >= 0 && attribute[image] >= 0; };
    for (std::size_t image = 0; image < labels.size(); ++image) {
        if (isCounted(image))
            ++begins[at(labels[image]) + 1];
    }
    for (std::size_t label = 1; label < begins.size(); ++label)
        begins[label] += begins[label - 1];
    std::vector<std::size_t> images(begins.back());
    for (std::size_t image = 0; image < labels.size(); ++image) {
        if (isCounted(image))
            images[begins[at(labels[image])]++] = image;
    }
    return images;
}

}

BiasAssociation biasAssociation(std::span<const int> labels, std::span<const int> predictions,
                                std::span<const int> attribute, int classes, int values)
{
    assert(labels.size() == predictions.size() && labels.size() == attribute.size());
    const std::vector<std::size_t> images = byLabel(labels, attribute, classes);
    const auto cells = at(classes) * at(values);
    std::vector<double> observed(cells); // N, [classes, values]
    std::vector<double> expected(cells); // M
    std::vector<double> variance(cells); // U
    std::vector<int> predictedAs(at(classes));
    std::vector<int> withValue(at(values));
    std::vector<int> seen; // classes predicted within a label: of many classes, few are
    for (std::size_t begin = 0, end = 0; begin < images.size(); begin = end) {
        const int label = labels[images[begin]];
        seen.clear();
        std::fill(withValue.begin(), withValue.end(), 0);
        for (; end < images.size() && labels[images[end]] == label; ++end) {
            const int prediction = predictions[images[end]];
            const int value = attribute[images[end]];
            if (predictedAs[at(prediction)]++ == 0)
                seen.push_back(prediction);
            ++withValue[at(value)];
            ++observed[at(prediction) * at(values) + at(value)];
        }
        const auto n = static_cast<double>(end - begin);
        for (const int prediction : seen) {
            const double predicted = predictedAs[at(prediction)];
            const double spread = n > 1 ? predicted * (n - predicted) / (n - 1) : 0;
            for (int value = 0; value < values; ++value) {
                const double share = withValue[at(value)] / n;
                const std::size_t cell = at(prediction) * at(values) + at(value);
                expected[cell] += predicted * share;
                variance[cell] += spread * share * (1 - share);
            }
            predictedAs[at(prediction)] = 0;
        }
    }

    BiasAssociation result;
    result.n = static_cast<int>(images.size());
    const auto isAny = [&](std::size_t first, std::size_t step, std::size_t count) {
        for (std::size_t index = 0; index < count; ++index) {
            if (observed[first + index * step] > 0)
                return true;
        }
        return false;
    };
    for (int label = 0; label < classes; ++label)
        result.classes += isAny(at(label) * at(values), 1, at(values));
    for (int value = 0; value < values; ++value)
        result.values += isAny(at(value), at(values), at(classes));
    if (result.classes < 2 || result.values < 2)
        return result;

    double sum = 0;
    for (std::size_t cell = 0; cell < cells; ++cell) {
        const double excess = observed[cell] - expected[cell];
        if (expected[cell] > 0)
            sum += (excess * excess - variance[cell]) / expected[cell];
    }
    result.square = sum / result.n / std::min(result.classes - 1, result.values - 1);
    result.v = std::sqrt(std::max(0.0, *result.square));
    return result;
}

}
