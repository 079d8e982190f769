// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/imagelistmodel.h"

#include <QPixmap>

#include "app/gui/analyses.h"
#include "core/error.h"

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

ImageListModel::ImageListModel(QObject *parent)
    : QAbstractListModel(parent)
    , m_thumbnails(kKeptThumbnails)
{
    m_reader.setMaxThreadCount(1);
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
    if (m_study && m_study->store.dataset().paths == study->store.dataset().paths) {
        m_study = std::move(study);
        return;
    }
    beginResetModel();
    m_thumbnails.clear();
    m_study = std::move(study);
    endResetModel();
}

void ImageListModel::setSizes(int thumbnail, const QSize &cell)
{
    m_thumbnailSize = thumbnail;
    m_cellSize = cell;
}

int ImageListModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() || !m_study ? 0 : int(m_study->store.images());
}

QVariant ImageListModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    switch (role) {
    case Qt::DecorationRole:
        if (const QIcon *thumbnail = m_thumbnails.object(index.row()))
            return *thumbnail;
        request(index.row());
        return {};
    case Qt::SizeHintRole: // known before the picture is
        return m_cellSize;
    case Qt::ToolTipRole:
    case Qt::AccessibleTextRole:
        return describe(index.row());
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
        [this, study = m_study, image, size = m_thumbnailSize, generation = m_generation] {
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
