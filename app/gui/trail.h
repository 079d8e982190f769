// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>

#include <optional>
#include <vector>

#include "app/gui/analysis.h"

namespace headscope {

/// The ablations that were tried on what is open, in the order of trying, with what became of each. The first is the
/// model as it is.
class Trail : public QObject
{
    Q_OBJECT

public:
    struct Step
    {
        Ablation ablation;
        std::optional<Metrics> direct;
        std::optional<Metrics> forward;
    };

    Trail(Document &document, Analysis &analysis, QObject *parent = nullptr);

    const std::vector<Step> &steps() const { return m_steps; }
    /// Of what is ablated now; −1 before there are figures.
    int current() const;
    /// "3.5, 2.1" or "12 heads, zero", for a person.
    QString name(int step) const;
    /// Goes back to a step; can be undone.
    void goTo(int step);

Q_SIGNALS:
    void changed();

private:
    void start();
    void record();
    int find(const Ablation &ablation) const;

    Document &m_document;
    Analysis &m_analysis;
    std::vector<Step> m_steps;
    int m_undoIndex = -1; ///< where the undo stack was at the newest step
};

}
