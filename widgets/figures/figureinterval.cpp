// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/figures/figureinterval.h"

namespace headscope {

QString FigureInterval::text(const NumberFormat &format, bool isChange) const
{
    const auto number = [&](double value) { return isChange ? format.signedText(value) : format.text(value); };
    switch (state) {
    case State::None:
        return {};
    case State::Pending:
        return QStringLiteral("…");
    case State::Cancelled:
        return tr("cancelled");
    case State::Failed:
        return tr("failed");
    case State::Undefined:
        return tr("no interval");
    case State::Known:
        break;
    }
    return tr("%1 to %2").arg(number(low), number(high));
}

QString FigureInterval::judgement(const Figure &change, const NumberFormat &format, Better better) const
{
    if (state != State::Known || better == Better::Neither || arrow(change, format).isEmpty())
        return {};
    if (low <= 0.0 && high >= 0.0)
        return tr("unclear");
    return (change.value > 0.0) == (better == Better::Higher) ? tr("better") : tr("worse");
}

QString arrow(const Figure &change, const NumberFormat &format)
{
    if (!change.isKnown() || format.roundsToZero(change.value))
        return {};
    return change.value > 0.0 ? QStringLiteral("▲") : QStringLiteral("▼");
}

}
