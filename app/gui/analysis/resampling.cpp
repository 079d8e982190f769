// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/resampling.h"

namespace headscope {

namespace {

constexpr Draws kDraws = {.seed = 1};

QueryRanking rankingBy(const CodedAttribute *attribute)
{
    if (!attribute)
        return QueryRanking({}, 0);
    return QueryRanking(attribute->column.codes, int(attribute->column.values.size()));
}

}

Resampling::Resampling(const Study &study, const SkewRequest &asked, const FloatArray &logits, const Job &job)
    : m_bootstrap(*study.evaluator, asked.attribute)
    , m_ranking(rankingBy(study.evaluator->attribute(asked.attribute)))
    , m_k(asked.k)
    , m_job(job)
    , m_predicted(predictions(logits))
    , m_skews(m_ranking.drawnMeans(logits, m_k, kDraws, job))
{
}

StateIntervals Resampling::intervals() const
{
    return {m_bootstrap.intervals(m_predicted, kDraws, m_job), percentileInterval(m_skews)};
}

StateIntervals Resampling::differences(const FloatArray &logits) const
{
    return {m_bootstrap.differences(m_predicted, predictions(logits), kDraws, m_job),
            differenceInterval(m_skews, m_ranking.drawnMeans(logits, m_k, kDraws, m_job))};
}

}
