// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis.h"

#include <algorithm>

#include "core/decomposition/headsize.h"
#include "core/decomposition/headvariation.h"
#include "core/textspan/publishedspans.h"

namespace headscope {

namespace {

using Lane = Jobs::Lane;

constexpr int kFirstDescriptions = 5;
/// Older numbers may stay this long: replacing them by "…" for a frame would only flicker.
constexpr int kLateMilliseconds = 50;

}

Analysis::Analysis(Document &document, Jobs &jobs, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_jobs(jobs)
{
    m_directIsLate.setSingleShot(true);
    m_directIsLate.setInterval(kLateMilliseconds);
    connect(&m_directIsLate, &QTimer::timeout, this, [this] {
        m_direct.reset();
        Q_EMIT metricsChanged();
        Q_EMIT classScoresChanged();
    });
    connect(&jobs, &Jobs::ended, this, [this] {
        if (m_forwardLane && m_forwardLaneIsFresh && m_jobs.isIdle())
            prepareForward();
    });
    connect(&document, &Document::studyChanged, this, &Analysis::startStudy);
    connect(&document, &Document::poolChanged, this, &Analysis::describe);
    connect(&document, &Document::imageChanged, this, [this] {
        Q_EMIT classScoresChanged();
        readPicture();
    });
    connect(&document, &Document::heatmapChanged, this, &Analysis::readPicture);
    connect(&document, &Document::headChanged, this, &Analysis::readPicture);
    connect(&document, &Document::pinsChanged, this, &Analysis::readPicture);
    connect(this, &Analysis::descriptionsChanged, this, [this] {
        if (m_document.onlyHead())
            readPicture();
    });
    connect(&document, &Document::attributeChanged, this, [this] {
        computeVariation();
        computeSkew();
        Q_EMIT metricsChanged();
    });
    connect(&document, &Document::topCountChanged, this, [this] {
        computeSkew();
        Q_EMIT metricsChanged();
    });
    connect(&document, &Document::colouringChanged, this, &Analysis::resumeSweep);
    connect(&document, &Document::ablationChanged, this, &Analysis::ablate);
    connect(&document, &Document::conceptEditsChanged, this, &Analysis::figuresChanged);
}

void Analysis::open(const StudyRequest &request)
{
    const bool anotherModel = !m_document.study() || m_document.study()->request.model != request.model;
    m_request = request;
    Q_EMIT requestChanged();
    const auto fail = [this, request, anotherModel](const QString &message) {
        const std::shared_ptr<const Study> &study = m_document.study();
        m_request = study ? std::optional(study->request) : std::nullopt;
        Q_EMIT requestChanged();
        if (message.isEmpty())
            return;
        const bool aboutModel = anotherModel && message.startsWith(QString::fromStdString(request.model.string()));
        Q_EMIT failed(aboutModel ? Topic::Model : Topic::Pictures, message);
    };
    m_jobs.run(
        Lane::Open, tr("Opening the model"), [request](const Jobs::Task &task) { return openStudy(request, task); },
        [this](const std::shared_ptr<const Study> &study) {
            Q_EMIT mended(Topic::Model);
            Q_EMIT mended(Topic::Pictures);
            m_document.open(study);
        },
        fail);
}

void Analysis::openTexts(const std::filesystem::path &path)
{
    using Texts = std::variant<std::shared_ptr<const NamedPool>, std::shared_ptr<const PublishedTexts>>;
    m_jobs.run(
        Lane::Describe, tr("Opening texts"),
        [path, study = m_document.study()](const Jobs::Task &) -> Texts {
            if (looksLikePublishedSpans(path))
                return std::make_shared<const PublishedTexts>(openPublished(path, study.get()));
            return std::make_shared<const NamedPool>(openPool(path));
        },
        [this](const Texts &texts) {
            Q_EMIT mended(Topic::Pool);
            if (const auto *published = std::get_if<std::shared_ptr<const PublishedTexts>>(&texts)) {
                m_document.setPublished(*published);
                if (m_descriptions.empty())
                    describe(); // what this lane was computing before
            } else {
                m_document.addPool(std::get<std::shared_ptr<const NamedPool>>(texts));
            }
        },
        [this](const QString &message) {
            if (!message.isEmpty())
                Q_EMIT failed(Topic::Pool, message);
            // What the older pool's descriptions were waiting for was this lane.
            if (m_descriptions.empty())
                describe();
        });
}

void Analysis::startStudy()
{
    const std::shared_ptr<const Study> &study = m_document.study();
    // Nothing of the older study may be shown, or arrive, as if it were of this one.
    for (const Lane lane : {Lane::Direct, Lane::Forward, Lane::Skew, Lane::Sweep, Lane::Variation, Lane::Describe})
        m_jobs.drop(lane);
    m_directIsLate.stop();
    m_descriptions.clear();
    m_variation.clear();
    m_separation.clear();
    m_sizes = headSizes(study->store);
    m_directLane = study->classes.empty() ? nullptr : std::make_shared<DirectLane>(study);
    m_forwardLane = study->classes.empty() ? nullptr : std::make_shared<ForwardLane>(study);
    m_forwardLaneIsFresh = true;
    m_pictureLane = std::make_shared<PictureLane>(study);
    m_baseline.reset();
    m_direct.reset();
    m_forward.reset();
    m_sweep.reset();
    m_sweepStopped.clear();
    Q_EMIT baselineChanged();
    Q_EMIT classScoresChanged();
    Q_EMIT metricsChanged();
    computeDirect();
    readPicture();
    computeVariation();
    describe();
    computeSweep();
}

void Analysis::describe()
{
    m_descriptions.clear();
    Q_EMIT descriptionsChanged();
    Q_EMIT figuresChanged();
    const auto study = m_document.study();
    const auto pool = m_document.pool();
    if (!study || !pool)
        return m_jobs.drop(Lane::Describe);
    m_jobs.run(
        Lane::Describe, tr("Reading texts"),
        [study, pool](const Jobs::Task &task) { return describeHeads(*study, *pool, task); },
        [this](std::vector<QList<Description>> heads) {
            m_descriptions = std::move(heads);
            Q_EMIT mended(Topic::Pool);
            Q_EMIT descriptionsChanged();
            Q_EMIT figuresChanged();
        },
        [this](const QString &message) {
            Q_EMIT failed(Topic::Pool, message.isEmpty() ? tr("Describing the heads was cancelled.") : message);
        });
}

void Analysis::computeVariation()
{
    m_variation.clear();
    m_separation.clear();
    Q_EMIT figuresChanged();
    const auto study = m_document.study();
    const Attribute *attribute =
        study ? study->store.dataset().attribute(m_document.attribute().toStdString()) : nullptr;
    if (!attribute)
        return m_jobs.drop(Lane::Variation);
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
        [this](const QString &message) {
            Q_EMIT failed(Topic::Metrics, message.isEmpty() ? tr("The figures were cancelled.") : message);
        });
}

void Analysis::computeSweep()
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
        [this](const QString &message) {
            m_sweepStopped = message.isEmpty() ? tr("cancelled; choose the measure again to compute it") : message;
            Q_EMIT figuresChanged();
            if (!message.isEmpty())
                Q_EMIT failed(Topic::Metrics, message);
        });
}

void Analysis::resumeSweep()
{
    m_sweepStopped.clear();
    computeSweep();
    Q_EMIT figuresChanged();
}

SkewRequest Analysis::skewRequest() const
{
    const auto &study = m_document.study();
    const std::string attribute = m_document.attribute().toStdString();
    if (!study || !study->evaluator || attribute.empty())
        return {};
    return {attribute, std::min(m_document.topCount(), rankedPictures(*study, attribute))};
}

/// For outcomes that were computed when another attribute or k was asked for: nothing else of them changes.
void Analysis::computeSkew()
{
    m_jobs.drop(Lane::Skew);
    const SkewRequest request = skewRequest();
    std::vector<std::optional<Outcome> Analysis::*> stale;
    std::vector<FloatArray> logits;
    for (const auto outcome : {&Analysis::m_baseline, &Analysis::m_direct, &Analysis::m_forward}) {
        if (this->*outcome && (this->*outcome)->skewRequest != request) {
            stale.push_back(outcome);
            logits.push_back((this->*outcome)->logits);
        }
    }
    if (stale.empty() || request.attribute.empty())
        return;
    m_jobs.run(
        Lane::Skew, tr("Ranking pictures"),
        [study = m_document.study(), request, logits = std::move(logits)](const Jobs::Task &) {
            std::vector<QuerySkew> skews;
            for (const FloatArray &of : logits)
                skews.push_back(rankPictures(*study, of, request));
            return skews;
        },
        [this, request, stale](std::vector<QuerySkew> skews) {
            for (std::size_t index = 0; index < stale.size(); ++index) {
                if (std::optional<Outcome> &outcome = this->*stale[index]) {
                    outcome->skewRequest = request;
                    outcome->skew = std::move(skews[index]);
                }
            }
            Q_EMIT metricsChanged();
        },
        [this](const QString &message) {
            Q_EMIT failed(Topic::Metrics, message.isEmpty() ? tr("The figures were cancelled.") : message);
        });
}

void Analysis::ablate()
{
    Q_EMIT mended(Topic::Metrics);
    m_forward.reset();
    m_directIsLate.start();
    m_jobs.drop(Lane::Forward);
    computeDirect();
    computeSweep();
    Q_EMIT figuresChanged();
}

void Analysis::computeDirect()
{
    if (!m_directLane)
        return;
    const Ablation ablation = m_document.ablation();
    m_jobs.run(
        Lane::Direct, tr("Computing the direct effect"),
        [lane = m_directLane, ablation, skew = skewRequest(), isFirst = !m_baseline](const Jobs::Task &) {
            return std::pair(isFirst ? std::optional(lane->run({}, skew)) : std::nullopt, lane->run(ablation, skew));
        },
        [this](std::pair<std::optional<Outcome>, Outcome> outcomes) {
            m_directIsLate.stop();
            if (outcomes.first) {
                m_baseline = std::move(outcomes.first);
                Q_EMIT baselineChanged();
                Q_EMIT figuresChanged();
            }
            m_direct = std::move(outcomes.second);
            computeSkew(); // for what was asked meanwhile
            Q_EMIT mended(Topic::Metrics);
            computeForward(); // only now, so that it doesn't take the processors from what is instant
            Q_EMIT metricsChanged();
            Q_EMIT classScoresChanged();
        },
        [this](const QString &message) {
            Q_EMIT failed(Topic::Metrics, message.isEmpty() ? tr("The figures were cancelled.") : message);
        });
}

void Analysis::computeForward()
{
    if (!m_forwardLane || m_document.ablation().empty())
        return m_jobs.drop(Lane::Forward);
    m_jobs.run(
        Lane::Forward, tr("Running the ablated model"),
        [lane = m_forwardLane, ablation = m_document.ablation(), skew = skewRequest()](const Jobs::Task &task) {
            return lane->run(ablation, task.job, skew);
        },
        [this](Outcome outcome) {
            m_forward = std::move(outcome);
            computeSkew();
            Q_EMIT mended(Topic::Metrics);
            Q_EMIT metricsChanged();
        },
        [this](const QString &message) {
            Q_EMIT failed(Topic::Metrics, message.isEmpty() ? tr("The forward pass was cancelled.") : message);
        });
}

void Analysis::prepareForward()
{
    m_forwardLaneIsFresh = false;
    m_jobs.run(
        Lane::Forward, tr("Preparing forward passes"),
        [lane = m_forwardLane](const Jobs::Task &task) {
            lane->prepare(task.job);
            return true;
        },
        [](bool) {}, [](const QString &) {}); // whatever is wrong comes up when an ablation needs it
}

void Analysis::readPicture()
{
    if (!m_pictureLane)
        return;
    PictureRequest request;
    request.image = m_document.image();
    request.text = m_document.text();
    request.versus = m_document.versus();
    if (m_document.onlyHead())
        request.head = m_document.head();
    request.layer = m_document.head().layer;
    if (m_document.beside() == Document::Beside::Pinned && m_document.pinnedImage() != m_document.image())
        request.pinned = m_document.pinnedImage();
    if (m_document.beside() == Document::Beside::LeastSimilar) {
        for (const Description &description : descriptions(m_document.head()))
            request.descriptions.append(description.text);
    }
    m_jobs.run(
        Lane::Picture, tr("Reading the picture"),
        [lane = m_pictureLane, request](const Jobs::Task &task) { return lane->run(request, task.job); },
        [this](PictureView view) {
            m_picture = std::move(view);
            Q_EMIT mended(Topic::Heatmap);
            Q_EMIT pictureChanged();
        },
        [this](const QString &message) { Q_EMIT failed(Topic::Heatmap, message); });
}

std::size_t Analysis::place(HeadId head) const
{
    return std::size_t(head.layer) * std::size_t(m_document.study()->store.heads()) + std::size_t(head.head);
}

QList<Description> Analysis::descriptions(HeadId head) const
{
    return m_descriptions.empty() ? QList<Description>() : m_descriptions[place(head)];
}

ConceptScore Analysis::conceptScore(HeadId head) const
{
    std::vector<TaggedText> texts;
    for (const Description &description : descriptions(head).mid(0, kJudgedDescriptions))
        texts.push_back({description.text.toStdString(), description.conceptTag.toStdString()});
    return headscope::conceptScore(texts, m_document.conceptEdits(head));
}

Figure Analysis::variation(HeadId head) const
{
    if (m_document.attribute().isEmpty())
        return Figure::undefined(tr("The pictures have no attribute"));
    if (m_variation.empty())
        return {};
    return figureOf(m_variation[place(head)], int(m_document.study()->store.images()), tr("Nothing varies"));
}

Measure Analysis::measure(Document::Colouring colouring) const
{
    const QString attribute = m_document.attribute().isEmpty() ? tr("an attribute") : m_document.attribute();
    switch (colouring) {
    case Document::Colouring::FirstDescriptions:
        return {
            tr("Variance that the first %1 descriptions explain").arg(kFirstDescriptions),
            ColourScale::Kind::Sequential,
            {0, true},
            tr("How much of what the head writes, over all pictures, lies along the first texts that TextSpan finds "
               "for it. High: a few texts say what the head does.")};
    case Document::Colouring::ConceptConsistency:
        return {tr("CCS: first %1 descriptions about the head's concept").arg(kJudgedDescriptions),
                ColourScale::Kind::Sequential,
                {0, false},
                tr("Concept Consistency Score: how many of the first descriptions are about one concept, by their tags "
                   "or by your verdicts (arXiv 2503.11103).")};
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

std::vector<Figure> Analysis::figures() const
{
    const ContributionStore &store = m_document.study()->store;
    std::vector<Figure> figures(std::size_t(store.layers()) * std::size_t(store.heads()));
    for (std::size_t head = 0; head < figures.size(); ++head)
        figures[head] = headFigure(head);
    return figures;
}

Figure Analysis::headFigure(std::size_t head) const
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
            return {};
        double sum = 0.0;
        for (const Description &description : m_descriptions[head].mid(0, kFirstDescriptions))
            sum += description.share.value;
        return Figure::known(sum, int(study.store.images()));
    }
    case Document::Colouring::ConceptConsistency: {
        if (!m_document.pool())
            return Figure::undefined(tr("No texts are open to describe heads with"));
        if (m_descriptions.empty())
            return {};
        const std::optional<int> score = conceptScore(id).score;
        return score ? Figure::known(*score, kJudgedDescriptions) : Figure::undefined(tr("It has no descriptions"));
    }
    case Document::Colouring::Size:
        return Figure::known(m_sizes[head], int(study.store.images()));
    case Document::Colouring::Separation:
        return separationFigure(head);
    case Document::Colouring::AccuracyChange:
    case Document::Colouring::AssociationChange:
        break;
    }
    return sweepFigure(head);
}

Figure Analysis::separationFigure(std::size_t head) const
{
    const Study &study = *m_document.study();
    if (study.conceptGroups(m_document.attribute().toStdString()) == nullptr)
        return Figure::undefined(
            tr("No texts describe the values of %1 (concepts.json beside the pictures)").arg(m_document.attribute()));
    if (m_separation.empty())
        return {};
    return figureOf(m_separation[head], int(study.store.images()), tr("No class has two pictures of both groups"));
}

Figure Analysis::sweepFigure(std::size_t head) const
{
    if (!m_document.study()->evaluator)
        return Figure::undefined(tr("The pictures have no labels"));
    if (!m_sweepStopped.isEmpty())
        return Figure::undefined(m_sweepStopped);
    if (!m_sweep || !m_baseline)
        return {};
    const MetricFigure of =
        m_document.colouring() == Document::Colouring::AccuracyChange ? &accuracyFigure : &associationFigure;
    const Figure before = of(*m_baseline->metrics, m_document.attribute());
    const Figure after = of((*m_sweep)[head], m_document.attribute());
    if (!before.isKnown() || !after.isKnown())
        return before.isKnown() ? after : before;
    return Figure::known(after.value - before.value, after.images);
}

QList<ClassScore> Analysis::classScores() const
{
    QList<ClassScore> scores;
    if (!m_baseline || !m_direct || m_document.study()->classes.empty())
        return scores;
    const Study &study = *m_document.study();
    const auto before = m_baseline->logits.row(m_document.image());
    const auto now = m_direct->logits.row(m_document.image());
    const int label = study.labels[std::size_t(m_document.image())];
    for (std::size_t index = 0; index < study.classes.size(); ++index)
        scores.append({QString::fromStdString(study.classes[index]), before[index], now[index], int(index) == label});
    return scores;
}

}
