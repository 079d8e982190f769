// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/imagelistmodel.h"

#include <QGuiApplication>
#include <QPixmap>

#include <utility>

#include "core/error.h"
#include "widgets/base/zoom.h"
#include "widgets/pictures/thumbnaildelegate.h"

namespace headscope {

namespace {

constexpr int kKeptThumbnails = 2000;

QImage readThumbnail(const Study &study, int image, int size)
{
    const Preprocessing &preprocessing = study.model.config().preprocessing;
    std::vector<float> pixels(std::size_t(3) * std::size_t(preprocessing.imageSize) *
                              std::size_t(preprocessing.imageSize));
    try {
        study.pictures->load(image, pixels);
    } catch (const InputError &) {
        return {}; // the list shows its number alone; choosing it says why
    }
    return toImage(denormalised(pixels, preprocessing))
        .scaled(size, size, Qt::KeepAspectRatio, Qt::SmoothTransformation);
}

}

ImageListModel::ImageListModel(Document &document, Analysis &analysis, QObject *parent)
    : QAbstractListModel(parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_thumbnails(kKeptThumbnails)
{
    m_reader.setMaxThreadCount(1);
    connect(&document, &Document::studyChanged, this, [this] { setStudy(m_document.study()); });
    connect(&analysis, &Analysis::metricsChanged, this, &ImageListModel::takeAnswers);
    connect(&document, &Document::imageChanged, this, &ImageListModel::markImages);
    connect(&document, &Document::pinsChanged, this, &ImageListModel::markImages);
}

ImageListModel::~ImageListModel()
{
    m_reader.clear();
    m_reader.waitForDone();
}

void ImageListModel::setStudy(std::shared_ptr<const Study> study)
{
    m_reader.clear();
    ++m_generation;
    m_requested.clear();
    m_answers = {};
    if (m_study && m_study->store.dataset().paths == study->store.dataset().paths) {
        if (m_study->model.config().preprocessing != study->model.config().preprocessing)
            m_thumbnails.clear();
        m_study = std::move(study);
        Q_EMIT dataChanged(index(0), index(rowCount() - 1)); // labels and attributes may be others
        return;
    }
    beginResetModel();
    m_thumbnails.clear();
    m_study = std::move(study);
    endResetModel();
}

void ImageListModel::markImages()
{
    const std::set<int> marked = {m_document.image(), m_document.pinnedImage().value_or(-1)};
    std::set<int> changed = std::exchange(m_marked, marked);
    changed.insert(marked.begin(), marked.end());
    for (const int image : changed) {
        if (const QModelIndex at = index(image); at.isValid())
            Q_EMIT dataChanged(at, at, {ThumbnailDelegate::PrimaryRole, ThumbnailDelegate::PinnedRole});
    }
}

void ImageListModel::forgetThumbnails()
{
    m_reader.clear();
    ++m_generation;
    m_requested.clear();
    m_thumbnails.clear();
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1), {Qt::DecorationRole});
}

void ImageListModel::takeAnswers()
{
    const std::optional<Outcome> &before = m_analysis.baseline();
    const std::optional<Outcome> &now = m_analysis.direct();
    const std::pair sources(before ? before->logits : nullptr, now ? now->logits : nullptr);
    if (sources == m_sources)
        return;
    m_sources = sources;
    Answers answers;
    if (before)
        answers.before = before->predicted;
    if (now)
        answers.now = now->predicted;
    for (int image = 0; before && now && image < rowCount(); ++image) {
        const int label = this->label(image);
        const auto score = [&](const Outcome &of) { return of.logits->row(image)[std::size_t(label)]; };
        answers.scores.push_back(label < 0 ? kUnknown : score(*now));
        answers.changes.push_back(label < 0 ? kUnknown : score(*now) - score(*before));
    }
    if (answers == m_answers)
        return;
    m_answers = std::move(answers);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1),
                           {ThumbnailDelegate::BeforeRole, ThumbnailDelegate::NowRole});
    Q_EMIT answersChanged();
}

int ImageListModel::answer(int predicted, int image) const
{
    if (label(image) < 0 || predicted < 0)
        return int(ThumbnailDelegate::Answer::Unknown);
    return int(predicted == label(image) ? ThumbnailDelegate::Answer::Right : ThumbnailDelegate::Answer::Wrong);
}

int ImageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_study ? 0 : int(m_study->store.images());
}

QVariant ImageListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const int image = index.row();
    switch (role) {
    case Qt::DecorationRole:
        if (const QIcon *thumbnail = m_thumbnails.object(image))
            return *thumbnail;
        request(image);
        return {};
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return describe(image);
    case ThumbnailDelegate::BeforeRole:
        return answer(classBefore(image), image);
    case ThumbnailDelegate::NowRole:
        return answer(classNow(image), image);
    case ThumbnailDelegate::PrimaryRole:
        return image == m_document.image();
    case ThumbnailDelegate::PinnedRole:
        return image == m_document.pinnedImage();
    default:
        return {};
    }
}

void ImageListModel::request(int image) const
{
    if (m_requested.contains(image))
        return;
    m_requested.insert(image);
    // What was asked for last is on screen now.
    m_reader.start(
        [this, study = m_study, image, size = qRound(zoomed(kThumbnail) * qGuiApp->devicePixelRatio()),
         generation = m_generation] {
            const QImage picture = readThumbnail(*study, image, size);
            auto *self = const_cast<ImageListModel *>(this);
            QMetaObject::invokeMethod(self, [self, image, picture, generation] {
                if (generation != self->m_generation)
                    return;
                self->m_requested.remove(image);
                self->m_thumbnails.insert(image, new QIcon(QPixmap::fromImage(picture)));
                const QModelIndex index = self->index(image);
                Q_EMIT self->dataChanged(index, index, {Qt::DecorationRole});
            });
        },
        ++m_requests);
}

QString ImageListModel::facts(int image) const
{
    const Dataset &dataset = m_study->store.dataset();
    const auto at = std::size_t(image);
    QStringList facts;
    const auto known = [](const std::string &value) {
        return value.empty() ? tr("not known") : QString::fromStdString(value);
    };
    if (!dataset.labels.empty())
        facts.append(dataset.labels[at].empty() ? tr("class not known") : known(dataset.labels[at]));
    for (const std::string &name : m_study->attributes)
        facts.append(tr("%1: %2").arg(QString::fromStdString(name), known(dataset.attribute(name)->values[at])));
    facts.append(QString::fromStdString(dataset.paths[at].filename().string()));
    return facts.join(tr(" · "));
}

QString ImageListModel::describe(int image) const { return tr("Picture %1 · %2").arg(image + 1).arg(facts(image)); }

}
