// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>
#include <vector>

#include "app/gui/analysis/analysis.h"

namespace headscope {

/// The ablations that were tried on what is open, in the order of trying, with what became of each. The first is the
/// model as it is; those that a person has kept come next, tried on other pictures or in an earlier session as they
/// may have been.
class Trail : public QObject
{
    Q_OBJECT

public:
    struct Result
    {
        std::optional<Metrics> metrics;           ///< none without classes
        std::shared_ptr<const FloatArray> logits; ///< [K, C]; null unless the step is the first, current or kept
    };
    struct Step
    {
        Ablation ablation;
        std::optional<Result> direct;
        std::optional<Result> forward;
        bool isTried = false; ///< on these pictures; one that was kept need not be yet
    };

    Trail(Document &document, Analysis &analysis, Jobs &jobs, QObject *parent = nullptr);

    const std::vector<Step> &steps() const { return m_steps; }
    /// How many ablations were tried, each counted once and as soon as it is chosen; the model as it is is none.
    int tried() const;
    /// Of what is ablated now; −1 before there are figures.
    int current() const;
    /// The step of an ablation; −1 if it wasn't tried.
    int find(const Ablation &ablation) const;
    /// What a person has called it, or else "3.5, 2.1" or "12 heads, to zero".
    QString name(int step) const;
    static QString describe(const Ablation &ablation);
    /// What stands in the place of a step's figures that aren't there.
    Figure missing(const Step &step, bool isDirect) const;
    /// One that was measured before on what is open.
    void add(const Step &step);
    /// Goes back to a step; can be undone.
    void goTo(int step);

Q_SIGNALS:
    void changed();

private:
    void start();
    /// Counts what is ablated now as tried.
    void note();
    /// Takes what has become of the ablations.
    void fill();
    /// Lets go of the logits, which take much room, of steps that nobody compares.
    void slim();
    bool isKept(const Step &step) const;
    /// Measures the kept ablations that weren't tried on what is open.
    void tryKept();

    Document &m_document;
    Analysis &m_analysis;
    Jobs &m_jobs;
    std::shared_ptr<const Study> m_study; ///< what the steps are of
    std::vector<Step> m_steps;
    Ablation m_noted;     ///< what was ablated when it was last looked
    int m_undoIndex = -1; ///< where the undo stack was then
    int m_dragged = -1;   ///< the step that was added there, and that the same command may still change
};

}
