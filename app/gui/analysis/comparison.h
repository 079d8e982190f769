// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTimer>

#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "app/gui/analysis/resampling.h"
#include "app/gui/session/jobs.h"

namespace headscope {

/// Weighs states of the open pictures against a reference: their MaxSkew, and how sure their differences are. What is
/// known stays as long as it is asked for.
class Comparison : public QObject
{
    Q_OBJECT

public:
    struct State
    {
        QuerySkew skew;
        bool isCompared = false; ///< with a reference that is known, and not this very state
        StateIntervals change;   ///< from that
    };
    /// Of each picture, [K, C]; also what tells one state from another.
    using Logits = std::shared_ptr<const FloatArray>;

    explicit Comparison(Jobs &jobs, QObject *parent = nullptr);

    /// Asks for what isn't known of the states, which are of a study with an evaluator. reference: null if it isn't
    /// known yet.
    void weigh(std::shared_ptr<const Study> study, const SkewRequest &asked, const Logits &reference,
               std::vector<Logits> states);
    /// Nothing is asked for.
    void clear();
    /// Nothing is computed until somebody looks.
    void setWatched(bool isWatched);
    /// Null as long as it isn't known.
    const State *of(const Logits &state) const;
    /// Set if what is missing isn't coming: empty if a person has cancelled it, or else what went wrong.
    const std::optional<QString> &stopped() const { return m_stopped; }
    /// Computes what was stopped after all.
    void resume();

Q_SIGNALS:
    void changed();

private:
    void computeSoon();
    void compute();

    Jobs &m_jobs;
    QTimer m_rest; ///< runs while what is asked for may still be changing
    bool m_isWatched = false;
    std::shared_ptr<const Study> m_study;
    SkewRequest m_asked;
    Logits m_reference;
    std::vector<Logits> m_missing;
    std::map<Logits, State> m_known;
    std::optional<QString> m_stopped;
};

}
