// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/progress.h"

#include <cstdint>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>

namespace headscope {

/// Balanced scenes that a model is tested on.
struct DemoTest
{
    std::uint64_t seed =
        1000; ///< neither that of the pictures a person explores, nor one that a model was trained with
    int people = 1920;
    int birds = 480;
    bool heads = true; ///< look at every head, too, and not only at the model as a whole
};

/// What an audit of a demo model finds: the metrics of people and birds, and for each head η² by factor, its TextSpan
/// descriptions from the curated pool, and what mean-ablating it alone does to accuracy and bias, by direct effect and
/// in the forward pass.
///
/// Scenes and stores are made in `work`, an empty folder. Needs a QGuiApplication. Throws as what it calls does.
nlohmann::ordered_json demoFindings(const std::filesystem::path &model, const std::filesystem::path &work,
                                    const DemoTest &test, const Job &job = {});

}
