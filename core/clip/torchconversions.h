// SPDX-License-Identifier: GPL-3.0-or-later
// Internal to core: includes libtorch.
#pragma once

#include "core/array.h"

#include <ATen/ATen.h>

#include <algorithm>

namespace headscope {

/// The array's memory seen as a tensor; the array must outlive it.
inline at::Tensor tensorView(const FloatArray &array)
{
    return at::from_blob(const_cast<float *>(array.values.data()), array.shape, at::kFloat);
}

inline at::Tensor tensorView(const IntArray &array)
{
    return at::from_blob(const_cast<std::int64_t *>(array.values.data()), array.shape, at::kLong);
}

inline at::Tensor tensorView(const Array<double> &array)
{
    return at::from_blob(const_cast<double *>(array.values.data()), array.shape, at::kDouble);
}

/// Copies a float tensor of any strides out of libtorch.
inline FloatArray toArray(const at::Tensor &tensor)
{
    FloatArray array(tensor.sizes().vec());
    tensorView(array).copy_(tensor);
    return array;
}

/// Entries [begin, begin + count) of the first dimension.
inline FloatArray sliced(const FloatArray &array, std::int64_t begin, std::int64_t count)
{
    Shape shape = array.shape;
    shape.front() = count;
    FloatArray part(shape);
    const std::size_t row = part.values.size() / static_cast<std::size_t>(std::max<std::int64_t>(count, 1));
    std::copy_n(array.values.begin() + static_cast<std::ptrdiff_t>(row * static_cast<std::size_t>(begin)),
                part.values.size(), part.values.begin());
    return part;
}

}
