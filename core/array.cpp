// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/array.h"

namespace headscope {

std::string toString(const Shape &shape)
{
    std::string text;
    for (const std::int64_t size : shape) {
        text += text.empty() ? "[" : ", ";
        text += std::to_string(size);
    }
    return text.empty() ? "[]" : text + "]";
}

}
