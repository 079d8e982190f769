// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <span>

namespace headscope {

/// V_b (mathematics.md §9): the association of prediction and attribute beyond what the labels carry, undefined unless
/// two classes are predicted and two values are there.
struct BiasAssociation
{
    int n = 0;       ///< images with a label and a value
    int classes = 0; ///< that are predicted for them
    int values = 0;  ///< that they have
    std::optional<double> v;
    /// Of `v` before it is cut at 0: nearly unbiased, and so at home below 0 where there is nothing beyond the labels.
    std::optional<double> square;
};

/// Codes for each image: a class below `classes`, a value below `values`; −1 for an unknown label or value leaves the
/// image out.
BiasAssociation biasAssociation(std::span<const int> labels, std::span<const int> predictions,
                                std::span<const int> attribute, int classes, int values);

}
