// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/preprocess.h"

#include <algorithm>
#include <cassert>
#include <cmath>

namespace headscope {

namespace {

constexpr int kChannels = 3;
constexpr int kWeightBits = 22;

struct Kernel
{
    double support; ///< Zero beyond this distance.
    double (*weight)(double distance);
};

double bicubic(double distance)
{
    constexpr double a = -0.5;
    const double x = std::abs(distance);
    if (x < 1.0)
        return ((a + 2.0) * x - (a + 3.0)) * x * x + 1.0;
    if (x < 2.0)
        return (((x - 5.0) * x + 8.0) * x - 4.0) * a;
    return 0.0;
}

double bilinear(double distance) { return std::max(0.0, 1.0 - std::abs(distance)); }

Kernel kernelOf(Preprocessing::Interpolation interpolation)
{
    return interpolation == Preprocessing::Interpolation::Bicubic ? Kernel{2.0, bicubic} : Kernel{1.0, bilinear};
}

/// One axis of the way from a picture to its crop: scaled from `from` to `to` pixels, of which `count` are kept from
/// `offset` on. They begin at `padding` of the crop.
struct Axis
{
    std::int64_t from;
    std::int64_t to;
    std::int64_t offset = 0;
    std::int64_t count;
    std::int64_t padding = 0;
};

/// Half of an overhang, halves to the even number.
std::int64_t centredOffset(std::int64_t overhang) { return std::llrint(static_cast<double>(overhang) / 2.0); }

Axis axis(std::int64_t size, std::int64_t otherSize, const Preprocessing &preprocessing)
{
    const std::int64_t target = preprocessing.imageSize;
    switch (preprocessing.resize) {
    case Preprocessing::Resize::Shortest: {
        const std::int64_t scaled = size > otherSize ? target * size / otherSize : target;
        return {.from = size, .to = scaled, .offset = centredOffset(scaled - target), .count = target};
    }
    case Preprocessing::Resize::Squash:
        break;
    case Preprocessing::Resize::Longest: {
        const double ratio = static_cast<double>(std::max(size, otherSize)) / static_cast<double>(target);
        const std::int64_t scaled = std::max<std::int64_t>(1, std::llrint(static_cast<double>(size) / ratio));
        return {.from = size, .to = scaled, .count = scaled, .padding = (target - scaled) / 2};
    }
    }
    return {.from = size, .to = target, .count = target};
}

/// The source pixels a scaled pixel is made of, and their weights in units of 2^-22.
struct Taps
{
    std::int64_t first;
    std::vector<std::int32_t> weights;
};

Taps tapsOf(std::int64_t position, const Axis &axis, const Kernel &kernel)
{
    const double scale = static_cast<double>(axis.from) / static_cast<double>(axis.to);
    const double stretch = std::max(scale, 1.0); // a reduction averages over all that it covers
    const double centre = (static_cast<double>(position) + 0.5) * scale;
    const double reach = kernel.support * stretch;
    const auto first = std::max<std::int64_t>(0, static_cast<std::int64_t>(centre - reach + 0.5));
    const auto last = std::min(axis.from, static_cast<std::int64_t>(centre + reach + 0.5));

    std::vector<double> weights;
    double sum = 0.0;
    for (std::int64_t source = first; source < last; ++source) {
        // A multiplication, not a division: the last bit decides how a weight is rounded.
        const double distance = (static_cast<double>(source) - centre + 0.5) * (1.0 / stretch);
        weights.push_back(kernel.weight(distance));
        sum += weights.back();
    }
    Taps taps{first, {}};
    for (const double weight : weights)
        taps.weights.push_back(static_cast<std::int32_t>(std::round(weight / sum * (1 << kWeightBits))));
    return taps;
}

std::vector<Taps> tapsOf(const Axis &axis, const Kernel &kernel)
{
    std::vector<Taps> taps;
    for (std::int64_t index = 0; index < axis.count; ++index)
        taps.push_back(tapsOf(axis.offset + index, axis, kernel));
    return taps;
}

std::uint8_t toByte(std::int32_t sum) { return static_cast<std::uint8_t>(std::clamp(sum >> kWeightBits, 0, 255)); }

constexpr std::int32_t kHalf = 1 << (kWeightBits - 1);

/// `row` is the source row; writes `taps.size()` pixels.
void scaleRow(const std::uint8_t *row, const std::vector<Taps> &taps, std::uint8_t *out)
{
    for (const Taps &tap : taps) {
        const std::uint8_t *pixel = row + tap.first * kChannels;
        std::int32_t red = kHalf;
        std::int32_t green = kHalf;
        std::int32_t blue = kHalf;
        for (const std::int32_t weight : tap.weights) {
            red += weight * pixel[0];
            green += weight * pixel[1];
            blue += weight * pixel[2];
            pixel += kChannels;
        }
        *out++ = toByte(red);
        *out++ = toByte(green);
        *out++ = toByte(blue);
    }
}

}

Array<std::uint8_t> resizeAndCrop(const Array<std::uint8_t> &rgb, const Preprocessing &preprocessing)
{
    assert(rgb.shape.size() == 3 && rgb.shape[0] > 0 && rgb.shape[1] > 0 && rgb.shape[2] == kChannels);
    const std::int64_t target = preprocessing.imageSize;
    const Kernel kernel = kernelOf(preprocessing.interpolation);
    const Axis vertical = axis(rgb.shape[0], rgb.shape[1], preprocessing);
    const Axis horizontal = axis(rgb.shape[1], rgb.shape[0], preprocessing);

    // Only the columns of the crop, and of the rows only those that some row of the crop needs. On an axis whose size
    // doesn't change, each pixel has weight 1 and its neighbours have 0, which is the same as no pass.
    const std::vector<Taps> columns = tapsOf(horizontal, kernel);
    const std::vector<Taps> rows = tapsOf(vertical, kernel);
    const std::int64_t firstRow = rows.front().first;
    const std::int64_t lastRow = rows.back().first + static_cast<std::int64_t>(rows.back().weights.size());
    const std::int64_t rowBytes = horizontal.count * kChannels;
    std::vector<std::uint8_t> scaled(static_cast<std::size_t>((lastRow - firstRow) * rowBytes));
    for (std::int64_t row = firstRow; row < lastRow; ++row)
        scaleRow(rgb.row(row).data(), columns, scaled.data() + (row - firstRow) * rowBytes);

    Array<std::uint8_t> crop({target, target, kChannels});
    for (std::size_t value = 0; value < crop.values.size(); ++value)
        crop.values[value] = preprocessing.fill[value % kChannels];
    std::vector<std::int32_t> sums(static_cast<std::size_t>(rowBytes));
    for (std::int64_t row = 0; row < vertical.count; ++row) {
        const Taps &taps = rows[static_cast<std::size_t>(row)];
        std::ranges::fill(sums, kHalf);
        const std::uint8_t *source = scaled.data() + (taps.first - firstRow) * rowBytes;
        for (const std::int32_t weight : taps.weights) {
            for (std::size_t value = 0; value < sums.size(); ++value)
                sums[value] += weight * source[value];
            source += rowBytes;
        }
        std::ranges::transform(sums, crop.row(vertical.padding + row).begin() + horizontal.padding * kChannels, toByte);
    }
    return crop;
}

void normalise(std::span<const std::uint8_t> crop, const Preprocessing &preprocessing, std::span<float> pixels)
{
    const std::size_t area = crop.size() / kChannels;
    assert(pixels.size() == crop.size());
    for (std::size_t channel = 0; channel < kChannels; ++channel) {
        std::array<float, 256> levels;
        for (std::size_t level = 0; level < levels.size(); ++level)
            levels[level] =
                (static_cast<float>(level) / 255.0f - preprocessing.mean[channel]) / preprocessing.std[channel];
        for (std::size_t pixel = 0; pixel < area; ++pixel)
            pixels[channel * area + pixel] = levels[crop[pixel * kChannels + channel]];
    }
}

Array<std::uint8_t> denormalised(std::span<const float> pixels, const Preprocessing &preprocessing)
{
    const std::int64_t size = preprocessing.imageSize;
    const auto area = static_cast<std::size_t>(size * size);
    Array<std::uint8_t> picture({size, size, 3});
    for (std::size_t pixel = 0; pixel < area; ++pixel) {
        for (std::size_t channel = 0; channel < 3; ++channel) {
            const float value =
                pixels[channel * area + pixel] * preprocessing.std[channel] + preprocessing.mean[channel];
            picture.values[pixel * 3 + channel] =
                static_cast<std::uint8_t>(std::lround(std::clamp(value, 0.0f, 1.0f) * 255));
        }
    }
    return picture;
}

}
