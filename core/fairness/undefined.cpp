// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/undefined.h"

namespace headscope {
namespace {

bool isOneClass(const Metrics &metrics) { return metrics.perClass.size() < 2; }

bool noValues(const AttributeMetrics &attribute) { return attribute.predictedAssociation.n == 0; }

/// Images with a label and a value.
int labelled(const AttributeMetrics &attribute) { return attribute.labelAssociation.n; }

}

std::string_view text(Undefined why)
{
    switch (why) {
    case Undefined::NoLabels:
        return "no image has a label";
    case Undefined::NoValues:
        return "no image's value is known";
    case Undefined::OneClass:
        return "only one class";
    case Undefined::OneLabel:
        return "only one class among the labels";
    case Undefined::OnePrediction:
        return "only one class is predicted";
    case Undefined::OneValue:
        return "only one value";
    case Undefined::FewImages:
        return "too few images";
    case Undefined::SmallGroups:
        return "no group has enough images";
    case Undefined::NoComparison:
        return "no class has two groups with enough images";
    case Undefined::NoTwins:
        return "no twins differ in it";
    case Undefined::WholeRanking:
        return "k takes in every image";
    case Undefined::NotFinite:
        break;
    }
    return "the scores aren't finite";
}

std::optional<Undefined> whyNoAccuracy(const Metrics &metrics)
{
    if (metrics.accuracy)
        return std::nullopt;
    return metrics.labelled == 0 ? Undefined::NoLabels : Undefined::OneClass;
}

std::optional<Undefined> whyNoWorstGroup(const Metrics &metrics)
{
    if (metrics.worstGroup)
        return std::nullopt;
    if (const auto why = whyNoAccuracy(metrics))
        return why;
    return Undefined::SmallGroups;
}

std::optional<Undefined> whyNoWorstGroup(const Metrics &metrics, const AttributeMetrics &attribute)
{
    if (attribute.worstGroup)
        return std::nullopt;
    if (const auto why = whyNoAccuracy(metrics))
        return why;
    if (noValues(attribute))
        return Undefined::NoValues;
    return labelled(attribute) == 0 ? Undefined::NoLabels : Undefined::SmallGroups;
}

std::optional<Undefined> whyNoAssociation(const Metrics &metrics, const AttributeMetrics &attribute, bool isCorrected)
{
    const Association &association = attribute.predictedAssociation;
    if (isCorrected ? association.corrected : association.v)
        return std::nullopt;
    if (association.n == 0)
        return Undefined::NoValues;
    if (isOneClass(metrics))
        return Undefined::OneClass;
    if (association.columns < 2)
        return Undefined::OneValue;
    return association.rows < 2 ? Undefined::OnePrediction : Undefined::FewImages;
}

std::optional<Undefined> whyNoLabelAssociation(const Metrics &metrics, const AttributeMetrics &attribute,
                                               bool isCorrected)
{
    const Association &association = attribute.labelAssociation;
    if (isCorrected ? association.corrected : association.v)
        return std::nullopt;
    if (noValues(attribute))
        return Undefined::NoValues;
    if (association.n == 0)
        return Undefined::NoLabels;
    if (isOneClass(metrics))
        return Undefined::OneClass;
    if (association.columns < 2)
        return Undefined::OneValue;
    return association.rows < 2 ? Undefined::OneLabel : Undefined::FewImages;
}

std::optional<Undefined> whyNoBiasAssociation(const Metrics &metrics, const AttributeMetrics &attribute)
{
    const BiasAssociation &association = attribute.biasAssociation;
    if (association.v)
        return std::nullopt;
    if (noValues(attribute))
        return Undefined::NoValues;
    if (association.n == 0)
        return Undefined::NoLabels;
    if (isOneClass(metrics))
        return Undefined::OneClass;
    return association.values < 2 ? Undefined::OneValue : Undefined::OnePrediction;
}

std::optional<Undefined> whyNoEqualOpportunity(const Metrics &metrics, const AttributeMetrics &attribute)
{
    if (attribute.equalOpportunity.mean)
        return std::nullopt;
    if (const auto why = whyNoAccuracy(metrics))
        return why;
    if (noValues(attribute))
        return Undefined::NoValues;
    if (labelled(attribute) == 0)
        return Undefined::NoLabels;
    return attribute.labelAssociation.columns < 2 ? Undefined::OneValue : Undefined::NoComparison;
}

std::optional<Undefined> whyNoDemographicParity(const Metrics &metrics, const AttributeMetrics &attribute)
{
    if (attribute.demographicParity.mean)
        return std::nullopt;
    if (noValues(attribute))
        return Undefined::NoValues;
    return isOneClass(metrics) ? Undefined::OneClass : Undefined::OneValue;
}

std::optional<Undefined> whyNoTwinFlips(const Metrics &metrics, const AttributeMetrics &attribute)
{
    if (attribute.twinFlipRate)
        return std::nullopt;
    return attribute.twinPairs > 0 && isOneClass(metrics) ? Undefined::OneClass : Undefined::NoTwins;
}

std::optional<Undefined> whyNoSkew(const QuerySkew &skew)
{
    if (skew.mean)
        return std::nullopt;
    if (skew.images == 0)
        return Undefined::NoValues;
    return skew.isFinite ? Undefined::WholeRanking : Undefined::NotFinite;
}

}
