// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/progress.h"

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace headscope {

/// What an audit of a demo model finds on balanced scenes of a seed: the metrics of people and birds, and for each head
/// η² by factor, its TextSpan descriptions from the curated pool, and what mean-ablating it alone does to accuracy and
/// bias, by direct effect and in the forward pass.
///
/// Scenes and stores are made in `work`, an empty folder. Needs a QGuiApplication. Throws as what it calls does.
nlohmann::ordered_json demoFindings(const std::filesystem::path &model, const std::filesystem::path &work,
                                    std::uint64_t seed, int people, int birds, const Job &job = {});

}
