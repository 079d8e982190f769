// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

#include "app/gui/analysis/analyses.h"
#include "app/gui/analysis/headmeasures.h"
#include "app/gui/analysis/picturelane.h"
#include "app/gui/session/document.h"
#include "app/gui/session/jobs.h"
#include "widgets/pictures/classscores.h"

namespace headscope {

/// Has computed what the document's state asks for, and keeps the results for the panels to show.
class Analysis : public QObject
{
    Q_OBJECT

public:
    /// What a failure is about: where it is shown, and with which way out.
    enum class Topic { Model, Pictures, Pool, Metrics };
    Q_ENUM(Topic)

    Analysis(Document &document, Jobs &jobs, QObject *parent = nullptr);

    /// Opens another model or other pictures; what is open stays open until they are ready. Texts beside the pictures
    /// become the current ones if they are asked for too.
    void open(const StudyRequest &request, Document::Texts texts = Document::Texts::Kept);
    /// What is being opened, or is open.
    const std::optional<StudyRequest> &request() const { return m_request; }

    /// What is known of each head.
    HeadMeasures &heads() { return m_heads; }
    const HeadMeasures &heads() const { return m_heads; }

    /// Of the model as it is, and of what is ablated; empty as long as they aren't known.
    const std::optional<Outcome> &baseline() const { return m_baseline; }
    const std::optional<Outcome> &direct() const { return m_direct; }
    const std::optional<Outcome> &forward() const { return m_forward; }
    /// What MaxSkew is asked for now; an outcome that answers something else is about to be replaced.
    SkewRequest skewRequest() const;
    /// Why predictions that are missing won't come by themselves; empty: they are on their way.
    const QString &stopped() const { return m_stopped; }
    /// Computes what was cancelled or has failed once more.
    void retry();
    /// Of the chosen picture, by direct effect.
    QList<ClassScore> classScores() const;
    const PictureView &picture() const { return m_picture; }

Q_SIGNALS:
    void requestChanged();
    void metricsChanged();
    void baselineChanged();
    void classScoresChanged();
    void pictureChanged();
    /// Why the picture can't be shown; empty: it can.
    void pictureFailed(const QString &message);
    void failed(headscope::Analysis::Topic topic, const QString &message);
    /// What had failed is well now.
    void mended(headscope::Analysis::Topic topic);

private:
    void startStudy();
    void computeDirect();
    void computeForward();
    void computeSkew();
    void prepareForward();
    void stop(const QString &reason);
    void readPicture();
    void ablate();

    Document &m_document;
    Jobs &m_jobs;
    HeadMeasures m_heads;
    std::optional<StudyRequest> m_request;
    std::shared_ptr<TextEmbeddings> m_texts; ///< of all studies

    std::shared_ptr<DirectLane> m_directLane;
    std::shared_ptr<ForwardLane> m_forwardLane;
    bool m_forwardLaneIsFresh = false; ///< its first ablation would take longer than the next
    std::shared_ptr<PictureLane> m_pictureLane;

    Ablation m_asked; ///< whose figures are there, or on their way
    std::optional<Outcome> m_baseline;
    std::optional<Outcome> m_direct; ///< empty: not there yet
    std::optional<Outcome> m_forward;
    QTimer m_directIsLate;
    QString m_stopped;
    PictureView m_picture;
};

}
