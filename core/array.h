// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cassert>
#include <cstdint>
#include <functional>
#include <numeric>
#include <span>
#include <string>
#include <vector>

namespace headscope {

using Shape = std::vector<std::int64_t>;

inline std::int64_t elementCount(const Shape &shape)
{
    return std::accumulate(shape.begin(), shape.end(), std::int64_t(1), std::multiplies<>());
}

/// "[3, 224, 224]"
std::string toString(const Shape &shape);

/// A dense row-major array with value semantics: what crosses the border of core.
template <typename T>
struct Array
{
    Shape shape;
    std::vector<T> values;

    Array() = default;
    explicit Array(Shape shape_, T fill = T())
        : shape(std::move(shape_))
        , values(static_cast<std::size_t>(elementCount(shape)), fill)
    {
    }
    Array(Shape shape_, std::vector<T> values_)
        : shape(std::move(shape_))
        , values(std::move(values_))
    {
        assert(elementCount(shape) == static_cast<std::int64_t>(values.size()));
    }

    bool operator==(const Array &) const = default;

    /// Elements of entry `index` of the first dimension.
    std::span<const T> row(std::int64_t index) const
    {
        const std::size_t size = values.size() / static_cast<std::size_t>(shape.front());
        return {values.data() + static_cast<std::size_t>(index) * size, size};
    }
    std::span<T> row(std::int64_t index)
    {
        const std::size_t size = values.size() / static_cast<std::size_t>(shape.front());
        return {values.data() + static_cast<std::size_t>(index) * size, size};
    }
};

using FloatArray = Array<float>;
using IntArray = Array<std::int64_t>;

}
