// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fairness/metrics.h"
#include "core/fairness/queryskew.h"

#include <nlohmann/json_fwd.hpp>

namespace headscope {

/// The metrics object of `headscope-cli classify`; what is undefined is null, and `why` says why by the figure's name;
/// `twin_flip_rate` is there only where twins differ in the attribute.
nlohmann::ordered_json toJson(const Metrics &metrics);

/// Adds MaxSkew to an attribute's object of these, with what it is of.
void addSkew(nlohmann::ordered_json &attribute, const QuerySkew &skew, const std::vector<std::string> &classes,
             const std::vector<std::string> &values);

}
