// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/metricsjson.h"

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

Json toJson(const AttributeMetrics &attribute, const std::vector<GroupAccuracy> &perClass)
{
    Json json = {
        {"images", attribute.predictedAssociation.n},
        {"unknown", attribute.unknown},
        {"cramers_v", orNull(attribute.predictedAssociation.v)},
        {"cramers_v_corrected", orNull(attribute.predictedAssociation.corrected)},
        {"cramers_v_labels", orNull(attribute.labelAssociation.v)},
        {"cramers_v_labels_corrected", orNull(attribute.labelAssociation.corrected)},
        {"worst_group_accuracy", accuracyOf(attribute.worstGroup)},
        {"worst_group", toJson(attribute.worstGroup)},
        {"equal_opportunity_gap", orNull(attribute.equalOpportunity.mean)},
        {"equal_opportunity_classes", attribute.equalOpportunity.defined},
        {"equal_opportunity_largest", largestGap(attribute.equalOpportunity, perClass)},
        {"demographic_parity_gap", orNull(attribute.demographicParity.mean)},
        {"demographic_parity_classes", attribute.demographicParity.defined},
        {"demographic_parity_largest", largestGap(attribute.demographicParity, perClass)},
        {"groups", toJson(attribute.groups)},
    };
    if (attribute.twinFlipRate) {
        json["twin_flip_rate"] = *attribute.twinFlipRate;
        json["twin_pairs"] = attribute.twinPairs;
    }
    return json;
}

}

Json toJson(const Metrics &metrics)
{
    Json attributes = Json::object();
    for (const AttributeMetrics &attribute : metrics.attributes)
        attributes[attribute.name] = toJson(attribute, metrics.perClass);
    Json worstGroup = toJson(metrics.worstGroup);
    if (metrics.worstGroup && !metrics.worstGroup->attribute.empty())
        worstGroup["attribute"] = metrics.worstGroup->attribute;
    return {
        {"images", metrics.images},
        {"labelled", metrics.labelled},
        {"classes", metrics.perClass.size()},
        {"accuracy", orNull(metrics.accuracy)},
        {"balanced_accuracy", orNull(metrics.balancedAccuracy)},
        {"worst_group_accuracy", accuracyOf(metrics.worstGroup)},
        {"worst_group", std::move(worstGroup)},
        {"gap", orNull(metrics.gap)},
        {"per_class", toJson(metrics.perClass)},
        {"attributes", std::move(attributes)},
    };
}

}
