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

// The reference models: open_clip's layout with GELU, and transformers' with quick GELU.
inline const QString kModelA = QStringLiteral("tiny-openclip-gelu");
inline const QString kModelB = QStringLiteral("tiny-hf-quickgelu");

/// Folder of a reference model.
inline std::filesystem::path modelPath(const QString &model = kModelA) { return dataPath(model.toStdString()); }

/// A file of that model's reference numbers.
inline SafetensorsFile golden(const std::string &name, const QString &model = kModelA)
{
    return SafetensorsFile(modelPath(model) / "golden" / (name + ".safetensors"));
}

/// A row for each reference model, with its folder in the column `model`.
inline void addModelRows()
{
    QTest::addColumn<QString>("model");
    QTest::newRow("open_clip") << kModelA;
    QTest::newRow("transformers") << kModelB;
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
