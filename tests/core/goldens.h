// SPDX-License-Identifier: GPL-3.0-or-later
// Reference numbers of the published programs, and how close ours are.
#pragma once

#include "core/array.h"
#include "core/checkpoint/safetensors.h"

#include <QtTest>

#include <algorithm>
#include <cmath>
#include <limits>

namespace headscope::test {

inline std::filesystem::path dataPath(const std::string &relative)
{
    return std::filesystem::path(TEST_DATA) / relative;
}

/// Folder of a reference model.
inline std::filesystem::path modelPath() { return dataPath("tiny-openclip-gelu"); }

/// A file of that model's reference numbers.
inline SafetensorsFile golden(const std::string &name)
{
    return SafetensorsFile(modelPath() / "golden" / (name + ".safetensors"));
}

/// Largest absolute difference; infinite if sizes differ or a value isn't finite.
template <typename A, typename B>
double largestDifference(const A &actual, const B &expected)
{
    if (actual.size() != expected.size())
        return std::numeric_limits<double>::infinity();
    double largest = 0;
    for (std::size_t index = 0; index < actual.size(); ++index) {
        const double difference = std::abs(double(actual[index]) - double(expected[index]));
        if (!(difference < std::numeric_limits<double>::infinity()))
            return std::numeric_limits<double>::infinity();
        largest = std::max(largest, difference);
    }
    return largest;
}

}

/// Fails with the largest difference in the message; `tolerance` is that of the reference's manifest.
#define COMPARE_WITHIN(actual, expected, tolerance)                                                                    \
    do {                                                                                                               \
        const double difference = headscope::test::largestDifference(actual, expected);                                \
        QVERIFY2(                                                                                                      \
            difference <= (tolerance),                                                                                 \
            qPrintable(QStringLiteral("%1 differs by %2, allowed %3").arg(#actual).arg(difference).arg(tolerance)));   \
    } while (false)
