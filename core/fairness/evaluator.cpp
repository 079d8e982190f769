// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/evaluator.h"

#include "core/error.h"
#include "core/fairness/counttable.h"

#include <algorithm>
#include <cassert>
#include <numeric>
#include <utility>

namespace headscope {

Evaluator::Evaluator(std::vector<std::string> classes, std::vector<int> labels, std::vector<CodedAttribute> attributes,
                     std::span<const int> twins, int minGroup)
    : m_classes(std::move(classes))
    , m_labels(std::move(labels))
    , m_twins(twins.begin(), twins.end())
    , m_minGroup(minGroup)
{
    for (CodedAttribute &attribute : attributes) {
        assert(attribute.column.codes.size() == m_labels.size());
        TwinPairs pairs(twins, attribute.column.codes);
        m_judged.push_back({std::move(attribute), std::move(pairs)});
    }
}

bool Evaluator::hasLabels() const
{
    return std::any_of(m_labels.begin(), m_labels.end(), [](int label) { return label >= 0; });
}

const CodedAttribute *Evaluator::attribute(std::string_view name) const
{
    const auto found = std::find_if(m_judged.begin(), m_judged.end(),
                                    [name](const Judged &judged) { return judged.attribute.name == name; });
    return found == m_judged.end() ? nullptr : &found->attribute;
}

Metrics Evaluator::evaluate(std::span<const int> predictions) const
{
    assert(predictions.size() == m_labels.size());
    const auto classes = static_cast<int>(m_classes.size());
    const bool isChoice = classes > 1;
    CountTable table(classes, 1);
    for (std::size_t image = 0; image < m_labels.size(); ++image)
        table.add(m_labels[image], predictions[image], 0);

    Metrics metrics;
    metrics.images = static_cast<int>(predictions.size());
    metrics.labelled = std::accumulate(table.labelled().begin(), table.labelled().end(), 0);
    metrics.minGroup = m_minGroup;
    if (isChoice)
        metrics.accuracy = share(std::accumulate(table.correct().begin(), table.correct().end(), 0), metrics.labelled);
    double sum = 0;
    int classesWithImages = 0;
    for (std::size_t label = 0; label < m_classes.size(); ++label) {
        metrics.perClass.push_back({m_classes[label],
                                    {},
                                    {},
                                    table.labelled()[label],
                                    isChoice ? share(table.correct()[label], table.labelled()[label]) : std::nullopt});
        sum += metrics.perClass.back().accuracy.value_or(0);
        classesWithImages += table.labelled()[label] > 0;
    }
    if (isChoice && classesWithImages > 0)
        metrics.balancedAccuracy = sum / classesWithImages;

    std::vector<GroupAccuracy> worstGroups;
    for (const Judged &judged : m_judged) {
        metrics.attributes.push_back(evaluate(predictions, judged));
        if (metrics.attributes.back().worstGroup)
            worstGroups.push_back(*metrics.attributes.back().worstGroup);
    }
    metrics.worstGroup = worst(m_judged.empty() ? metrics.perClass : worstGroups);
    if (metrics.worstGroup)
        metrics.gap = *metrics.accuracy - *metrics.worstGroup->accuracy;
    return metrics;
}

AttributeMetrics Evaluator::evaluate(std::span<const int> predictions, const Judged &judged) const
{
    const Codes &column = judged.attribute.column;
    const auto classes = static_cast<int>(m_classes.size());
    const bool isChoice = classes > 1;
    const auto values = static_cast<int>(column.values.size());
    CountTable table(classes, values);
    AttributeMetrics metrics;
    metrics.name = judged.attribute.name;
    for (const std::string &value : column.values)
        metrics.valueCounts.emplace_back(value, 0);
    for (std::size_t image = 0; image < m_labels.size(); ++image) {
        const int value = column.codes[image];
        if (value < 0) {
            ++metrics.unknown;
            continue;
        }
        ++metrics.valueCounts[static_cast<std::size_t>(value)].second;
        table.add(m_labels[image], predictions[image], value);
    }

    metrics.predictedAssociation = cramersV(table.predicted(), values);
    metrics.labelAssociation = cramersV(table.labelled(), values);
    metrics.biasAssociation = biasAssociation(m_labels, predictions, column.codes, classes, values);
    for (int label = 0; label < classes; ++label) {
        for (int value = 0; value < values; ++value) {
            const auto cell = static_cast<std::size_t>(label * values + value);
            const int n = table.labelled()[cell];
            if (n > 0)
                metrics.groups.push_back({m_classes[static_cast<std::size_t>(label)], metrics.name,
                                          column.values[static_cast<std::size_t>(value)], n,
                                          isChoice ? share(table.correct()[cell], n) : std::nullopt});
        }
    }
    metrics.worstGroup = worst(metrics.groups);
    metrics.smallGroups =
        static_cast<int>(std::count_if(metrics.groups.begin(), metrics.groups.end(),
                                       [&](const GroupAccuracy &group) { return group.n < m_minGroup; }));

    metrics.twinPairs = judged.twins.count();
    if (!isChoice)
        return metrics;
    metrics.equalOpportunity = equalOpportunityGaps(table, largeGroups(table, m_minGroup));
    metrics.demographicParity = demographicParityGaps(table);
    metrics.twinFlipRate = judged.twins.flipRate(predictions, classes);
    return metrics;
}

std::optional<GroupAccuracy> Evaluator::worst(std::span<const GroupAccuracy> groups) const
{
    const GroupAccuracy *worst = nullptr;
    for (const GroupAccuracy &group : groups) {
        if (group.accuracy && group.n >= m_minGroup && (!worst || *group.accuracy < *worst->accuracy))
            worst = &group;
    }
    return worst ? std::optional(*worst) : std::nullopt;
}

Evaluator evaluatorFor(const Dataset &dataset, std::vector<int> labels, const std::vector<std::string> &classes,
                       std::span<const std::string> attributes, const std::filesystem::path &dataFile, int minGroup)
{
    std::vector<CodedAttribute> coded;
    for (const std::string &name : attributes) {
        const Attribute *attribute = dataset.attribute(name);
        if (!attribute) {
            std::string present;
            for (const Attribute &other : dataset.attributes)
                present += (present.empty() ? "" : ", ") + other.name;
            throw InputError(dataFile.string(), "has no attribute \"" + name + "\"",
                             present.empty() ? "its manifest had no column beside path and label"
                                             : "there are: " + present);
        }
        coded.push_back({name, encode(attribute->values)});
    }
    const Attribute *twins = dataset.attribute("twin");
    return Evaluator(classes, std::move(labels), std::move(coded),
                     twins ? encode(twins->values).codes : std::vector<int>(), minGroup);
}

Evaluator evaluatorFor(const Dataset &dataset, const std::vector<std::string> &classes,
                       std::span<const std::string> attributes, const std::filesystem::path &classesFile,
                       const std::filesystem::path &dataFile, int minGroup)
{
    std::vector<int> labels = dataset.labels.empty() ? std::vector<int>(dataset.size(), -1)
                                                     : encodeLabels(dataset.labels, classes, classesFile);
    return evaluatorFor(dataset, std::move(labels), classes, attributes, dataFile, minGroup);
}

}
