// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace headscope {

/// The pairs of images that share a twin id and differ in an attribute. They are counted, never listed: a column that
/// puts every image into one set must not cost the square of the images.
class TwinPairs
{
public:
    /// twins, attribute: a code for each image, −1 where there is none. No twins at all: no pairs.
    TwinPairs(std::span<const int> twins, std::span<const int> attribute);

    std::int64_t count() const { return m_count; }
    /// The share of the pairs whose predictions differ; undefined without pairs.
    std::optional<double> flipRate(std::span<const int> predictions, int classes) const;

private:
    /// Images of one twin set with the same value, a range of m_images.
    struct Run
    {
        std::size_t begin;
        std::size_t end;
    };
    /// Runs of one twin set, a range of m_runs.
    struct Set
    {
        std::size_t begin;
        std::size_t end;
    };

    std::vector<std::size_t> m_images;
    std::vector<Run> m_runs;
    std::vector<Set> m_sets;
    std::int64_t m_count = 0;
};

}
