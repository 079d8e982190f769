// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/pickedimages.h"

#include "widgets/figures/figure.h"

namespace headscope {

PickedImages::PickedImages(ImageListModel &images, QObject *parent)
    : QAbstractListModel(parent)
    , m_images(images)
{
    connect(&images, &QAbstractItemModel::modelReset, this, [this] { setImages({}); });
    connect(&images, &QAbstractItemModel::dataChanged, this, [this] {
        if (rowCount() > 0)
            Q_EMIT dataChanged(index(0), index(rowCount() - 1));
    });
}

void PickedImages::setImages(std::vector<ScoredImage> images)
{
    beginResetModel();
    m_picked = std::move(images);
    endResetModel();
}

int PickedImages::rowCount(const QModelIndex &parent) const { return parent.isValid() ? 0 : int(m_picked.size()); }

QVariant PickedImages::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const QVariant ofImage = m_images.index(image(index)).data(role);
    if (role != Qt::ToolTipRole && role != Qt::AccessibleTextRole)
        return ofImage;
    const double score = double(m_picked[std::size_t(index.row())].score);
    return tr("%1: %2\n%3").arg(index.row() + 1).arg(NumberFormat{4, false}.text(score), ofImage.toString());
}

}
