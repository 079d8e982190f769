// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <memory>
#include <optional>
#include <vector>

#include "app/gui/analyses.h"
#include "app/gui/document.h"
#include "app/gui/jobs.h"
#include "app/gui/metricfigures.h"
#include "app/gui/picturelane.h"
#include "widgets/classscores.h"
#include "widgets/headmapmodel.h"

namespace headscope {

/// Has computed what the document's state asks for, and keeps the results for the panels to show.
class Analysis : public QObject
{
    Q_OBJECT

public:
    /// What a failure is about: where it is shown, and with which way out.
    enum class Topic { Model, Pictures, Pool, Heatmap, Metrics };
    Q_ENUM(Topic)

    Analysis(Document &document, Jobs &jobs, QObject *parent = nullptr);

    /// Opens another model or other pictures; what is open stays open until they are ready.
    void open(const StudyRequest &request);
    /// A pool, or descriptions that were published.
    void openTexts(const std::filesystem::path &path);
    /// What is being opened, or is open.
    const std::optional<StudyRequest> &request() const { return m_request; }

    /// Empty as long as they are not known.
    QList<Description> descriptions(HeadId head) const;
    bool hasDescriptions() const { return !m_descriptions.empty(); }
    /// By the texts' concept tags and what people have decided. Nothing without descriptions.
    ConceptScore conceptScore(HeadId head) const;
    /// η² of the chosen attribute.
    Figure variation(HeadId head) const;
    Measure measure() const { return measure(m_document.colouring()); }
    Measure measure(Document::Colouring colouring) const;
    std::vector<Figure> figures() const;

    /// Of the model as it is, and of what is ablated; empty as long as they aren't known.
    const std::optional<Outcome> &baseline() const { return m_baseline; }
    const std::optional<Outcome> &direct() const { return m_direct; }
    const std::optional<Outcome> &forward() const { return m_forward; }
    /// What MaxSkew is asked for now; an outcome that answers something else is about to be replaced.
    SkewRequest skewRequest() const;
    /// Ablates the heads one by one again, if a person has cancelled that and the measure still asks for it.
    void resumeSweep();
    /// Of the chosen picture, by direct effect.
    QList<ClassScore> classScores() const;
    const PictureView &picture() const { return m_picture; }

Q_SIGNALS:
    void requestChanged();
    void descriptionsChanged();
    /// Figures of the head map, or its measure.
    void figuresChanged();
    void metricsChanged();
    void baselineChanged();
    void classScoresChanged();
    void pictureChanged();
    void failed(headscope::Analysis::Topic topic, const QString &message);
    /// What had failed is well now.
    void mended(headscope::Analysis::Topic topic);

private:
    void startStudy();
    void describe();
    void computeVariation();
    void computeSweep();
    void computeDirect();
    void computeForward();
    void computeSkew();
    void prepareForward();
    void readPicture();
    void ablate();

    Figure headFigure(std::size_t head) const;
    Figure sweepFigure(std::size_t head) const;
    Figure separationFigure(std::size_t head) const;
    std::size_t place(HeadId head) const;

    Document &m_document;
    Jobs &m_jobs;
    std::optional<StudyRequest> m_request;

    std::shared_ptr<DirectLane> m_directLane;
    std::shared_ptr<ForwardLane> m_forwardLane;
    bool m_forwardLaneIsFresh = false; ///< its first ablation would take longer than the next
    std::shared_ptr<PictureLane> m_pictureLane;

    std::vector<QList<Description>> m_descriptions;
    std::vector<std::optional<double>> m_variation;
    std::vector<std::optional<double>> m_separation; ///< of the attribute's first two groups
    std::vector<double> m_sizes;                     ///< of contributions, root mean square
    std::optional<std::vector<Metrics>> m_sweep;     ///< heads ablated one by one
    Ablation::Mode m_sweepMode = Ablation::Mode::Mean;
    QString m_sweepStopped; ///< why there won't be a sweep; empty: nothing stands against it
    std::optional<Outcome> m_baseline;
    std::optional<Outcome> m_direct; ///< empty: not there yet
    std::optional<Outcome> m_forward;
    QTimer m_directIsLate;
    PictureView m_picture;
};

}
