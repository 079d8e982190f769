// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/imagelistmodel.h"

#include <QGuiApplication>
#include <QPixmap>

#include "core/error.h"
#include "widgets/thumbnaildelegate.h"
#include "widgets/zoom.h"

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
    const auto repaint = [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1),
                               {ThumbnailDelegate::PrimaryRole, ThumbnailDelegate::PinnedRole});
    };
    connect(&document, &Document::imageChanged, this, repaint);
    connect(&document, &Document::pinsChanged, this, repaint);
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
    m_before.clear();
    m_now.clear();
    if (m_study && m_study->store.dataset().paths == study->store.dataset().paths) {
        m_study = std::move(study);
        return;
    }
    beginResetModel();
    m_thumbnails.clear();
    m_study = std::move(study);
    endResetModel();
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
    const auto of = [](const std::optional<Outcome> &outcome) {
        return outcome ? predictions(outcome->logits) : std::vector<int>();
    };
    std::vector<int> before = of(m_analysis.baseline());
    std::vector<int> now = of(m_analysis.direct());
    if (before == m_before && now == m_now)
        return;
    m_before = std::move(before);
    m_now = std::move(now);
    if (rowCount() > 0)
        Q_EMIT dataChanged(index(0), index(rowCount() - 1),
                           {ThumbnailDelegate::BeforeRole, ThumbnailDelegate::NowRole});
    Q_EMIT answersChanged();
}

int ImageListModel::answer(const std::vector<int> &predicted, int image) const
{
    const int label = m_study->labels.empty() ? -1 : m_study->labels[std::size_t(image)];
    if (label < 0 || predicted.empty())
        return int(ThumbnailDelegate::Answer::Unknown);
    return int(predicted[std::size_t(image)] == label ? ThumbnailDelegate::Answer::Right
                                                      : ThumbnailDelegate::Answer::Wrong);
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
        return answer(m_before, image);
    case ThumbnailDelegate::NowRole:
        return answer(m_now, image);
    case ThumbnailDelegate::PrimaryRole:
        return image == m_document.image();
    case ThumbnailDelegate::PinnedRole:
        return image == m_document.pinnedImage();
    case LabelRole:
        return m_study->labels.empty() ? -1 : m_study->labels[std::size_t(image)];
    case BeforeClassRole:
        return m_before.empty() ? -1 : m_before[std::size_t(image)];
    case NowClassRole:
        return m_now.empty() ? -1 : m_now[std::size_t(image)];
    case ScoreRole:
    case ChangeRole: {
        const int label = m_study->labels.empty() ? -1 : m_study->labels[std::size_t(image)];
        if (label < 0 || !m_analysis.baseline() || !m_analysis.direct())
            return {};
        const double now = double(m_analysis.direct()->logits.row(image)[std::size_t(label)]);
        return role == ScoreRole ? now : now - double(m_analysis.baseline()->logits.row(image)[std::size_t(label)]);
    }
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

QString ImageListModel::describe(int image) const
{
    const Dataset &dataset = m_study->store.dataset();
    const auto at = std::size_t(image);
    QStringList facts = {tr("Picture %1").arg(image + 1)};
    if (!dataset.labels.empty())
        facts.append(QString::fromStdString(dataset.labels[at]));
    for (const std::string &name : m_study->attributes)
        facts.append(QString::fromStdString(name + ": " + dataset.attribute(name)->values[at]));
    facts.append(QString::fromStdString(dataset.paths[at].filename().string()));
    return facts.join(tr(" · "));
}

}
