// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/headrule.h"

#include <QCoreApplication>

#include <algorithm>

#include "app/gui/analysis/analysis.h"
#include "core/fairness/controls.h"

namespace headscope {

namespace {

constexpr int kLowCcs = 1;

class Rule
{
    Q_DECLARE_TR_FUNCTIONS(headscope::HeadRule)

public:
    Rule(const HeadRule &rule, const Document &document, const Analysis &analysis)
        : m_rule(rule)
        , m_document(document)
        , m_analysis(analysis)
        , m_layers(document.study()->store.layers())
        , m_heads(document.study()->store.heads())
    {
    }

    RuledHeads heads() const
    {
        switch (m_rule.kind) {
        case HeadRule::Kind::Highest:
        case HeadRule::Kind::Lowest:
            return extreme();
        case HeadRule::Kind::Consistent:
            return scored([](int score) { return score == kJudgedDescriptions; },
                          tr("No head has CCS %1.").arg(kJudgedDescriptions));
        case HeadRule::Kind::Inconsistent:
            return scored([](int score) { return score <= kLowCcs; }, tr("No head has CCS 1 or 0."));
        case HeadRule::Kind::Layer:
            return layer();
        case HeadRule::Kind::Random:
            break;
        }
        return random();
    }

private:
    RuledHeads extreme() const
    {
        const std::vector<Figure> figures = m_analysis.heads().figures();
        std::vector<std::size_t> known;
        for (std::size_t head = 0; head < figures.size(); ++head) {
            if (figures[head].state == Figure::State::Pending)
                return {{}, tr("The measure is being computed…")};
            if (figures[head].isKnown())
                known.push_back(head);
        }
        if (known.empty())
            return {{}, tr("No head has a value: %1.").arg(figures.front().reason)};
        const double sign = m_rule.kind == HeadRule::Kind::Highest ? -1 : 1;
        std::stable_sort(known.begin(), known.end(), [&](std::size_t left, std::size_t right) {
            return sign * figures[left].value < sign * figures[right].value;
        });
        RuledHeads taken;
        const auto left = known.begin() + std::ptrdiff_t(std::min(known.size(), std::size_t(m_rule.count)));
        const double last = figures[*(left - 1)].value;
        taken.tied =
            int(std::count_if(left, known.end(), [&](std::size_t head) { return figures[head].value == last; }));
        known.erase(left, known.end());
        for (const std::size_t head : known)
            taken.heads.push_back({int(head) / m_heads, int(head) % m_heads});
        std::sort(taken.heads.begin(), taken.heads.end());
        return taken;
    }

    template <typename Wanted>
    RuledHeads scored(const Wanted &wanted, const QString &none) const
    {
        if (!m_document.pool())
            return {{}, tr("No texts are open to describe heads with.")};
        const QString &stopped = m_analysis.heads().describingStopped();
        if (!m_analysis.heads().hasDescriptions())
            return {{}, stopped.isEmpty() ? tr("The heads are being described…") : stopped};
        RuledHeads taken;
        bool anyScored = false;
        for (int layer = 0; layer < m_layers; ++layer) {
            for (int head = 0; head < m_heads; ++head) {
                const std::optional<int> score = m_analysis.heads().conceptScore({layer, head}).score;
                anyScored = anyScored || score;
                if (score && wanted(*score))
                    taken.heads.push_back({layer, head});
            }
        }
        if (taken.heads.empty())
            taken.problem = anyScored ? none : tr("No text has a concept tag, and nobody has judged.");
        return taken;
    }

    RuledHeads layer() const
    {
        RuledHeads taken;
        for (int head = 0; head < m_heads; ++head)
            taken.heads.push_back({m_rule.layer, head});
        return taken;
    }

    RuledHeads random() const
    {
        std::vector<HeadId> ablated;
        for (const auto &[head, gain] : m_document.ablation().heads)
            ablated.push_back(head);
        if (ablated.empty())
            return {{}, tr("Ablate some heads first: as many others of the same layers are drawn.")};
        const MatchedControls drawn = matchedControls(ablated, m_layers, m_heads, 1, m_rule.seed);
        if (drawn.sets.empty())
            return {{}, tr("There are no other heads in these layers.")};
        return {drawn.sets.front(), {}};
    }

    const HeadRule &m_rule;
    const Document &m_document;
    const Analysis &m_analysis;
    int m_layers;
    int m_heads;
};

}

HeadRule::Kind firstEnd(Document::Colouring colouring)
{
    // Without a head whose Δ V is negative, predictions go less with the attribute.
    return colouring == Document::Colouring::AssociationChange ? HeadRule::Kind::Lowest : HeadRule::Kind::Highest;
}

RuledHeads headsBy(const HeadRule &rule, const Document &document, const Analysis &analysis)
{
    return Rule(rule, document, analysis).heads();
}

}
