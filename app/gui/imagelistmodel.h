// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QCache>
#include <QIcon>
#include <QSet>
#include <QThreadPool>

#include <memory>
#include <optional>

#include "app/gui/analysis.h"

namespace headscope {

/// The pictures of what is open, and what the model makes of them. Thumbnails are read off the UI thread as they are
/// asked for, the last one first. Roles that a ThumbnailDelegate paints are among its data.
class ImageListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role {
        LabelRole = Qt::UserRole, ///< int: the class, −1 if it isn't known
        BeforeClassRole,          ///< int: predicted with every head as it is; −1 before that is known
        NowClassRole,             ///< int: predicted with the heads switched off, by direct effect
        ScoreRole,                ///< double: the score of the true class now
        ChangeRole                ///< double: what the ablation does to it
    };

    ImageListModel(Document &document, Analysis &analysis, QObject *parent = nullptr);
    ~ImageListModel() override;

    /// The side of a thumbnail, in logical pixels before zooming.
    static constexpr int kThumbnail = 44;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    const std::shared_ptr<const Study> &study() const { return m_study; }

    /// They are read anew, in the size of the zoom.
    void forgetThumbnails();

Q_SIGNALS:
    /// What the model makes of the pictures is known, or has changed.
    void answersChanged();

private:
    void setStudy(std::shared_ptr<const Study> study);
    void takeAnswers();
    void request(int image) const;
    QString describe(int image) const;
    int answer(const std::vector<int> &predicted, int image) const;

    Document &m_document;
    Analysis &m_analysis;
    std::shared_ptr<const Study> m_study;
    std::vector<int> m_before; ///< predictions; empty as long as they aren't known
    std::vector<int> m_now;
    mutable QCache<int, QIcon> m_thumbnails;
    mutable QSet<int> m_requested;
    mutable int m_requests = 0;
    int m_generation = 0; ///< what is read for an older study is dropped
    mutable QThreadPool m_reader;
};

}
