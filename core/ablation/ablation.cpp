// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ablation/ablation.h"

#include "core/error.h"

#include <algorithm>
#include <cmath>

namespace headscope {

std::vector<int> predictions(const FloatArray &logits)
{
    std::vector<int> result(static_cast<std::size_t>(logits.shape.front()));
    for (std::size_t image = 0; image < result.size(); ++image) {
        const auto row = logits.row(static_cast<std::int64_t>(image));
        if (!std::all_of(row.begin(), row.end(), [](float logit) { return std::isfinite(logit); }))
            throw InputError("the logits of image " + std::to_string(image), "aren't finite",
                             "a model, a store and gains of finite numbers, small enough to stay so");
        result[image] = static_cast<int>(std::max_element(row.begin(), row.end()) - row.begin());
    }
    return result;
}

}
