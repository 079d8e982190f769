// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/concepts/concepts.h"

#include <string>
#include <vector>

namespace headscope {

/// The demo's two data sets.
enum class DemoSet { Professions, Birds };

/// The texts that ship with a data set, in the wording of the captions the demo model learned from.
const std::string &nameOf(DemoSet set); ///< as the command line names it
std::vector<std::string> classNames(DemoSet set);
const std::vector<std::string> &templates(); ///< "{}" stands for the class

/// A curated pool for TextSpan: each text says one thing that varies between the scenes, and which.
struct PoolText
{
    std::string text, topic;
};
std::vector<PoolText> pool(DemoSet set);

std::vector<Concept> concepts(DemoSet set);

}
