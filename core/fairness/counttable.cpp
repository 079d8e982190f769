// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/counttable.h"

#include <algorithm>
#include <numeric>

namespace headscope {
namespace {

/// part [classes, values]; whole(cell): the images that a cell of part is a share of, 0 if it doesn't count.
template <typename Whole>
ClassGaps classGaps(const CountTable &table, std::span<const int> part, const Whole &whole)
{
    ClassGaps gaps;
    gaps.perClass.resize(static_cast<std::size_t>(table.classes()));
    double sum = 0;
    for (int label = 0; label < table.classes(); ++label) {
        int compared = 0;
        int images = 0;
        double lowest = 1;
        double highest = 0;
        for (int value = 0; value < table.values(); ++value) {
            const auto cell = static_cast<std::size_t>(label * table.values() + value);
            if (const auto rate = share(part[cell], whole(cell))) {
                ++compared;
                images += whole(cell);
                lowest = std::min(lowest, *rate);
                highest = std::max(highest, *rate);
            }
        }
        if (compared < 2)
            continue;
        const double gap = highest - lowest;
        gaps.perClass[static_cast<std::size_t>(label)] = gap;
        sum += gap;
        gaps.n += images;
        ++gaps.defined;
        if (!gaps.largest || gap > *gaps.perClass[static_cast<std::size_t>(*gaps.largest)])
            gaps.largest = label;
    }
    if (gaps.defined > 0)
        gaps.mean = sum / gaps.defined;
    return gaps;
}

}

std::vector<char> largeGroups(const CountTable &table, int minGroup)
{
    std::vector<char> large;
    for (const int images : table.labelled())
        large.push_back(images > 0 && images >= minGroup);
    return large;
}

ClassGaps equalOpportunityGaps(const CountTable &table, std::span<const char> large)
{
    return classGaps(table, table.correct(),
                     [&](std::size_t cell) { return large[cell] ? table.labelled()[cell] : 0; });
}

ClassGaps demographicParityGaps(const CountTable &table)
{
    std::vector<int> imagesOf(static_cast<std::size_t>(table.values()));
    for (std::size_t cell = 0; cell < table.predicted().size(); ++cell)
        imagesOf[cell % imagesOf.size()] += table.predicted()[cell];
    ClassGaps gaps =
        classGaps(table, table.predicted(), [&](std::size_t cell) { return imagesOf[cell % imagesOf.size()]; });
    if (gaps.mean) // every class compares the same images
        gaps.n = std::accumulate(imagesOf.begin(), imagesOf.end(), 0);
    return gaps;
}

}
