// SPDX-License-Identifier: GPL-3.0-or-later
// What a head answers about images: which ones a text fits, and which ones look alike to it.
#pragma once

#include "core/headid.h"
#include "core/progress.h"
#include "core/store/store.h"

#include <cstdint>
#include <span>
#include <vector>

namespace headscope {

/// ⟨c[k,l,h], t⟩ for each image, t folded into the head first (mathematics §5): e+3 multiplications an image. `text`
/// [d] is used as it is: normalise it for numbers that can be compared between texts. → [K]. InputError if its width
/// isn't the store's; throws Cancelled.
std::vector<float> headScores(const ContributionStore &store, HeadId head, std::span<const float> text,
                              const Job &job = {});

/// How alike each image is to `image` for one head: the cosine of their contributions, both from the data set's mean,
/// since the part of a contribution that all images share would make them all alike. Computed in head coordinates. →
/// [K]; not a number where a contribution is the mean itself. Throws Cancelled.
std::vector<float> headSimilarities(const ContributionStore &store, HeadId head, std::int64_t image,
                                    const Job &job = {});

/// The cosine of what a head writes for an image with each of `texts` [n, d]. Nothing is taken off the contribution: it
/// is what the head's heatmap of that text adds up to, class token included, over both lengths. → [n]; not a number
/// where one of them has no length.
std::vector<float> textSimilarities(const ContributionStore &store, HeadId head, std::int64_t image,
                                    const FloatArray &texts);

struct ScoredImage
{
    std::int64_t image = 0;
    float score = 0;

    bool operator==(const ScoredImage &) const = default;
};

/// The `count` images with the highest (lowest) scores, best first; of equal ones the earlier image. Scores that aren't
/// numbers are left out.
std::vector<ScoredImage> highest(std::span<const float> scores, std::size_t count);
std::vector<ScoredImage> lowest(std::span<const float> scores, std::size_t count);

/// The images most like `image` for one head, itself left out.
std::vector<ScoredImage> nearestImages(const ContributionStore &store, HeadId head, std::int64_t image,
                                       std::size_t count, const Job &job = {});

}
