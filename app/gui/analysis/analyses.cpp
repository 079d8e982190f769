// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/analyses.h"

#include <QCoreApplication>

#include <algorithm>
#include <array>
#include <utility>

#include "core/error.h"
#include "core/heads/headseparation.h"
#include "core/textspan/textspan.h"

namespace headscope {

namespace {

struct Analyses
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Analyses)
};

constexpr std::size_t kNamedWords = 3;
constexpr std::size_t kStreamCache = std::size_t(2) << 30;

void stopIfAsked(const Job &job)
{
    if (job.stop.stop_requested())
        throw Cancelled();
}

Outcome judge(const Study &study, const Ablation &ablation, FloatArray logits, const SkewRequest &skew)
{
    Outcome outcome;
    outcome.ablation = ablation;
    outcome.predicted = predictions(logits);
    outcome.logits = std::make_shared<const FloatArray>(std::move(logits));
    outcome.skewRequest = skew;
    if (study.evaluator) {
        outcome.metrics = study.evaluator->evaluate(outcome.predicted);
        if (!skew.attribute.empty())
            outcome.skew = rankPictures(study, *outcome.logits, skew);
    }
    return outcome;
}

/// 0 and 1 for the two values that texts describe, −1 for others.
std::vector<int> groupsOf(const Concept &topic, const Attribute &attribute)
{
    std::vector<int> groups;
    for (const std::string &value : attribute.values)
        groups.push_back(value == topic.groups[0].name ? 0 : value == topic.groups[1].name ? 1 : -1);
    return groups;
}

/// Calls `use` for every head, layer by layer.
template <typename Use>
void forEachHead(const Study &study, const Job &job, const Use &use)
{
    const int heads = study.store.heads();
    const int total = study.store.layers() * heads;
    for (int head = 0; head < total; ++head) {
        stopIfAsked(job);
        use(HeadId{head / heads, head % heads});
        job.report(head + 1, total);
    }
}

}

QString namedWords(const UnreadTexts &texts)
{
    QStringList named;
    for (std::size_t word = 0; word < std::min(texts.unknownWords.size(), kNamedWords); ++word)
        named.append(Analyses::tr("“%1”").arg(QString::fromStdString(texts.unknownWords[word])));
    if (texts.unknownWords.size() > kNamedWords)
        named.append(QStringLiteral("…"));
    return named.join(Analyses::tr(", "));
}

DescribedHeads describeHeads(const Study &study, const NamedPool &pool, const Jobs::Task &task)
{
    const TextSpan textspan(embedTexts(study, pool.pool.texts, task.job));
    task.rename(Analyses::tr("Describing heads"));
    DescribedHeads described;
    described.unread = unreadTexts(study.tokenizer, pool.pool.texts, study.model.config().contextLength);
    forEachHead(study, task.job, [&](HeadId head) {
        QList<Description> &list = described.heads.emplace_back();
        const auto found = textspan.describe(study.store, head.layer, head.head, {.count = kDescriptions});
        for (const HeadDescription &description : found.descriptions) {
            const auto index = std::size_t(description.index);
            list.append({QString::fromStdString(pool.pool.texts[index]),
                         Figure::known(description.explained, int(study.store.images())),
                         QString::fromStdString(pool.pool.concepts[index])});
        }
    });
    return described;
}

std::vector<Metrics> ablateEachHead(const Study &study, Ablation::Mode mode, const Job &job)
{
    DirectEffect direct(study.store, study.classEmbeddings);
    std::vector<Metrics> heads;
    forEachHead(study, job, [&](HeadId head) {
        heads.push_back(study.evaluator->evaluate(predictions(direct.logits({mode, {{head, 0.0}}, {}, {}}))));
    });
    return heads;
}

int separatedPictures(const Study &study, const Attribute &attribute)
{
    const Concept *topic = study.conceptGroups(attribute.name);
    if (!topic)
        return 0;
    const std::vector<int> groups = groupsOf(*topic, attribute);
    std::map<int, std::array<int, 2>> classes;
    for (std::size_t image = 0; image < groups.size(); ++image) {
        const int label = study.hasLabels() ? study.labels[image] : 0;
        if (label >= 0 && groups[image] >= 0)
            ++classes[label][std::size_t(groups[image])];
    }
    int pictures = 0;
    for (const auto &[label, counts] : classes)
        pictures += counts[0] >= 2 && counts[1] >= 2 ? counts[0] + counts[1] : 0;
    return pictures;
}

std::vector<std::optional<double>> separateGroups(const Study &study, const Attribute &attribute, const Job &job)
{
    const Concept *topic = study.conceptGroups(attribute.name);
    if (!topic)
        return {};
    const std::vector<int> groups = groupsOf(*topic, attribute);
    const FloatArray direction = conceptDirection(embedTexts(study, topic->groups[0].texts, job),
                                                  embedTexts(study, topic->groups[1].texts, job));
    const std::vector<int> none;
    return headSeparation(study.store, direction.values, study.hasLabels() ? study.labels : none, groups, job);
}

int rankedPictures(const Study &study, const std::string &attribute)
{
    const CodedAttribute *coded = study.evaluator ? study.evaluator->attribute(attribute) : nullptr;
    return coded ? int(std::ranges::count_if(coded->column.codes, [](int code) { return code >= 0; })) : 0;
}

QuerySkew rankPictures(const Study &study, const FloatArray &logits, const SkewRequest &request)
{
    const Codes &column = study.evaluator->attribute(request.attribute)->column;
    return QueryRanking(column.codes, int(column.values.size())).skewAt(logits, request.k);
}

Outcome DirectLane::run(const Ablation &ablation, const SkewRequest &skew)
{
    if (!m_effect)
        m_effect.emplace(m_study->store, m_study->classEmbeddings);
    return judge(*m_study, ablation, ablation.empty() ? m_effect->baseline() : m_effect->logits(ablation), skew);
}

ForwardLane::ForwardLane(std::shared_ptr<const Study> study)
    : m_study(std::move(study))
    , m_forward(m_study->model, m_study->pictures, m_study->store.storedImages(), kStreamCache)
{
}

Outcome ForwardLane::run(const Ablation &ablation, const Job &job, const SkewRequest &skew)
{
    const FloatArray embeddings = m_forward.embeddings(ablation, *m_study->store.tokenSums(), job);
    return judge(*m_study, ablation, cosines(embeddings, m_study->classEmbeddings), skew);
}

}
