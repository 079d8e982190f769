// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/ablation/ablation.h"

#include <algorithm>

namespace headscope {

std::vector<int> predictions(const FloatArray &logits)
{
    std::vector<int> result(static_cast<std::size_t>(logits.shape.front()));
    for (std::size_t image = 0; image < result.size(); ++image) {
        const auto row = logits.row(static_cast<std::int64_t>(image));
        result[image] = static_cast<int>(std::max_element(row.begin(), row.end()) - row.begin());
    }
    return result;
}

}
