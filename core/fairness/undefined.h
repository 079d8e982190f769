// SPDX-License-Identifier: GPL-3.0-or-later
// Why figures of Metrics have no value.
#pragma once

#include "core/fairness/metrics.h"
#include "core/fairness/queryskew.h"

#include <optional>
#include <string_view>

namespace headscope {

enum class Undefined {
    NoLabels,      ///< no image (whose value is known) has a label
    NoValues,      ///< no image's value of the attribute is known
    OneClass,      ///< there is one class to predict
    OneLabel,      ///< one class is among the labels
    OnePrediction, ///< one class is predicted
    OneValue,      ///< one value of the attribute is there
    FewImages,     ///< too few to be corrected for chance
    SmallGroups,   ///< no group is large enough
    NoComparison,  ///< no class has two groups that are large enough
    NoTwins,       ///< no twins differ in the attribute
    WholeRanking,  ///< k takes in every image
    NotFinite,     ///< a score isn't finite
};

/// "no image has a label"
std::string_view text(Undefined why);

/// Of a figure that has no value; nothing if it has one.
std::optional<Undefined> whyNoAccuracy(const Metrics &metrics);
/// Of the worst group over all attributes or, without any, over classes, and of the gap to it.
std::optional<Undefined> whyNoWorstGroup(const Metrics &metrics);
std::optional<Undefined> whyNoWorstGroup(const Metrics &metrics, const AttributeMetrics &attribute);
/// Of Cramér's V with ŷ; `isCorrected`: for chance, which takes more images.
std::optional<Undefined> whyNoAssociation(const Metrics &metrics, const AttributeMetrics &attribute, bool isCorrected);
std::optional<Undefined> whyNoLabelAssociation(const Metrics &metrics, const AttributeMetrics &attribute,
                                               bool isCorrected);
std::optional<Undefined> whyNoBiasAssociation(const Metrics &metrics, const AttributeMetrics &attribute);
std::optional<Undefined> whyNoEqualOpportunity(const Metrics &metrics, const AttributeMetrics &attribute);
std::optional<Undefined> whyNoDemographicParity(const Metrics &metrics, const AttributeMetrics &attribute);
std::optional<Undefined> whyNoTwinFlips(const Metrics &metrics, const AttributeMetrics &attribute);
std::optional<Undefined> whyNoSkew(const QuerySkew &skew);

}
