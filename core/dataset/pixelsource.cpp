// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/pixelsource.h"

#include "core/dataset/imagefile.h"
#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <cmath>
#include <future>

namespace headscope {
namespace {

/// Name, size and time of a file; the name alone if it isn't there.
std::string stamp(const std::filesystem::path &path)
{
    std::error_code error;
    const auto size = std::filesystem::file_size(path, error);
    const auto time = std::filesystem::last_write_time(path, error).time_since_epoch().count();
    return path.string() + (error ? "" : " " + std::to_string(size) + " " + std::to_string(time)) + "\n";
}

}

FilePixels::FilePixels(std::span<const std::filesystem::path> paths, const Preprocessing &preprocessing)
    : m_paths(paths.begin(), paths.end())
    , m_preprocessing(preprocessing)
{
}

std::string FilePixels::identity() const
{
    std::string text;
    for (const std::string &path : m_paths)
        text += stamp(path);
    return text;
}

std::string FilePixels::load(std::int64_t image, std::span<float> pixels) const
{
    const std::string &path = m_paths[static_cast<std::size_t>(image)];
    if (!isUtf8(path))
        throw InputError(path, "has a name that is not UTF-8", "rename it");
    const MappedFile file(path);
    const auto decoded = decodeImage(file.bytes(), path, m_preprocessing.upright);
    normalise(resizeAndCrop(decoded, m_preprocessing).values, m_preprocessing, pixels);
    return sha256(file.bytes());
}

TensorPixels::TensorPixels(const std::filesystem::path &file, int imageSize)
    : m_file(std::filesystem::absolute(file).lexically_normal())
{
    m_tensor = SafetensorsFile(file).tensor("pixels");
    const Shape &shape = m_tensor.shape;
    if (shape.size() != 4 || shape[1] != 3 || shape[2] != imageSize || shape[3] != imageSize ||
        m_tensor.dtype != DType::F32)
        throw InputError(
            file.string(), "\"pixels\" is " + std::string(headscope::name(m_tensor.dtype)) + toString(shape),
            "the model takes F32[images, 3, " + std::to_string(imageSize) + ", " + std::to_string(imageSize) + "]");
    if (size() == 0)
        throw InputError(file.string(), "\"pixels\" holds no picture", "at least one is needed");
}

std::string TensorPixels::identity() const { return stamp(m_file); }

std::string TensorPixels::load(std::int64_t image, std::span<float> pixels) const
{
    const std::size_t size = pixels.size_bytes();
    const auto bytes = m_tensor.bytes.subspan(static_cast<std::size_t>(image) * size, size);
    std::copy(bytes.begin(), bytes.end(), std::as_writable_bytes(pixels).begin());
    if (!std::all_of(pixels.begin(), pixels.end(), [](float value) { return std::isfinite(value); }))
        throw InputError(name(image), "holds values that are not numbers", "write it again");
    return sha256(bytes);
}

PixelBatch loadBatch(const PixelSource &source, std::int64_t begin, std::int64_t end)
{
    const std::int64_t size = source.imageSize();
    PixelBatch batch;
    batch.pixels = FloatArray({end - begin, 3, size, size});
    for (std::int64_t image = begin; image < end; ++image) {
        try {
            const auto row = static_cast<std::int64_t>(batch.indices.size());
            batch.hashes.push_back(source.load(image, batch.pixels.row(row)));
            batch.indices.push_back(image);
        } catch (const InputError &error) {
            batch.skipped.push_back({toUtf8(error.subject()), toUtf8(error.problem())});
        }
    }
    batch.pixels.shape.front() = static_cast<std::int64_t>(batch.indices.size());
    batch.pixels.values.resize(static_cast<std::size_t>(elementCount(batch.pixels.shape)));
    return batch;
}

void forEachBatch(const PixelSource &source, std::int64_t begin, std::int64_t size,
                  const std::function<void(const PixelBatch &batch, std::int64_t end)> &use)
{
    const std::int64_t total = source.size();
    const auto load = [&source, total, size](std::int64_t from) {
        return std::async(std::launch::async, loadBatch, std::cref(source), from, std::min(from + size, total));
    };
    if (begin >= total)
        return;
    auto next = load(begin);
    while (begin < total) {
        const PixelBatch batch = next.get();
        begin = std::min(begin + size, total);
        if (begin < total)
            next = load(begin);
        use(batch, begin);
    }
}

}
