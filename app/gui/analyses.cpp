// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analyses.h"

#include <QCoreApplication>

#include "core/decomposition/headseparation.h"
#include "core/error.h"
#include "core/textspan/textspan.h"

namespace headscope {

namespace {

struct Analyses
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Analyses)
};

constexpr int kDescriptions = 20;
constexpr std::size_t kStreamCache = std::size_t(2) << 30;

void stopIfAsked(const Job &job)
{
    if (job.stop.stop_requested())
        throw Cancelled();
}

std::optional<Metrics> judge(const Study &study, const FloatArray &logits)
{
    if (!study.evaluator)
        return std::nullopt;
    return study.evaluator->evaluate(predictions(logits));
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

std::vector<QList<Description>> describeHeads(const Study &study, const NamedPool &pool, const Jobs::Task &task)
{
    const TextSpan textspan(embedTexts(study, pool.pool.texts, task.job));
    task.rename(Analyses::tr("Describing heads"));
    std::vector<QList<Description>> heads;
    forEachHead(study, task.job, [&](HeadId head) {
        QList<Description> &list = heads.emplace_back();
        const auto found = textspan.describe(study.store, head.layer, head.head, {.count = kDescriptions});
        for (const HeadDescription &description : found.descriptions) {
            const auto index = std::size_t(description.index);
            list.append({QString::fromStdString(pool.pool.texts[index]),
                         Figure::known(description.explained, int(study.store.images())),
                         QString::fromStdString(pool.pool.concepts[index])});
        }
    });
    return heads;
}

std::vector<Metrics> ablateEachHead(const Study &study, Ablation::Mode mode, const Job &job)
{
    DirectEffect direct(study.store, study.classEmbeddings);
    std::vector<Metrics> heads;
    forEachHead(study, job, [&](HeadId head) {
        heads.push_back(*judge(study, direct.logits({mode, {{head, 0.0}}, {}, {}})));
    });
    return heads;
}

std::vector<std::optional<double>> separateGroups(const Study &study, const Attribute &attribute, const Job &job)
{
    const Concept *topic = study.conceptGroups(attribute.name);
    if (!topic)
        return {};
    std::vector<int> groups;
    for (const std::string &value : attribute.values)
        groups.push_back(value == topic->groups[0].name ? 0 : value == topic->groups[1].name ? 1 : -1);
    const FloatArray direction = conceptDirection(embedTexts(study, topic->groups[0].texts, job),
                                                  embedTexts(study, topic->groups[1].texts, job));
    return headSeparation(study.store, direction.values, study.labels, groups, job);
}

Outcome DirectLane::run(const Ablation &ablation)
{
    if (!m_effect)
        m_effect.emplace(m_study->store, m_study->classEmbeddings);
    Outcome outcome;
    outcome.logits = ablation.empty() ? m_effect->baseline() : m_effect->logits(ablation);
    outcome.metrics = judge(*m_study, outcome.logits);
    return outcome;
}

ForwardLane::ForwardLane(std::shared_ptr<const Study> study)
    : m_study(std::move(study))
    , m_forward(m_study->model, m_study->pictures, m_study->store.storedImages(), kStreamCache)
{
}

Outcome ForwardLane::run(const Ablation &ablation, const Job &job)
{
    Outcome outcome;
    outcome.logits =
        cosines(m_forward.embeddings(ablation, *m_study->store.tokenSums(), job), m_study->classEmbeddings);
    outcome.metrics = judge(*m_study, outcome.logits);
    return outcome;
}

PictureView PictureLane::run(const PictureRequest &request)
{
    read(request.image);
    PictureView view;
    view.image = request.image;
    view.picture = m_picture;
    view.layer = request.layer;
    if (request.text.isEmpty())
        return view;
    view.title = request.versus.isEmpty() ? Analyses::tr("“%1”").arg(request.text)
                                          : Analyses::tr("“%1” more than “%2”").arg(request.text, request.versus);
    const FloatArray sought = direction(request.text, request.versus);
    const auto grid = [&](std::optional<HeadId> head) {
        const Heat heat = m_heatmap->heat(sought.values, head);
        return HeatGrid{int(heat.patches.shape[0]), int(heat.patches.shape[1]), heat.patches.values};
    };
    view.heat = grid(request.head);
    for (int head = 0; head < m_study->store.heads(); ++head)
        view.layerHeats.push_back(grid(HeadId{request.layer, head}));
    return view;
}

void PictureLane::read(int image)
{
    if (image == m_image)
        return;
    const Preprocessing &preprocessing = m_study->model.config().preprocessing;
    FloatArray pixels({1, 3, preprocessing.imageSize, preprocessing.imageSize});
    m_study->pictures->load(image, pixels.values);
    m_heatmap.emplace(m_study->model, pixels, m_study->store.basis());
    m_picture = toImage(denormalised(pixels.values, preprocessing));
    m_image = image;
}

FloatArray PictureLane::direction(const QString &text, const QString &versus)
{
    std::vector<std::string> texts = {text.toStdString()};
    if (!versus.isEmpty())
        texts.push_back(versus.toStdString());
    const FloatArray embeddings = embedTexts(*m_study, texts);
    const auto first = embeddings.row(0);
    FloatArray direction({embeddings.shape[1]}, std::vector<float>(first.begin(), first.end()));
    if (texts.size() > 1) {
        const auto second = embeddings.row(1);
        for (std::size_t column = 0; column < second.size(); ++column)
            direction.values[column] -= second[column];
    }
    return direction;
}

QImage toImage(const Array<std::uint8_t> &picture)
{
    const int height = int(picture.shape[0]);
    const int width = int(picture.shape[1]);
    // The copy owns its bytes.
    return QImage(picture.values.data(), width, height, width * 3, QImage::Format_RGB888).copy();
}

}
