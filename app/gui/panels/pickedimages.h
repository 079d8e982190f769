// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>

#include "app/gui/panels/imagelistmodel.h"
#include "core/heads/headqueries.h"

namespace headscope {

/// Some of the pictures, in an order of their own, each with a score.
class PickedImages : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit PickedImages(ImageListModel &images, QObject *parent = nullptr);

    void setImages(std::vector<ScoredImage> images);
    int image(const QModelIndex &index) const { return int(m_picked[std::size_t(index.row())].image); }

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    ImageListModel &m_images;
    std::vector<ScoredImage> m_picked;
};

}
