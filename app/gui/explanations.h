// SPDX-License-Identifier: GPL-3.0-or-later
// What the figures' names mean, for the "?" beside them and the Help menu.
#pragma once

#include <array>

#include "widgets/explanation.h"

namespace headscope {

enum class Topic { ConceptConsistency, TextSpan, Association, MaxSkew };
inline constexpr std::array kTopics = {Topic::ConceptConsistency, Topic::TextSpan, Topic::Association, Topic::MaxSkew};

Explanation explanationOf(Topic topic);

}
