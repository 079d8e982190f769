// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <vector>

#include "app/gui/session/document.h"
#include "core/headid.h"

namespace headscope {

class Analysis;

/// Which heads to take, by a rule instead of by hand.
struct HeadRule
{
    enum class Kind {
        Highest,      ///< of the head map's measure
        Lowest,       ///< of it
        Consistent,   ///< CCS 5
        Inconsistent, ///< CCS at most 1
        Layer,        ///< all of one
        Random        ///< as many in each layer as are ablated, but others
    };

    Kind kind = Kind::Highest;
    int count = 5; ///< of the highest or lowest
    int layer = 0;
    std::uint64_t seed = 1;
};

struct RuledHeads
{
    std::vector<HeadId> heads; ///< in ascending order
    QString problem;           ///< why there are none; empty if there are
    int tied = 0;              ///< others whose value is that of the last one taken
};

/// The end of a measure to begin with: where ablating a head helps, if the measure tells that; else the highest.
HeadRule::Kind firstEnd(Document::Colouring colouring);

/// The heads of what is open that a rule takes, by the figures that are known now.
RuledHeads headsBy(const HeadRule &rule, const Document &document, const Analysis &analysis);

}
