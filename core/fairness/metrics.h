// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fairness/association.h"
#include "core/fairness/biasassociation.h"

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace headscope {

// The results of Evaluator::evaluate (mathematics.md §7), each with the n of what was counted for it. What is undefined
// has no value, and is never 0; undefined.h says why. With a single class nothing could be predicted otherwise:
// whatever judges predictions is undefined.

/// How a class, or the images of a class with one value of an attribute, is predicted.
struct GroupAccuracy
{
    std::string className;
    std::string attribute; ///< empty for a whole class, and so is
    std::string value;
    int n = 0;                      ///< images of the group
    std::optional<double> accuracy; ///< the share of them that is predicted right
};

/// For each class the largest difference of a rate between the values of an attribute.
struct ClassGaps
{
    std::vector<std::optional<double>> perClass; ///< undefined with fewer than two values to compare
    int defined = 0;                             ///< classes with a gap
    int n = 0;                                   ///< images that these compare
    std::optional<double> mean;                  ///< over those
    std::optional<int> largest;                  ///< the class with the largest, the first of equals
};

struct AttributeMetrics
{
    std::string name;
    int unknown = 0;                                      ///< images left out because their value isn't known
    std::vector<std::pair<std::string, int>> valueCounts; ///< images of each value
    Association predictedAssociation;                     ///< with ŷ
    Association labelAssociation;                         ///< with y: what the data itself carries
    BiasAssociation biasAssociation;                      ///< with ŷ, beyond what y carries
    std::vector<GroupAccuracy> groups;                    ///< those with an image, by class and then value
    int smallGroups = 0; ///< of these, too small to be the worst or to set an equal-opportunity gap
    std::optional<GroupAccuracy> worstGroup;
    ClassGaps equalOpportunity;  ///< of P(ŷ=k | y=k, a)
    ClassGaps demographicParity; ///< of P(ŷ=k | a)
    std::int64_t twinPairs = 0;  ///< pairs of twins that differ in the attribute
    std::optional<double> twinFlipRate;
};

struct Metrics
{
    int images = 0;
    int minGroup = 0; ///< images that a group must have to count as one
    int labelled = 0; ///< images with a known label: those that accuracies are over
    std::optional<double> accuracy;
    std::optional<double> balancedAccuracy;  ///< mean over classes with images
    std::optional<GroupAccuracy> worstGroup; ///< over all attributes, or over classes if there is none
    std::optional<double> gap;               ///< accuracy − worst group's
    std::vector<GroupAccuracy> perClass;     ///< every class, in order
    std::vector<AttributeMetrics> attributes;
};

}
