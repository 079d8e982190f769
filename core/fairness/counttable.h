// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fairness/metrics.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace headscope {

/// How many images have label y, prediction ŷ and attribute value a: kept as the three [classes, values] margins that
/// every metric is made of, so that its size doesn't grow with the square of the classes.
class CountTable
{
public:
    CountTable(int classes, int values)
        : m_classes(classes)
        , m_values(values)
        , m_predicted(static_cast<std::size_t>(classes) * static_cast<std::size_t>(values))
        , m_labelled(m_predicted.size())
        , m_correct(m_predicted.size())
    {
    }

    int classes() const { return m_classes; }
    int values() const { return m_values; }

    /// `images` of a kind; label −1: unknown, counts as a prediction only.
    void add(int label, int prediction, int value, int images = 1)
    {
        m_predicted[cell(prediction, value)] += images;
        if (label < 0)
            return;
        m_labelled[cell(label, value)] += images;
        if (label == prediction)
            m_correct[cell(label, value)] += images;
    }

    /// [classes, values] of ŷ and a, over every image.
    std::span<const int> predicted() const { return m_predicted; }
    /// [classes, values] of y and a, over images with a label; and those of them that are predicted right.
    std::span<const int> labelled() const { return m_labelled; }
    std::span<const int> correct() const { return m_correct; }

private:
    std::size_t cell(int label, int value) const
    {
        return static_cast<std::size_t>(label) * static_cast<std::size_t>(m_values) + static_cast<std::size_t>(value);
    }

    int m_classes;
    int m_values;
    std::vector<int> m_predicted;
    std::vector<int> m_labelled;
    std::vector<int> m_correct;
};

/// part/whole, undefined without images.
inline std::optional<double> share(std::int64_t part, std::int64_t whole)
{
    return whole > 0 ? std::optional(static_cast<double>(part) / static_cast<double>(whole)) : std::nullopt;
}

/// [classes, values]: whether so many labelled images are of the group, and one at least.
std::vector<char> largeGroups(const CountTable &table, int minGroup);

/// The gaps between the attribute's values of P(ŷ=k | y=k, a), over the groups that are `large`; and of P(ŷ=k | a).
ClassGaps equalOpportunityGaps(const CountTable &table, std::span<const char> large);
ClassGaps demographicParityGaps(const CountTable &table);

}
