// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/fairness/interval.h"
#include "core/progress.h"

#include <optional>
#include <span>
#include <vector>

namespace headscope {

/// MaxSkew@k of several text queries, such as the classes' texts, in one figure: its mean over them.
struct QuerySkew
{
    struct Largest
    {
        int query = 0;
        int group = 0; ///< the one that is most above its share
        double skew = 0;
    };

    int k = 0;
    int images = 0;                 ///< ranked: those whose group is known
    bool isFinite = true;           ///< every score is; undefined otherwise
    std::optional<double> mean;     ///< natural logarithm of a ratio of shares, as MaxSkew itself
    std::optional<Largest> largest; ///< the query with the largest MaxSkew, the first of equals
};

/// How many of the best images to look at unless a person says so: a round number, 100 at most, and at most an eighth
/// of the images, so that there is something to be skewed; 1 of a few.
int usualTop(int images);

/// Ranks the images of a data set by many queries at once (mathematics.md §7: skew@k; Geyik et al. 2019). A query's
/// figure is that of Ranking::skewAt; but only the k best images are looked for, so that it can follow a click.
/// Immutable: safe to use from several threads.
class QueryRanking
{
public:
    /// A code below `groupCount` for each image; −1 (unknown) leaves the image out.
    QueryRanking(std::span<const int> groups, int groupCount);

    /// How many are ranked.
    int images() const { return static_cast<int>(m_images.size()); }

    /// scores: [images of the data set, queries], larger is better; of equal ones the earlier image is. Undefined
    /// unless k is 1…images() − 1 (all images are skewed to nothing), without queries, or with a score that isn't
    /// finite.
    QuerySkew skewAt(const FloatArray &scores, int k) const;

    /// The mean of images drawn anew, for each draw, recentred on skewAt (interval.h) and never negative. One seed
    /// draws the same images whatever the scores: the differences of two states' draws are paired. Empty where the mean
    /// is undefined. Throws Cancelled.
    std::vector<double> drawnMeans(const FloatArray &scores, int k, const Draws &draws = {}, const Job &job = {}) const;

private:
    struct Resample;

    bool isFinite(const FloatArray &scores) const;
    bool canRank(const FloatArray &scores, int k) const;
    Resample resample(const Draws &draws, const Job &job) const;

    std::vector<std::size_t> m_images; ///< those with a known group, in order
    std::vector<int> m_groups;         ///< of each of m_images
    std::vector<int> m_all;            ///< how many of m_images are of each group
};

}
