// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractListModel>
#include <QCache>
#include <QIcon>
#include <QSet>
#include <QThreadPool>

#include <limits>
#include <memory>
#include <optional>
#include <set>
#include <vector>

#include "app/gui/analysis/analysis.h"

namespace headscope {

/// The pictures of what is open, and what the model makes of them. Thumbnails are read off the UI thread as they are
/// asked for, the last one first. Roles that a ThumbnailDelegate paints are among its data.
class ImageListModel : public QAbstractListModel
{
    Q_OBJECT

public:
    ImageListModel(Document &document, Analysis &analysis, QObject *parent = nullptr);
    ~ImageListModel() override;

    /// The side of a thumbnail, in logical pixels before zooming.
    static constexpr int kThumbnail = 44;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;

    const std::shared_ptr<const Study> &study() const { return m_study; }
    /// "nurse · gender: woman · 0001.png"
    QString facts(int image) const;

    // Plain numbers rather than roles: a filter asks for them some hundred thousand times.
    /// −1 if it isn't known.
    int label(int image) const { return m_study->labels.empty() ? -1 : m_study->labels[std::size_t(image)]; }
    /// The class predicted with every head as it is, and with the heads switched off by direct effect; −1 before that
    /// is known.
    int classBefore(int image) const { return m_answers.before.empty() ? -1 : m_answers.before[std::size_t(image)]; }
    int classNow(int image) const { return m_answers.now.empty() ? -1 : m_answers.now[std::size_t(image)]; }
    /// Of the true class, now; infinite if it isn't known, so that such pictures come last.
    float score(int image) const { return m_answers.scores.empty() ? kUnknown : m_answers.scores[std::size_t(image)]; }
    /// What the ablation does to it.
    float change(int image) const
    {
        return m_answers.changes.empty() ? kUnknown : m_answers.changes[std::size_t(image)];
    }

    /// They are read anew, in the size of the zoom.
    void forgetThumbnails();

Q_SIGNALS:
    /// What the model makes of the pictures is known, or has changed.
    void answersChanged();

private:
    static constexpr float kUnknown = std::numeric_limits<float>::infinity();

    /// What the model makes of each picture; empty as long as it isn't known.
    struct Answers
    {
        std::vector<int> before;
        std::vector<int> now;
        std::vector<float> scores;
        std::vector<float> changes;
        bool operator==(const Answers &) const = default;
    };

    void setStudy(std::shared_ptr<const Study> study);
    void markImages(); ///< the one looked at, and the pinned one
    void takeAnswers();
    void request(int image) const;
    QString describe(int image) const;
    int answer(int predicted, int image) const;

    Document &m_document;
    Analysis &m_analysis;
    std::shared_ptr<const Study> m_study;
    std::pair<std::shared_ptr<const FloatArray>, std::shared_ptr<const FloatArray>> m_sources; ///< of the answers
    Answers m_answers;
    mutable QCache<int, QIcon> m_thumbnails;
    mutable QSet<int> m_requested;
    mutable int m_requests = 0;
    std::set<int> m_marked;
    int m_generation = 0; ///< what is read for an older study is dropped
    mutable QThreadPool m_reader;
};

}
