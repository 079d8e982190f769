// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/analysis/picturelane.h"

#include <QCoreApplication>

#include <algorithm>
#include <cmath>

#include "app/gui/analysis/analyses.h"
#include "core/heads/headqueries.h"

namespace headscope {

namespace {

struct PictureTitle
{
    Q_DECLARE_TR_FUNCTIONS(headscope::PictureTitle)
};

QString titleOf(const PictureRequest &request)
{
    return request.versus.isEmpty() ? PictureTitle::tr("“%1”").arg(request.text)
                                    : PictureTitle::tr("“%1” more than “%2”").arg(request.text, request.versus);
}

QString unreadText(const Study &study, const PictureRequest &request)
{
    std::vector<std::string> texts = {request.text.toStdString()};
    if (!request.versus.isEmpty())
        texts.push_back(request.versus.toStdString());
    const int context = study.model.config().contextLength;
    const UnreadTexts unread = unreadTexts(study.tokenizer, texts, context);
    QStringList sentences;
    if (unread.unknown > 0)
        sentences.append(
            PictureTitle::tr("The model doesn't know %1; it reads an unknown word there.").arg(namedWords(unread)));
    if (unread.cut > 0)
        sentences.append(PictureTitle::tr("The text is cut: the model reads %Ln tokens, no more.", nullptr, context));
    return sentences.join(u' ');
}

HeatGrid gridOf(const Heat &heat)
{
    return {int(heat.patches.shape[0]), int(heat.patches.shape[1]), heat.patches.values};
}

}

PictureView PictureLane::run(const PictureRequest &request, const Job &job)
{
    std::erase_if(m_read,
                  [&](const auto &entry) { return entry.first != request.image && entry.first != request.pinned; });
    PictureView view = {look(request.image, request, job), request.layer, {}, std::nullopt, {}};
    if (!request.text.isEmpty()) {
        view.unread = unreadText(*m_study, request);
        const FloatArray sought = directions({request.text}, request.versus, job);
        const TokenHeatmap &heatmap = read(request.image).heatmap;
        for (int head = 0; head < m_study->store.heads(); ++head)
            view.layerHeats.push_back(gridOf(heatmap.heat(sought.values, HeadId{request.layer, head})));
    }
    if (request.pinned) {
        view.beside = look(*request.pinned, request, job);
    } else if (request.head && !request.text.isEmpty()) {
        PictureRequest other = request;
        other.text = leastSimilar(request, job);
        if (!other.text.isEmpty())
            view.beside = look(request.image, other, job);
    }
    return view;
}

SeenPicture PictureLane::look(int image, const PictureRequest &request, const Job &job)
{
    const Read &read = this->read(image);
    SeenPicture seen;
    seen.image = image;
    seen.picture = read.picture;
    if (request.text.isEmpty())
        return seen;
    seen.title = titleOf(request);
    const FloatArray sought = directions({request.text}, request.versus, job);
    seen.heat = gridOf(read.heatmap.heat(sought.values, request.head));
    if (request.head) {
        const float cosine = textSimilarities(m_study->store, *request.head, image, sought).front();
        if (std::isfinite(cosine))
            seen.cosine = double(cosine);
    }
    return seen;
}

QString PictureLane::leastSimilar(const PictureRequest &request, const Job &job)
{
    QStringList others = request.descriptions;
    others.removeAll(request.text);
    if (others.isEmpty())
        return {};
    const std::vector<float> cosines =
        textSimilarities(m_study->store, *request.head, request.image, directions(others, request.versus, job));
    const std::vector<ScoredImage> least = lowest(cosines, 1);
    return least.empty() ? QString() : others[qsizetype(least.front().image)];
}

const PictureLane::Read &PictureLane::read(int image)
{
    const auto found = m_read.find(image);
    if (found != m_read.end())
        return found->second;
    const Preprocessing &preprocessing = m_study->model.config().preprocessing;
    FloatArray pixels({1, 3, preprocessing.imageSize, preprocessing.imageSize});
    m_study->pictures->load(image, pixels.values);
    const Read read = {toImage(denormalised(pixels.values, preprocessing)),
                       TokenHeatmap(m_study->model, pixels, m_study->store.basis())};
    return m_read.emplace(image, read).first->second;
}

FloatArray PictureLane::directions(const QStringList &texts, const QString &versus, const Job &job)
{
    std::vector<std::string> all;
    for (const QString &text : texts)
        all.push_back(text.toStdString());
    FloatArray directions = embedTexts(*m_study, all, job);
    if (versus.isEmpty())
        return directions;
    const FloatArray other = embedTexts(*m_study, {versus.toStdString()}, job);
    for (qsizetype text = 0; text < texts.size(); ++text) {
        const auto row = directions.row(text);
        std::transform(row.begin(), row.end(), other.values.begin(), row.begin(), std::minus<>());
    }
    return directions;
}

QImage toImage(const Array<std::uint8_t> &picture)
{
    const int height = int(picture.shape[0]);
    const int width = int(picture.shape[1]);
    // The copy owns its bytes.
    return QImage(picture.values.data(), width, height, width * 3, QImage::Format_RGB888).copy();
}

}
