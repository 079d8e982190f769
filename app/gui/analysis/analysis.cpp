// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/analysis.h"

#include <algorithm>

namespace headscope {

namespace {

using Lane = Jobs::Lane;

/// Older numbers may stay this long: replacing them by "…" for a frame would only flicker.
constexpr int kLateMilliseconds = 50;

}

Analysis::Analysis(Document &document, Jobs &jobs, QObject *parent)
    : QObject(parent)
    , m_document(document)
    , m_jobs(jobs)
    , m_heads(document, jobs)
    , m_texts(std::make_shared<TextEmbeddings>())
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
    connect(&document, &Document::imageChanged, this, [this] {
        Q_EMIT classScoresChanged();
        readPicture();
    });
    connect(&document, &Document::heatmapChanged, this, &Analysis::readPicture);
    connect(&document, &Document::headChanged, this, &Analysis::readPicture);
    connect(&document, &Document::pinsChanged, this, &Analysis::readPicture);
    connect(&m_heads, &HeadMeasures::descriptionsChanged, this, [this] {
        if (m_document.onlyHead())
            readPicture();
    });
    connect(&document, &Document::attributeChanged, this, [this] {
        computeSkew();
        Q_EMIT metricsChanged();
    });
    connect(&document, &Document::topCountChanged, this, [this] {
        computeSkew();
        Q_EMIT metricsChanged();
    });
    connect(&document, &Document::ablationChanged, this, &Analysis::ablate);
    connect(&m_heads, &HeadMeasures::poolFailed, this,
            [this](const QString &message) { Q_EMIT failed(Topic::Pool, message); });
    connect(&m_heads, &HeadMeasures::poolMended, this, [this] { Q_EMIT mended(Topic::Pool); });
    connect(&m_heads, &HeadMeasures::figuresFailed, this,
            [this](const QString &message) { Q_EMIT failed(Topic::Metrics, message); });
}

void Analysis::open(const StudyRequest &request, Document::Texts texts)
{
    m_request = request;
    Q_EMIT requestChanged();
    const auto opening = std::make_shared<StudyOpening>();
    opening->texts = m_texts;
    m_jobs.run(
        Lane::Open, tr("Opening the model"),
        [request, opening](const Jobs::Task &task) { return openStudy(request, task, *opening); },
        [this, texts](const std::shared_ptr<const Study> &study) {
            Q_EMIT mended(Topic::Model);
            Q_EMIT mended(Topic::Pictures);
            m_document.open(study, texts);
        },
        [this, opening](const Failure &failure) {
            const std::shared_ptr<const Study> &study = m_document.study();
            m_request = study ? std::optional(study->request) : std::nullopt;
            Q_EMIT requestChanged();
            if (!failure.cancelled)
                Q_EMIT failed(opening->part == StudyPart::Model ? Topic::Model : Topic::Pictures, failure.text());
        });
}

void Analysis::startStudy()
{
    const std::shared_ptr<const Study> &study = m_document.study();
    // Nothing of the older study may be shown, arrive or begin as if it were of this one.
    m_forwardLaneIsFresh = false;
    for (const Lane lane : {Lane::Direct, Lane::Forward, Lane::Skew})
        m_jobs.drop(lane);
    m_directIsLate.stop();
    m_stopped.clear();
    m_directLane = study->classes.empty() ? nullptr : std::make_shared<DirectLane>(study);
    m_forwardLane = study->classes.empty() ? nullptr : std::make_shared<ForwardLane>(study);
    m_forwardLaneIsFresh = true;
    m_pictureLane = std::make_shared<PictureLane>(study);
    m_heads.forget();
    m_picture = {};
    m_baseline.reset();
    m_direct.reset();
    m_forward.reset();
    Q_EMIT mended(Topic::Metrics);
    Q_EMIT baselineChanged();
    Q_EMIT classScoresChanged();
    Q_EMIT metricsChanged();
    computeDirect();
    readPicture();
    m_heads.start();
}

SkewRequest Analysis::skewRequest() const
{
    const auto &study = m_document.study();
    const std::string attribute = m_document.attribute().toStdString();
    if (!study || !study->evaluator || attribute.empty())
        return {};
    return {attribute, m_document.topCount().value_or(usualTop(rankedPictures(*study, attribute)))};
}

/// For outcomes that were computed when another attribute or k was asked for: nothing else of them changes.
void Analysis::computeSkew()
{
    m_jobs.drop(Lane::Skew);
    const SkewRequest request = skewRequest();
    std::vector<std::optional<Outcome> Analysis::*> stale;
    std::vector<std::shared_ptr<const FloatArray>> logits;
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
            for (const auto &of : logits)
                skews.push_back(rankPictures(*study, *of, request));
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
        [this](const Failure &failure) { stop(failure.text(tr("Ranking was cancelled."))); });
}

void Analysis::ablate()
{
    if (m_asked == m_document.ablation() && (m_direct || m_jobs.isRunning(Lane::Direct)))
        return; // another study was opened, and began with it
    Q_EMIT mended(Topic::Metrics);
    m_stopped.clear();
    m_forward.reset();
    m_directIsLate.start();
    m_jobs.drop(Lane::Forward);
    computeDirect();
}

void Analysis::computeDirect()
{
    if (!m_directLane)
        return;
    const Ablation ablation = m_document.ablation();
    m_asked = ablation;
    m_jobs.run(
        Lane::Direct, tr("Computing the direct effect"),
        [lane = m_directLane, ablation, skew = skewRequest(), isFirst = !m_baseline](const Jobs::Task &) {
            return std::pair(isFirst ? std::optional(lane->run({}, skew)) : std::nullopt, lane->run(ablation, skew));
        },
        [this](std::pair<std::optional<Outcome>, Outcome> outcomes) {
            m_directIsLate.stop();
            if (outcomes.first) {
                m_baseline = std::move(outcomes.first);
                m_heads.setBaseline(m_baseline->metrics);
                Q_EMIT baselineChanged();
            }
            m_direct = std::move(outcomes.second);
            computeSkew(); // for what was asked meanwhile
            Q_EMIT mended(Topic::Metrics);
            computeForward(); // only now, so that it doesn't take the processors from what is instant
            Q_EMIT metricsChanged();
            Q_EMIT classScoresChanged();
        },
        [this](const Failure &failure) {
            m_direct.reset(); // it is of an older ablation
            stop(failure.text(tr("The figures were cancelled.")));
            Q_EMIT classScoresChanged();
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
        [this](const Failure &failure) { stop(failure.text(tr("The forward pass was cancelled."))); });
}

void Analysis::stop(const QString &reason)
{
    m_stopped = reason;
    m_directIsLate.stop();
    Q_EMIT failed(Topic::Metrics, reason);
    Q_EMIT metricsChanged();
}

void Analysis::retry()
{
    m_stopped.clear();
    Q_EMIT mended(Topic::Metrics);
    if (!m_baseline || !m_direct)
        computeDirect();
    else if (!m_forward)
        computeForward();
    computeSkew();
    m_heads.retry();
    Q_EMIT metricsChanged();
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
        [](bool) {}, [](const Failure &) {}); // whatever is wrong comes up when an ablation needs it
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
        for (const Description &description : m_heads.descriptions(m_document.head()))
            request.descriptions.append(description.text);
    }
    m_jobs.run(
        Lane::Picture, tr("Reading the picture"),
        [lane = m_pictureLane, request](const Jobs::Task &task) { return lane->run(request, task.job); },
        [this](PictureView view) {
            m_picture = std::move(view);
            Q_EMIT pictureFailed({});
            Q_EMIT pictureChanged();
        },
        [this](const Failure &failure) {
            m_picture = {}; // an older one isn't the one asked for
            Q_EMIT pictureChanged();
            Q_EMIT pictureFailed(failure.text(tr("Reading the picture was cancelled.")));
        });
}

QList<ClassScore> Analysis::classScores() const
{
    QList<ClassScore> scores;
    if (!m_baseline || !m_direct || m_document.study()->classes.empty())
        return scores;
    const Study &study = *m_document.study();
    const auto before = m_baseline->logits->row(m_document.image());
    const auto now = m_direct->logits->row(m_document.image());
    const int label = study.labels[std::size_t(m_document.image())];
    for (std::size_t index = 0; index < study.classes.size(); ++index)
        scores.append({QString::fromStdString(study.classes[index]), before[index], now[index], int(index) == label});
    return scores;
}

}
