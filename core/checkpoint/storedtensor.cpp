// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/storedtensor.h"

#include "core/error.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cassert>
#include <cmath>
#include <cstring>
#include <limits>
#include <opencv2/core/hal/hal.hpp>

namespace headscope {
namespace {

struct DTypeFacts
{
    DType dtype;
    std::string_view name;
    std::size_t bits;
};
constexpr std::array<DTypeFacts, 22> kDTypes = {{
    {DType::Bool, "BOOL", 8},
    {DType::U8, "U8", 8},
    {DType::I8, "I8", 8},
    {DType::I16, "I16", 16},
    {DType::I32, "I32", 32},
    {DType::I64, "I64", 64},
    {DType::F16, "F16", 16},
    {DType::BF16, "BF16", 16},
    {DType::F32, "F32", 32},
    {DType::F64, "F64", 64},
    {DType::U16, "U16", 16},
    {DType::U32, "U32", 32},
    {DType::U64, "U64", 64},
    {DType::C64, "C64", 64},
    {DType::F4, "F4", 4},
    {DType::F6E2M3, "F6_E2M3", 6},
    {DType::F6E3M2, "F6_E3M2", 6},
    {DType::F8E5M2, "F8_E5M2", 8},
    {DType::F8E4M3, "F8_E4M3", 8},
    {DType::F8E8M0, "F8_E8M0", 8},
    {DType::F8E5M2FNUZ, "F8_E5M2FNUZ", 8},
    {DType::F8E4M3FNUZ, "F8_E4M3FNUZ", 8},
}};

const DTypeFacts &factsOf(DType dtype)
{
    const DTypeFacts &facts = kDTypes[static_cast<std::size_t>(dtype)];
    assert(facts.dtype == dtype);
    return facts;
}

template <typename Stored>
Stored valueAt(std::span<const std::byte> bytes, std::size_t index)
{
    Stored value;
    std::memcpy(&value, bytes.data() + index * sizeof(Stored), sizeof(Stored));
    return value;
}

template <typename Stored, typename Out>
std::vector<Out> converted(std::span<const std::byte> bytes)
{
    std::vector<Out> out(bytes.size() / sizeof(Stored));
    for (std::size_t index = 0; index < out.size(); ++index)
        out[index] = static_cast<Out>(valueAt<Stored>(bytes, index));
    return out;
}

/// Whether `isBad` is false for every value. It is asked of a whole block before the first branch, which lets the
/// compiler ask it of many values at once.
template <typename Stored, typename IsBad>
bool noneOf(std::span<const std::byte> bytes, const IsBad &isBad)
{
    constexpr std::size_t kBlock = 4096;
    const std::size_t count = bytes.size() / sizeof(Stored);
    for (std::size_t begin = 0; begin < count; begin += kBlock) {
        unsigned bad = 0;
        for (std::size_t index = begin; index < std::min(begin + kBlock, count); ++index)
            bad |= unsigned(isBad(valueAt<Stored>(bytes, index)));
        if (bad != 0)
            return false;
    }
    return true;
}

/// Infinite or no number: all bits of the exponent are set.
template <typename Bits, Bits kExponent>
bool hasFiniteExponents(std::span<const std::byte> bytes)
{
    return noneOf<Bits>(bytes, [](Bits value) { return (value & kExponent) == kExponent; });
}

}

std::size_t bitSize(DType dtype) { return factsOf(dtype).bits; }

std::size_t byteSize(DType dtype)
{
    assert(bitSize(dtype) % 8 == 0);
    return bitSize(dtype) / 8;
}

std::string_view name(DType dtype) { return factsOf(dtype).name; }

std::optional<DType> dtypeNamed(std::string_view wanted)
{
    const auto found = std::ranges::find(kDTypes, wanted, &DTypeFacts::name);
    return found == kDTypes.end() ? std::nullopt : std::optional(found->dtype);
}

bool isFloating(DType dtype)
{
    return dtype == DType::F16 || dtype == DType::BF16 || dtype == DType::F32 || dtype == DType::F64;
}

std::vector<float> StoredTensor::toFloats(const std::string &what) const
{
    switch (dtype) {
    case DType::F32:
        return converted<float, float>(bytes);
    case DType::F64:
        return converted<double, float>(bytes);
    case DType::F16: {
        const auto half = converted<std::uint16_t, std::uint16_t>(bytes);
        std::vector<float> out(half.size());
        halfToFloat(half, out.data());
        return out;
    }
    case DType::BF16: {
        std::vector<float> out(bytes.size() / 2);
        for (std::size_t index = 0; index < out.size(); ++index)
            out[index] = std::bit_cast<float>(std::uint32_t(valueAt<std::uint16_t>(bytes, index)) << 16);
        return out;
    }
    default:
        throw InputError(what, "holds " + std::string(name(dtype)), "F16, BF16, F32 or F64 is needed");
    }
}

std::vector<std::int64_t> StoredTensor::toInts(const std::string &what) const
{
    switch (dtype) {
    case DType::Bool:
    case DType::U8:
        return converted<std::uint8_t, std::int64_t>(bytes);
    case DType::I8:
        return converted<std::int8_t, std::int64_t>(bytes);
    case DType::I16:
        return converted<std::int16_t, std::int64_t>(bytes);
    case DType::U16:
        return converted<std::uint16_t, std::int64_t>(bytes);
    case DType::I32:
        return converted<std::int32_t, std::int64_t>(bytes);
    case DType::U32:
        return converted<std::uint32_t, std::int64_t>(bytes);
    case DType::I64:
        return converted<std::int64_t, std::int64_t>(bytes);
    default:
        throw InputError(what, "holds " + std::string(name(dtype)), "whole numbers (I64) are needed");
    }
}

bool StoredTensor::isFinite() const
{
    switch (dtype) {
    case DType::F16:
        return hasFiniteExponents<std::uint16_t, 0x7C00>(bytes);
    case DType::BF16:
        return hasFiniteExponents<std::uint16_t, 0x7F80>(bytes);
    case DType::F32:
        return hasFiniteExponents<std::uint32_t, 0x7F800000>(bytes);
    case DType::F64:
        return noneOf<double>(
            bytes, [](double value) { return !(std::abs(value) <= double(std::numeric_limits<float>::max())); });
    default:
        return true;
    }
}

void halfToFloat(std::span<const std::uint16_t> half, float *out)
{
    cv::hal::cvt16f32f(reinterpret_cast<const cv::float16_t *>(half.data()), out, static_cast<int>(half.size()));
}

void floatToHalf(std::span<const float> values, std::uint16_t *out)
{
    cv::hal::cvt32f16f(values.data(), reinterpret_cast<cv::float16_t *>(out), static_cast<int>(values.size()));
}

}
