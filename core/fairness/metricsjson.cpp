// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/metricsjson.h"

#include "core/fairness/undefined.h"

#include <nlohmann/json.hpp>

namespace headscope {
namespace {

using Json = nlohmann::ordered_json;

Json orNull(const std::optional<double> &number) { return number ? Json(*number) : Json(); }

Json accuracyOf(const std::optional<GroupAccuracy> &group) { return group ? orNull(group->accuracy) : Json(); }

Json toJson(const GroupAccuracy &group)
{
    Json json = {{"class", group.className}};
    if (!group.attribute.empty())
        json["value"] = group.value;
    json["n"] = group.n;
    json["accuracy"] = orNull(group.accuracy);
    return json;
}

Json toJson(const std::optional<GroupAccuracy> &worstGroup) { return worstGroup ? toJson(*worstGroup) : Json(); }

Json toJson(const std::vector<GroupAccuracy> &groups)
{
    Json json = Json::array();
    for (const GroupAccuracy &group : groups)
        json.push_back(toJson(group));
    return json;
}

Json largestGap(const ClassGaps &gaps, const std::vector<GroupAccuracy> &perClass)
{
    if (!gaps.largest)
        return {};
    const auto label = static_cast<std::size_t>(*gaps.largest);
    return {{"class", perClass[label].className}, {"gap", *gaps.perClass[label]}};
}

/// Puts a reason beside the figures that have no value.
class Reasons
{
public:
    explicit Reasons(Json &json)
        : m_json(json)
    {
    }
    void add(const char *figure, std::optional<Undefined> why)
    {
        if (why)
            m_json["why"][figure] = text(*why);
    }

private:
    Json &m_json;
};

Json smallGroups(const Metrics &metrics, const AttributeMetrics &attribute)
{
    Json json = Json::array();
    for (const GroupAccuracy &group : attribute.groups) {
        if (group.n < metrics.minGroup)
            json.push_back({{"class", group.className}, {"value", group.value}, {"n", group.n}});
    }
    return json;
}

Json smallValues(const Metrics &metrics, const AttributeMetrics &attribute)
{
    Json json = Json::array();
    for (const auto &[value, n] : attribute.valueCounts) {
        if (n > 0 && n < metrics.minGroup)
            json.push_back({{"value", value}, {"n", n}});
    }
    return json;
}

Json toJson(const AttributeMetrics &attribute, const Metrics &metrics)
{
    const std::vector<GroupAccuracy> &perClass = metrics.perClass;
    Json json = {
        {"images", attribute.predictedAssociation.n},
        {"labelled", attribute.labelAssociation.n},
        {"unknown", attribute.unknown},
        {"cramers_v", orNull(attribute.predictedAssociation.v)},
        {"cramers_v_corrected", orNull(attribute.predictedAssociation.corrected)},
        {"cramers_v_labels", orNull(attribute.labelAssociation.v)},
        {"cramers_v_labels_corrected", orNull(attribute.labelAssociation.corrected)},
        {"v_b", orNull(attribute.biasAssociation.v)},
        {"worst_group_accuracy", accuracyOf(attribute.worstGroup)},
        {"worst_group", toJson(attribute.worstGroup)},
        {"equal_opportunity_gap", orNull(attribute.equalOpportunity.mean)},
        {"equal_opportunity_images", attribute.equalOpportunity.n},
        {"equal_opportunity_classes", attribute.equalOpportunity.defined},
        {"equal_opportunity_largest", largestGap(attribute.equalOpportunity, perClass)},
        {"equal_opportunity_left_out", smallGroups(metrics, attribute)},
        {"demographic_parity_gap", orNull(attribute.demographicParity.mean)},
        {"demographic_parity_images", attribute.demographicParity.n},
        {"demographic_parity_classes", attribute.demographicParity.defined},
        {"demographic_parity_largest", largestGap(attribute.demographicParity, perClass)},
        {"demographic_parity_small", smallValues(metrics, attribute)},
        {"groups", toJson(attribute.groups)},
    };
    if (attribute.twinPairs > 0) {
        json["twin_flip_rate"] = orNull(attribute.twinFlipRate);
        json["twin_pairs"] = attribute.twinPairs;
    }
    Reasons reasons(json);
    reasons.add("cramers_v", whyNoAssociation(metrics, attribute, false));
    reasons.add("cramers_v_corrected", whyNoAssociation(metrics, attribute, true));
    reasons.add("cramers_v_labels", whyNoLabelAssociation(metrics, attribute, false));
    reasons.add("cramers_v_labels_corrected", whyNoLabelAssociation(metrics, attribute, true));
    reasons.add("v_b", whyNoBiasAssociation(metrics, attribute));
    reasons.add("worst_group_accuracy", whyNoWorstGroup(metrics, attribute));
    reasons.add("equal_opportunity_gap", whyNoEqualOpportunity(metrics, attribute));
    reasons.add("demographic_parity_gap", whyNoDemographicParity(metrics, attribute));
    reasons.add("twin_flip_rate", whyNoTwinFlips(metrics, attribute));
    return json;
}

}

Json toJson(const Metrics &metrics)
{
    Json attributes = Json::object();
    for (const AttributeMetrics &attribute : metrics.attributes)
        attributes[attribute.name] = toJson(attribute, metrics);
    Json worstGroup = toJson(metrics.worstGroup);
    if (metrics.worstGroup && !metrics.worstGroup->attribute.empty())
        worstGroup["attribute"] = metrics.worstGroup->attribute;
    Json json = {
        {"images", metrics.images},
        {"labelled", metrics.labelled},
        {"classes", metrics.perClass.size()},
        {"min_group", metrics.minGroup},
        {"accuracy", orNull(metrics.accuracy)},
        {"balanced_accuracy", orNull(metrics.balancedAccuracy)},
        {"worst_group_accuracy", accuracyOf(metrics.worstGroup)},
        {"worst_group", std::move(worstGroup)},
        {"gap", orNull(metrics.gap)},
        {"per_class", toJson(metrics.perClass)},
        {"attributes", std::move(attributes)},
    };
    Reasons reasons(json);
    reasons.add("accuracy", whyNoAccuracy(metrics));
    reasons.add("balanced_accuracy", whyNoAccuracy(metrics));
    reasons.add("worst_group_accuracy", whyNoWorstGroup(metrics));
    reasons.add("gap", whyNoWorstGroup(metrics));
    return json;
}

void addSkew(Json &attribute, const QuerySkew &skew, const std::vector<std::string> &classes,
             const std::vector<std::string> &values)
{
    attribute["max_skew"] = orNull(skew.mean);
    Json largest;
    if (skew.largest)
        largest = {{"class", classes[static_cast<std::size_t>(skew.largest->query)]},
                   {"value", values[static_cast<std::size_t>(skew.largest->group)]},
                   {"skew", skew.largest->skew}};
    attribute["max_skew_largest"] = std::move(largest);
    attribute["max_skew_settings"] = {{"k", skew.k}, {"images", skew.images}, {"reference", "data"}, {"floor", "none"}};
    Reasons(attribute).add("max_skew", whyNoSkew(skew));
}

}
