// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/fairness/metrics.h"

#include <nlohmann/json_fwd.hpp>

namespace headscope {

/// The metrics object of `headscope-cli classify`; what is undefined is null, and `twin_flip_rate` is there only where
/// twins differ in the attribute.
nlohmann::ordered_json toJson(const Metrics &metrics);

}
