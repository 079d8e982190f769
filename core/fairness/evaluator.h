// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dataset/dataset.h"
#include "core/fairness/metrics.h"
#include "core/fairness/twins.h"

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// An attribute that predictions are judged by.
struct CodedAttribute
{
    std::string name;
    Codes column;
};

/// Images that a group must have to be the worst one, unless another number is asked for.
inline constexpr int kLeastGroup = 10;

/// Turns predictions into the metrics of mathematics.md §7. Everything but the predictions is prepared once, so that
/// evaluating costs one pass over the images and is fast enough for each click on a head.
class Evaluator
{
public:
    /// labels, twins and each attribute's codes hold one code for each image, −1 for unknown (no twin); twins may be
    /// left empty. A group with fewer than `minGroup` images is never the worst one, and sets no equal-opportunity gap.
    Evaluator(std::vector<std::string> classes, std::vector<int> labels, std::vector<CodedAttribute> attributes,
              std::span<const int> twins = {}, int minGroup = kLeastGroup);

    const std::vector<std::string> &classes() const { return m_classes; }
    std::span<const int> labels() const { return m_labels; }
    bool hasLabels() const;
    /// Empty if none were given.
    std::span<const int> twins() const { return m_twins; }
    int minGroup() const { return m_minGroup; }
    /// Null if predictions aren't judged by it.
    const CodedAttribute *attribute(std::string_view name) const;

    /// predictions: a class for each image.
    Metrics evaluate(std::span<const int> predictions) const;

private:
    struct Judged
    {
        CodedAttribute attribute;
        TwinPairs twins;
    };

    AttributeMetrics evaluate(std::span<const int> predictions, const Judged &judged) const;
    std::optional<GroupAccuracy> worst(std::span<const GroupAccuracy> groups) const;

    std::vector<std::string> m_classes;
    std::vector<int> m_labels;
    std::vector<int> m_twins;
    std::vector<Judged> m_judged;
    int m_minGroup;
};

/// The evaluator of a data set: its labels among `classes`, or none; the attributes named, and twins from a column
/// "twin" if there is one. Throws InputError for a label that isn't a class (about `classesFile`), or an attribute that
/// isn't a column (about `dataFile`).
Evaluator evaluatorFor(const Dataset &dataset, const std::vector<std::string> &classes,
                       std::span<const std::string> attributes, const std::filesystem::path &classesFile,
                       const std::filesystem::path &dataFile, int minGroup = kLeastGroup);

/// The same with the class of each picture by index, −1 where it isn't known, in place of the data set's labels.
Evaluator evaluatorFor(const Dataset &dataset, std::vector<int> labels, const std::vector<std::string> &classes,
                       std::span<const std::string> attributes, const std::filesystem::path &dataFile,
                       int minGroup = kLeastGroup);

}
