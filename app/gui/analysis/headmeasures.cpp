// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/headmeasures.h"

#include <algorithm>

#include "core/heads/headvariation.h"

namespace headscope {

namespace {

using Lane = Jobs::Lane;

constexpr int kFirstDescriptions = 5;

}

QString conceptText(const ConceptScore &score)
{
    const QString label = QString::fromStdString(score.label.value);
    if (score.tied.empty())
        return label;
    QStringList others;
    for (const std::string &tag : score.tied)
        others.append(QString::fromStdString(tag));
    return HeadMeasures::tr("%1, tied with %2").arg(label, others.join(HeadMeasures::tr(", ")));
}

HeadMeasures::HeadMeasures(Document &document, Jobs &jobs, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_jobs(jobs)
{
    connect(&jobs, &Jobs::ended, this, &HeadMeasures::takeTexts);
    connect(&document, &Document::poolChanged, this, &HeadMeasures::describe);
    connect(&document, &Document::attributeChanged, this, &HeadMeasures::computeVariation);
    connect(&document, &Document::colouringChanged, this, &HeadMeasures::resumeSweep);
    connect(&document, &Document::conceptEditsChanged, this, &HeadMeasures::figuresChanged);
    connect(&document, &Document::ablationChanged, this, [this] {
        if (m_document.ablation().mode == m_sweepMode)
            return;
        computeSweep();
        Q_EMIT figuresChanged();
    });
}

void HeadMeasures::forget()
{
    m_descriptions.clear();
    m_variation.clear();
    m_separation.clear();
    m_baseline.reset();
    m_sweep.reset();
    m_sweepStopped.clear();
    for (const Lane lane : {Lane::Sweep, Lane::Variation, Lane::Describe})
        m_jobs.drop(lane);
}

void HeadMeasures::start()
{
    m_study = m_document.study();
    computeVariation();
    describe();
    computeSweep();
}

void HeadMeasures::setBaseline(const std::optional<Metrics> &baseline)
{
    m_baseline = baseline;
    Q_EMIT figuresChanged();
}

void HeadMeasures::describe()
{
    const std::pair wanted(m_document.study(), m_document.pool());
    const bool isComing = !m_descriptions.empty() || m_jobs.isRunning(Lane::Describe);
    if (wanted == m_described && isComing)
        return; // another study was opened, and began with it
    m_described = wanted;
    m_descriptions.clear();
    m_unreadTexts = {};
    m_describingStopped.clear();
    Q_EMIT descriptionsChanged();
    Q_EMIT figuresChanged();
    const auto &[study, pool] = wanted;
    if (!study || !pool)
        return m_jobs.drop(Lane::Describe);
    m_jobs.run(
        Lane::Describe, tr("Reading texts"),
        [wanted](const Jobs::Task &task) { return describeHeads(*wanted.first, *wanted.second, task); },
        [this](DescribedHeads found) {
            m_descriptions = std::move(found.heads);
            m_unreadTexts = std::move(found.unread);
            Q_EMIT descriptionsChanged();
            Q_EMIT figuresChanged();
        },
        [this](const Failure &failure) {
            m_describingStopped = failure.text(tr("Describing the heads was cancelled."));
            Q_EMIT figuresFailed(m_describingStopped);
            Q_EMIT descriptionsChanged();
            Q_EMIT figuresChanged();
        });
}

void HeadMeasures::computeVariation()
{
    const std::pair wanted(m_document.study(), m_document.attribute());
    if (wanted == m_measured && (!m_variation.empty() || m_jobs.isRunning(Lane::Variation)))
        return; // another study was opened, and began with it
    m_measured = wanted;
    m_variation.clear();
    m_separation.clear();
    m_variationStopped = false;
    Q_EMIT figuresChanged();
    const auto study = m_document.study();
    const Attribute *attribute =
        study ? study->store.dataset().attribute(m_document.attribute().toStdString()) : nullptr;
    if (!attribute)
        return m_jobs.drop(Lane::Variation);
    const auto countOf = [&](const auto &isCounted) {
        return int(std::count_if(attribute->values.begin(), attribute->values.end(), isCounted));
    };
    m_variationImages = countOf([](const std::string &value) { return !value.empty(); });
    m_separationImages = separatedPictures(*study, *attribute);
    m_jobs.run(
        Lane::Variation, tr("Measuring what varies with %1").arg(m_document.attribute()),
        [study, attribute = *attribute](const Jobs::Task &task) {
            return std::pair(headEtaSquared(study->store, encode(attribute.values).codes),
                             separateGroups(*study, attribute, task.job));
        },
        [this](std::pair<std::vector<std::optional<double>>, std::vector<std::optional<double>>> heads) {
            m_variation = std::move(heads.first);
            m_separation = std::move(heads.second);
            Q_EMIT figuresChanged();
        },
        [this](const Failure &failure) {
            m_variationStopped = true;
            Q_EMIT figuresFailed(failure.text(tr("The heads' figures were cancelled.")));
            Q_EMIT figuresChanged();
        });
}

void HeadMeasures::retry()
{
    if (m_variationStopped)
        computeVariation();
    if (!m_describingStopped.isEmpty())
        describe();
    resumeSweep();
}

void HeadMeasures::computeSweep()
{
    const bool wanted = m_document.colouring() == Document::Colouring::AccuracyChange ||
                        m_document.colouring() == Document::Colouring::AssociationChange;
    const auto study = m_document.study();
    const bool sameMode = m_document.ablation().mode == m_sweepMode;
    if (!sameMode) {
        m_sweep.reset();
        m_sweepStopped.clear();
    }
    const bool isComing = sameMode && m_jobs.isRunning(Lane::Sweep);
    if (!wanted || m_sweep || isComing || !m_sweepStopped.isEmpty() || !study || !study->evaluator)
        return;
    m_sweepMode = m_document.ablation().mode;
    m_jobs.run(
        Lane::Sweep, tr("Ablating the heads one by one"),
        [study, mode = m_document.ablation().mode](const Jobs::Task &task) {
            return ablateEachHead(*study, mode, task.job);
        },
        [this](std::vector<Metrics> heads) {
            m_sweep = std::move(heads);
            Q_EMIT figuresChanged();
        },
        [this](const Failure &failure) {
            m_sweepStopped = failure.text(tr("cancelled; choose the measure again to compute it"));
            Q_EMIT figuresChanged();
            if (!failure.cancelled)
                Q_EMIT figuresFailed(m_sweepStopped);
        });
}

void HeadMeasures::resumeSweep()
{
    m_sweepStopped.clear();
    computeSweep();
    Q_EMIT figuresChanged();
}

std::size_t HeadMeasures::place(HeadId head) const
{
    return std::size_t(head.layer) * std::size_t(m_document.study()->store.heads()) + std::size_t(head.head);
}

QList<Description> HeadMeasures::descriptions(HeadId head) const
{
    return m_descriptions.empty() ? QList<Description>() : m_descriptions[place(head)];
}

ConceptScore HeadMeasures::conceptScore(HeadId head) const
{
    const ConceptEdits &edits = m_document.conceptEdits(head);
    if (!isTagged() && !edits.label && edits.verdicts.empty())
        return {}; // nobody has judged: that is no score of zero
    std::vector<TaggedText> texts;
    for (const Description &description : descriptions(head).mid(0, kJudgedDescriptions))
        texts.push_back({description.text.toStdString(), description.conceptTag.toStdString()});
    return headscope::conceptScore(texts, edits);
}

QString HeadMeasures::whyUnscored(HeadId head) const
{
    const std::vector<Judgement<bool>> verdicts = conceptScore(head).verdicts;
    const auto judged = std::ranges::count_if(verdicts, [](const Judgement<bool> &of) { return !of.by.empty(); });
    if (judged > 0)
        return tr("Only %1 of its %2 first descriptions are judged").arg(judged).arg(verdicts.size());
    if (!verdicts.empty())
        return tr("Nobody has judged whether its descriptions are about the concept");
    return isTagged() ? tr("It has no descriptions") : tr("No text has a concept tag, and nobody has judged");
}

bool HeadMeasures::isTagged() const
{
    const auto pool = m_document.pool();
    return pool && std::any_of(pool->pool.concepts.begin(), pool->pool.concepts.end(),
                               [](const std::string &tag) { return !tag.empty(); });
}

Figure HeadMeasures::variation(HeadId head) const
{
    if (m_document.attribute().isEmpty())
        return Figure::undefined(tr("The pictures have no attribute"));
    if (m_variationStopped)
        return Figure::undefined(tr("It was cancelled or has failed"));
    if (m_variation.empty())
        return {};
    return figureOf(m_variation[place(head)], m_variationImages, tr("Nothing varies"));
}

Measure HeadMeasures::measure(Document::Colouring colouring) const
{
    const QString attribute = m_document.attribute().isEmpty() ? tr("an attribute") : m_document.attribute();
    switch (colouring) {
    case Document::Colouring::FirstDescriptions:
        return {
            tr("Variance that the first %1 descriptions explain").arg(kFirstDescriptions),
            ColourScale::Kind::Sequential,
            {0, true},
            tr("How much of what the head writes, over all pictures, lies along the first texts that TextSpan finds "
               "for it. High: a few texts say what the head does."),
            1};
    case Document::Colouring::ConceptConsistency:
        return {tr("CCS: first %1 descriptions about the head's concept").arg(kJudgedDescriptions),
                ColourScale::Kind::Sequential,
                {0, false},
                tr("Concept Consistency Score: how many of the first descriptions are about one concept, by their tags "
                   "or by your verdicts (arXiv 2503.11103)."),
                kJudgedDescriptions};
    case Document::Colouring::Size:
        return {tr("Size of the contribution (root mean square)"),
                ColourScale::Kind::Sequential,
                {3, false},
                tr("How long the vector is that the head adds to a picture's embedding: the root of its mean square "
                   "over all pictures. It says nothing about what the vector is for.")};
    case Document::Colouring::Separation:
        return {tr("Separation of %1 along its concept direction (Cohen's d)").arg(attribute),
                ColourScale::Kind::Diverging,
                {2, false},
                tr("The head's outputs, projected on the difference between the texts for the first two values of %1: "
                   "the distance between the two groups' means within a class, in standard deviations. 0: no "
                   "difference.")
                    .arg(attribute)};
    case Document::Colouring::AccuracyChange:
        return {
            tr("Δ accuracy if it alone is ablated (direct effect)"),
            ColourScale::Kind::Diverging,
            {3, false},
            tr("Accuracy without this head less accuracy as it is. Only the head's own contribution to the embedding "
               "is replaced; later layers don't notice.")};
    case Document::Colouring::AssociationChange:
        return {tr("Δ Cramér's V with %1 if it alone is ablated (direct effect)").arg(attribute),
                ColourScale::Kind::Diverging,
                {3, false},
                tr("How much more (+) or less (−) predictions go with %1 without this head; Cramér's V is 0 for not at "
                   "all, 1 for fully. Later layers don't notice the ablation.")
                    .arg(attribute)};
    case Document::Colouring::Variation:
        break;
    }
    return {tr("η²: share of the variation that goes with %1").arg(attribute),
            ColourScale::Kind::Sequential,
            {2, false},
            tr("How much of the variation of the head's outputs is between groups of %1 rather than within them: 0 "
               "none, 1 all of it.")
                .arg(attribute)};
}

std::vector<Figure> HeadMeasures::figures() const
{
    const ContributionStore &store = m_document.study()->store;
    std::vector<Figure> figures(std::size_t(store.layers()) * std::size_t(store.heads()));
    for (std::size_t head = 0; head < figures.size(); ++head)
        figures[head] = headFigure(head);
    return figures;
}

Figure HeadMeasures::headFigure(std::size_t head) const
{
    const Study &study = *m_document.study();
    const HeadId id = {int(head) / study.store.heads(), int(head) % study.store.heads()};
    switch (m_document.colouring()) {
    case Document::Colouring::Variation:
        return variation(id);
    case Document::Colouring::FirstDescriptions: {
        if (!m_document.pool())
            return Figure::undefined(tr("No texts are open to describe heads with"));
        if (m_descriptions.empty())
            return m_describingStopped.isEmpty() ? Figure() : Figure::undefined(m_describingStopped);
        double sum = 0.0;
        for (const Description &description : m_descriptions[head].mid(0, kFirstDescriptions))
            sum += description.share.value;
        return Figure::known(sum, int(study.store.images()));
    }
    case Document::Colouring::ConceptConsistency: {
        if (!m_document.pool())
            return Figure::undefined(tr("No texts are open to describe heads with"));
        if (m_descriptions.empty())
            return m_describingStopped.isEmpty() ? Figure() : Figure::undefined(m_describingStopped);
        const std::optional<int> score = conceptScore(id).score;
        return score ? Figure::known(*score, kJudgedDescriptions) : Figure::undefined(whyUnscored(id));
    }
    case Document::Colouring::Size:
        return Figure::known(study.headSizes[head], int(study.store.images()));
    case Document::Colouring::Separation:
        return separationFigure(head);
    case Document::Colouring::AccuracyChange:
    case Document::Colouring::AssociationChange:
        break;
    }
    return sweepFigure(head);
}

Figure HeadMeasures::separationFigure(std::size_t head) const
{
    const Study &study = *m_document.study();
    if (study.conceptGroups(m_document.attribute().toStdString()) == nullptr)
        return Figure::undefined(
            tr("No texts describe the values of %1 (concepts.json beside the pictures)").arg(m_document.attribute()));
    if (m_variationStopped)
        return Figure::undefined(tr("It was cancelled or has failed"));
    if (m_separation.empty())
        return {};
    return figureOf(m_separation[head], m_separationImages, tr("No class has two pictures of both groups"));
}

Figure HeadMeasures::sweepFigure(std::size_t head) const
{
    if (!m_document.study()->evaluator)
        return Figure::undefined(tr("The pictures have neither labels nor a classes.txt"));
    if (m_document.study()->classes.size() < 2)
        return Figure::undefined(tr("There is only one class"));
    if (!m_sweepStopped.isEmpty())
        return Figure::undefined(m_sweepStopped);
    if (!m_sweep || !m_baseline)
        return {};
    const MetricFigure of =
        m_document.colouring() == Document::Colouring::AccuracyChange ? &accuracyFigure : &associationFigure;
    const Figure before = of(*m_baseline, m_document.attribute());
    const Figure after = of((*m_sweep)[head], m_document.attribute());
    if (!before.isKnown() || !after.isKnown())
        return before.isKnown() ? after : before;
    return Figure::known(after.value - before.value, after.images);
}

}
