// SPDX-License-Identifier: GPL-3.0-or-later
// The long computations behind the panels, from values to values. Each runs in a lane of Jobs.
#pragma once

#include <QString>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "app/gui/session/study.h"
#include "core/ablation/directeffect.h"
#include "core/ablation/forward.h"
#include "core/fairness/queryskew.h"
#include "widgets/heads/descriptionmodel.h"

namespace headscope {

/// The first few of the words that the model doesn't know, in quotation marks.
QString namedWords(const UnreadTexts &texts);

/// Descriptions that are sought for each head; there may be fewer.
inline constexpr int kDescriptions = 20;

/// The texts of a pool that span what each head writes.
struct DescribedHeads
{
    std::vector<QList<Description>> heads; ///< [L·H], most variance first
    UnreadTexts unread;                    ///< of the pool
};
DescribedHeads describeHeads(const Study &study, const NamedPool &pool, const Jobs::Task &task);

/// How predictions are judged when a single head is ablated, by direct effect. The study must have an evaluator.
/// → [L·H]
std::vector<Metrics> ablateEachHead(const Study &study, Ablation::Mode mode, const Job &job);

/// How far apart the first two values of an attribute are for each head, along the direction of the texts that describe
/// them (Cohen's d). → [L·H]; empty if no texts do.
std::vector<std::optional<double>> separateGroups(const Study &study, const Attribute &attribute, const Job &job);

/// How many pictures that counts: those of classes with two pictures of each value.
int separatedPictures(const Study &study, const Attribute &attribute);

/// What MaxSkew is asked for.
struct SkewRequest
{
    std::string attribute; ///< empty: for nothing
    int k = 0;             ///< how many of the best pictures count
    bool operator==(const SkewRequest &) const = default;
};

/// How many pictures can be ranked: those whose value of the attribute is known.
int rankedPictures(const Study &study, const std::string &attribute);

/// MaxSkew@k of the classes' texts. The study must have an evaluator, and the attribute be one of its.
QuerySkew rankPictures(const Study &study, const FloatArray &logits, const SkewRequest &request);

/// Predictions under an ablation.
struct Outcome
{
    Ablation ablation;
    std::shared_ptr<const FloatArray> logits; ///< [K, C]
    std::vector<int> predicted;               ///< the class of each picture
    std::optional<Metrics> metrics;
    SkewRequest skewRequest; ///< what `skew` answers
    QuerySkew skew;
};

/// The direct effect of ablations on a study, one after the other: keeps what a next one can use.
class DirectLane
{
public:
    explicit DirectLane(std::shared_ptr<const Study> study)
        : m_study(std::move(study))
    {
    }
    Outcome run(const Ablation &ablation, const SkewRequest &skew = {});

private:
    std::shared_ptr<const Study> m_study;
    std::optional<DirectEffect> m_effect;
};

/// The same with forward passes.
class ForwardLane
{
public:
    explicit ForwardLane(std::shared_ptr<const Study> study);
    /// Makes what every ablation needs, so that the first doesn't take longer than the others.
    void prepare(const Job &job) { m_forward.prepare(job); }
    Outcome run(const Ablation &ablation, const Job &job, const SkewRequest &skew = {});

private:
    std::shared_ptr<const Study> m_study;
    ForwardAblation m_forward;
};

}
