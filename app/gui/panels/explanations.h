// SPDX-License-Identifier: GPL-3.0-or-later
// What the figures' names mean, for the "?" beside them and the Help menu.
#pragma once

#include <array>

#include "widgets/base/explanation.h"

namespace headscope {

enum class Topic { ConceptConsistency, TextSpan, Association, MaxSkew, Interval };
inline constexpr std::array kTopics = {Topic::ConceptConsistency, Topic::TextSpan, Topic::Association, Topic::MaxSkew,
                                       Topic::Interval};

Explanation explanationOf(Topic topic);

}
