// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QCache>
#include <QIcon>
#include <QSet>
#include <QSize>
#include <QThreadPool>

#include <memory>

#include "app/gui/study.h"

namespace headscope {

/// The pictures of a study. Thumbnails are read off the UI thread as they are asked for, the last one first.
class ImageListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    explicit ImageListModel(QObject *parent = nullptr);
    ~ImageListModel() override;

    void setStudy(std::shared_ptr<const Study> study);
    /// `thumbnail` in device pixels, `cell` in logical ones.
    void setSizes(int thumbnail, const QSize &cell);

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

private:
    void request(int image) const;
    QString describe(int image) const;

    std::shared_ptr<const Study> m_study;
    int m_thumbnailSize = 0;
    QSize m_cellSize;
    mutable QCache<int, QIcon> m_thumbnails;
    mutable QSet<int> m_requested;
    mutable int m_requests = 0;
    int m_generation = 0; ///< what is read for an older study is dropped
    mutable QThreadPool m_reader;
};

}
