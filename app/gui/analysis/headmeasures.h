// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>
#include <utility>
#include <variant>
#include <vector>

#include "app/gui/analysis/analyses.h"
#include "app/gui/analysis/metricfigures.h"
#include "app/gui/session/document.h"
#include "app/gui/session/jobs.h"
#include "widgets/heads/headmapmodel.h"

namespace headscope {

/// The concept of a head, such as "gender", or "gender, tied with colour" if as many descriptions are about that.
QString conceptText(const ConceptScore &score);

/// What is known of each head: the texts that describe it, its concept, and the measures of the head map. Computed as
/// the document's state asks for it.
class HeadMeasures : public QObject
{
    Q_OBJECT

public:
    HeadMeasures(Document &document, Jobs &jobs, QObject *parent = nullptr);

    /// Of another study's heads.
    void forget();
    /// Begins with the study's heads.
    void start();
    /// What changes by ablation are measured against; empty as long as it isn't known.
    void setBaseline(const std::optional<Metrics> &baseline);
    /// A pool, or descriptions that were published.
    void openTexts(const std::filesystem::path &path);
    /// Ablates the heads one by one again, if a person has cancelled that and the measure still asks for it.
    void resumeSweep();
    /// Computes what was cancelled or has failed once more.
    void retry();

    /// Empty as long as they are not known.
    QList<Description> descriptions(HeadId head) const;
    bool hasDescriptions() const { return !m_descriptions.empty(); }
    /// Why there won't be any; empty: they are there, or on their way.
    const QString &describingStopped() const { return m_describingStopped; }
    /// What the model doesn't read of the pool; nothing as long as there are no descriptions.
    const UnreadTexts &unreadTexts() const { return m_unreadTexts; }
    /// By the texts' concept tags and what people have decided. Nothing without descriptions.
    ConceptScore conceptScore(HeadId head) const;
    /// Of a head without a score.
    QString whyUnscored(HeadId head) const;
    /// η² of the chosen attribute.
    Figure variation(HeadId head) const;
    Measure measure() const { return measure(m_document.colouring()); }
    Measure measure(Document::Colouring colouring) const;
    /// Of the head map's measure, layer by layer.
    std::vector<Figure> figures() const;

Q_SIGNALS:
    void descriptionsChanged();
    /// Figures of the head map, or its measure.
    void figuresChanged();
    /// A file of texts that was to be opened.
    void poolFailed(const QString &message);
    void poolMended();
    void figuresFailed(const QString &message);

private:
    struct OpenedTexts
    {
        std::filesystem::path path;
        std::variant<std::shared_ptr<const NamedPool>, std::shared_ptr<const PublishedTexts>> texts;
    };

    void takeTexts();
    void describe();
    void computeVariation();
    void computeSweep();

    Figure headFigure(std::size_t head) const;
    Figure sweepFigure(std::size_t head) const;
    Figure separationFigure(std::size_t head) const;
    std::size_t place(HeadId head) const;
    bool isTagged() const;

    Document &m_document;
    Jobs &m_jobs;
    std::shared_ptr<const Study> m_study; ///< whose heads these are; the document's may be newer
    std::vector<QList<Description>> m_descriptions;
    /// What they are of, or will be.
    std::pair<std::shared_ptr<const Study>, std::shared_ptr<const NamedPool>> m_described;
    std::optional<OpenedTexts> m_opened; ///< for the study that is being opened
    UnreadTexts m_unreadTexts;
    QString m_describingStopped;
    /// What these are measured by.
    std::pair<std::shared_ptr<const Study>, QString> m_measured;
    std::vector<std::optional<double>> m_variation;
    std::vector<std::optional<double>> m_separation; ///< of the attribute's first two groups
    int m_variationImages = 0;                       ///< that are counted for it
    int m_separationImages = 0;
    std::optional<std::vector<Metrics>> m_sweep; ///< heads ablated one by one
    Ablation::Mode m_sweepMode = Ablation::Mode::Mean;
    QString m_sweepStopped;          ///< why there won't be a sweep; empty: nothing stands against it
    bool m_variationStopped = false; ///< cancelled or failed
    std::optional<Metrics> m_baseline;
};

}
