// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QCoreApplication>

#include "widgets/figures/figure.h"

namespace headscope {

/// Which way a figure is wished to go.
enum class Better { Higher, Lower, Neither };

/// Where a number lies when the images are drawn anew, 19 times of 20: not asked for, still being computed, cancelled
/// by a person, given up for a reason, undefined since it would be a single number, or known.
struct FigureInterval
{
    Q_DECLARE_TR_FUNCTIONS(FigureInterval)

public:
    enum class State { None, Pending, Cancelled, Failed, Undefined, Known };
    State state = State::None;
    double low = 0.0;
    double high = 0.0;
    QString reason = {}; ///< of a failure

    /// Nothing is under way, but it can be computed when a person asks for it.
    bool isStopped() const { return state == State::Cancelled || state == State::Failed; }
    /// "0.81 to 0.86", of a difference "−0.01 to +0.02"; "…", "cancelled", "failed", "no interval" or empty.
    QString text(const NumberFormat &format, bool isChange) const;
    /// What to make of a difference that this is the interval of: "better", "worse" or "unclear"; empty if it rounds to
    /// zero, no way is wished for, or the interval isn't known: how sure the difference is can't be told then.
    QString judgement(const Figure &change, const NumberFormat &format, Better better) const;
};

/// "▲" or "▼"; empty if the change rounds to zero or isn't known.
QString arrow(const Figure &change, const NumberFormat &format);

}
