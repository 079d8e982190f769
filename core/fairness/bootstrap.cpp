// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/fairness/bootstrap.h"

#include "core/error.h"
#include "core/fairness/counttable.h"
#include "core/random.h"

#include <algorithm>
#include <cassert>
#include <cmath>
#include <map>
#include <numeric>

namespace headscope {
namespace {

constexpr std::size_t kMostStates = 2;

/// What an image adds to every statistic but the twins': its place in the joint count table.
struct Cell
{
    int label;
    int value;
    std::array<int, kMostStates> predictions;

    auto operator<=>(const Cell &) const = default;
};

/// A statistic of the scale on which its draws are recentred, brought back into its range.
double fromRecentrable(Statistic statistic, double value)
{
    switch (statistic) {
    case Statistic::Association:
        return std::sqrt(std::clamp(value, 0.0, 1.0));
    case Statistic::Gap: // below 0 where only groups too small to be the worst are below the accuracy
        return std::clamp(value, -1.0, 1.0);
    case Statistic::Accuracy:
    case Statistic::WorstGroup:
    case Statistic::EqualOpportunity:
    case Statistic::TwinFlips:
        break;
    }
    return std::clamp(value, 0.0, 1.0);
}

/// Pairs of twins that differ in the attribute, and those of them whose predictions differ.
struct TwinCounts
{
    std::int64_t pairs = 0;
    std::array<std::int64_t, kMostStates> flips = {};

    void add(const TwinCounts &other)
    {
        pairs += other.pairs;
        for (std::size_t state = 0; state < kMostStates; ++state)
            flips[state] += other.flips[state];
    }
};

/// Pairs of cells with equal keys. Counted, not listed: a set may hold every image.
template <typename Key>
std::int64_t equalPairs(std::span<const Cell> cells, const Key &key)
{
    std::map<decltype(key(cells.front())), std::int64_t> earlier;
    std::int64_t pairs = 0;
    for (const Cell &cell : cells)
        pairs += earlier[key(cell)]++;
    return pairs;
}

TwinCounts twinCounts(std::vector<Cell> cells)
{
    std::erase_if(cells, [](const Cell &cell) { return cell.value < 0; });
    if (cells.size() < 2)
        return {};
    const auto value = [](const Cell &cell) { return cell.value; };
    TwinCounts counts;
    counts.pairs = equalPairs(cells, [](const Cell &) { return 0; }) - equalPairs(cells, value);
    for (std::size_t state = 0; state < kMostStates; ++state) {
        const auto prediction = [state](const Cell &cell) { return cell.predictions[state]; };
        const auto both = [&](const Cell &cell) { return std::pair(value(cell), prediction(cell)); };
        counts.flips[state] = counts.pairs - (equalPairs(cells, prediction) - equalPairs(cells, both));
    }
    return counts;
}

}

/// One state of predictions, or two to be compared.
struct Bootstrap::States
{
    std::size_t count;
    std::vector<Cell> cells;         ///< all different
    std::vector<std::size_t> cellOf; ///< of each of m_members
    std::vector<TwinCounts> twins;   ///< of each set; empty without twins
};

/// Images drawn with replacement.
struct Bootstrap::Sample
{
    std::vector<int> counts; ///< of each cell
    TwinCounts twins;

    /// Every image once.
    explicit Sample(const States &states)
        : counts(states.cells.size())
    {
        for (const std::size_t cell : states.cellOf)
            ++counts[cell];
        for (const TwinCounts &set : states.twins)
            twins.add(set);
    }
};

Bootstrap::Bootstrap(const Evaluator &evaluator, std::string_view attribute)
    : m_classes(static_cast<int>(evaluator.classes().size()))
    , m_labels(evaluator.labels().begin(), evaluator.labels().end())
    , m_attribute(m_labels.size())
    , m_hasTwins(!evaluator.twins().empty())
    , m_members(m_labels.size())
{
    if (const CodedAttribute *coded = evaluator.attribute(attribute)) {
        m_attribute = coded->column.codes;
        m_values = static_cast<int>(coded->column.values.size());
    } else {
        assert(attribute.empty());
    }

    CountTable table(m_classes, m_values);
    for (std::size_t image = 0; image < m_labels.size(); ++image) {
        if (m_labels[image] >= 0 && m_attribute[image] >= 0)
            table.add(m_labels[image], m_labels[image], m_attribute[image]);
    }
    m_eligible = largeGroups(table, evaluator.minGroup());

    std::iota(m_members.begin(), m_members.end(), std::size_t(0));
    const auto twin = [&](std::size_t image) { return m_hasTwins ? evaluator.twins()[image] : -1; };
    std::stable_sort(m_members.begin(), m_members.end(),
                     [&](std::size_t a, std::size_t b) { return twin(a) < twin(b); });
    for (std::size_t member = 0; member < m_members.size(); ++member) {
        if (member == 0 || twin(m_members[member]) < 0 || twin(m_members[member]) != twin(m_members[member - 1]))
            m_begins.push_back(member);
    }
    m_begins.push_back(m_members.size());
}

PerStatistic<double> Bootstrap::statistics(std::span<const int> predictions) const
{
    const States states = statesOf(std::array{predictions});
    PerStatistic<double> result = recentrable(states, Sample(states), 0);
    for (const Statistic statistic : kStatistics) {
        if (result[statistic])
            result[statistic] = fromRecentrable(statistic, *result[statistic]);
    }
    return result;
}

PerStatistic<Interval> Bootstrap::intervals(std::span<const int> predictions, const Draws &draws, const Job &job) const
{
    return resample(statesOf(std::array{predictions}), draws, job);
}

PerStatistic<Interval> Bootstrap::differences(std::span<const int> before, std::span<const int> after,
                                              const Draws &draws, const Job &job) const
{
    return resample(statesOf(std::array{before, after}), draws, job);
}

Bootstrap::States Bootstrap::statesOf(std::span<const std::span<const int>> predictions) const
{
    States states = {predictions.size(), {}, {}, {}};
    std::map<Cell, std::size_t> known;
    std::vector<Cell> members;
    for (const std::size_t image : m_members) {
        Cell cell = {m_labels[image], m_attribute[image], {}};
        for (std::size_t state = 0; state < predictions.size(); ++state) {
            assert(predictions[state].size() == m_labels.size());
            cell.predictions[state] = predictions[state][image];
        }
        const auto [entry, isNew] = known.try_emplace(cell, states.cells.size());
        if (isNew)
            states.cells.push_back(cell);
        states.cellOf.push_back(entry->second);
        members.push_back(cell);
    }
    for (std::size_t set = 0; m_hasTwins && set + 1 < m_begins.size(); ++set) {
        const auto at = [&](std::size_t member) { return members.begin() + static_cast<std::ptrdiff_t>(member); };
        states.twins.push_back(twinCounts({at(m_begins[set]), at(m_begins[set + 1])}));
    }
    return states;
}

/// On the scale on which draws are recentred.
PerStatistic<double> Bootstrap::recentrable(const States &states, const Sample &sample, std::size_t state) const
{
    if (m_classes < 2)
        return {};
    int labelled = 0;
    int correct = 0;
    CountTable table(m_classes, m_values);
    for (std::size_t index = 0; index < states.cells.size(); ++index) {
        const Cell &cell = states.cells[index];
        const int images = sample.counts[index];
        const int prediction = cell.predictions[state];
        labelled += cell.label >= 0 ? images : 0;
        correct += cell.label == prediction ? images : 0;
        if (cell.value >= 0)
            table.add(cell.label, prediction, cell.value, images);
    }

    PerStatistic<double> result;
    const std::optional<double> accuracy = result[Statistic::Accuracy] = share(correct, labelled);
    std::optional<double> &worst = result[Statistic::WorstGroup];
    for (std::size_t group = 0; group < m_eligible.size(); ++group) {
        const auto rate = share(table.correct()[group], table.labelled()[group]);
        if (m_eligible[group] && rate && (!worst || *rate < *worst))
            worst = rate;
    }
    if (worst)
        result[Statistic::Gap] = *accuracy - *worst;
    result[Statistic::Association] = cramersV(table.predicted(), m_values).correctedSquare;
    result[Statistic::EqualOpportunity] = equalOpportunityGaps(table, m_eligible).mean;
    result[Statistic::TwinFlips] = share(sample.twins.flips[state], sample.twins.pairs);
    return result;
}

PerStatistic<Interval> Bootstrap::resample(const States &states, const Draws &draws, const Job &job) const
{
    using Values = std::array<PerStatistic<double>, kMostStates>;
    const auto valuesOf = [&](const Sample &sample) {
        Values values;
        for (std::size_t state = 0; state < states.count; ++state)
            values[state] = recentrable(states, sample, state);
        return values;
    };
    const auto isDefined = [&](const Values &values, Statistic statistic) {
        return values[0][statistic] && (states.count == 1 || values[1][statistic]);
    };

    Sample sample(states);
    const Values estimates = valuesOf(sample);
    std::array<std::array<std::vector<double>, kMostStates>, kStatistics.size()> drawn;
    const int sets = static_cast<int>(m_begins.size()) - 1;
    Random random(draws.seed);
    for (int draw = 0; draw < draws.count; ++draw) {
        if (job.stop.stop_requested())
            throw Cancelled();
        std::fill(sample.counts.begin(), sample.counts.end(), 0);
        sample.twins = {};
        for (int count = 0; count < sets; ++count) {
            const auto set = static_cast<std::size_t>(random.below(sets));
            for (std::size_t member = m_begins[set]; member < m_begins[set + 1]; ++member)
                ++sample.counts[states.cellOf[member]];
            if (m_hasTwins)
                sample.twins.add(states.twins[set]);
        }
        const Values again = valuesOf(sample);
        for (const Statistic statistic : kStatistics) {
            if (!isDefined(estimates, statistic) || !isDefined(again, statistic))
                continue;
            for (std::size_t state = 0; state < states.count; ++state)
                drawn[static_cast<std::size_t>(statistic)][state].push_back(*again[state][statistic]);
        }
        job.report(draw + 1, draws.count);
    }

    PerStatistic<Interval> intervals;
    for (const Statistic statistic : kStatistics) {
        auto &values = drawn[static_cast<std::size_t>(statistic)];
        if (values[0].empty())
            continue;
        for (std::size_t state = 0; state < states.count; ++state) {
            // An estimate below where the statistic can be is shown, and meant, as the end of its range.
            const double shown = fromRecentrable(statistic, *estimates[state][statistic]);
            const double centre = statistic == Statistic::Association ? shown * shown : shown;
            values[state] = recentred(std::move(values[state]), centre);
            for (double &value : values[state])
                value = fromRecentrable(statistic, value);
        }
        intervals[statistic] =
            states.count == 1 ? percentileInterval(std::move(values[0])) : differenceInterval(values[0], values[1]);
    }
    return intervals;
}

}
