// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// The element types of safetensors. Numbers are read from those up to F64; the others, of quantised weights mostly,
/// can only be named, so that a tensor that nobody needs may be of any of them.
enum class DType {
    Bool,
    U8,
    I8,
    I16,
    I32,
    I64,
    F16,
    BF16,
    F32,
    F64,
    U16,
    U32,
    U64,
    C64,
    F4,
    F6E2M3,
    F6E3M2,
    F8E5M2,
    F8E4M3,
    F8E8M0,
    F8E5M2FNUZ,
    F8E4M3FNUZ,
};

/// Of one element; not always a whole number of bytes.
std::size_t bitSize(DType dtype);
/// Of one element, for those of whole bytes.
std::size_t byteSize(DType dtype);
/// The name a safetensors header uses, e.g. "F32".
std::string_view name(DType dtype);
std::optional<DType> dtypeNamed(std::string_view name);
/// F16, BF16, F32 or F64: what weights can be.
bool isFloating(DType dtype);

/// A tensor that lies in somebody's memory, usually a mapped file; `owner` keeps that memory alive.
struct StoredTensor
{
    DType dtype = DType::F32;
    Shape shape;
    std::span<const std::byte> bytes;
    std::shared_ptr<const void> owner;

    /// Values as float32 (from F16, BF16, F32 or F64). `what` names the tensor in the error of any other type.
    std::vector<float> toFloats(const std::string &what) const;
    /// Values as int64 (from any integer type but U64, or Bool).
    std::vector<std::int64_t> toInts(const std::string &what) const;
    /// Whether every value is a finite float32; for floating types. One pass over the bytes, without a copy.
    bool isFinite() const;
};

void halfToFloat(std::span<const std::uint16_t> half, float *out);
void floatToHalf(std::span<const float> values, std::uint16_t *out);

}
