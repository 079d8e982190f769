// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/checkpoint/safetensors.h"
#include "core/dataset/dataset.h"
#include "core/dataset/preprocess.h"

#include <filesystem>
#include <functional>
#include <span>
#include <string>

namespace headscope {

/// Pictures as the image tower takes them, one at a time, from wherever they come. Safe to use from several threads.
class PixelSource
{
public:
    virtual ~PixelSource() = default;

    virtual std::int64_t size() const = 0;
    /// Side of the square picture in pixels.
    virtual int imageSize() const = 0;
    /// Whether pictures are turned as their EXIF orientation says.
    virtual bool upright() const { return false; }
    /// Writes the normalised pixels [3, S, S] of a picture and returns the SHA-256 of what it was read from.
    /// Throws InputError if it can't be read.
    virtual std::string load(std::int64_t image, std::span<float> pixels) const = 0;
    /// What to call the picture in lists: its path, or "FILE#INDEX".
    virtual std::string name(std::int64_t image) const = 0;
    /// Text that is the same only for a source of the same, unchanged pictures, found out without reading them.
    virtual std::string identity() const = 0;
};

/// Picture files, decoded and preprocessed.
class FilePixels : public PixelSource
{
public:
    FilePixels(std::span<const std::filesystem::path> paths, const Preprocessing &preprocessing);

    std::int64_t size() const override { return static_cast<std::int64_t>(m_paths.size()); }
    int imageSize() const override { return m_preprocessing.imageSize; }
    bool upright() const override { return m_preprocessing.upright; }
    std::string load(std::int64_t image, std::span<float> pixels) const override;
    std::string name(std::int64_t image) const override { return m_paths[static_cast<std::size_t>(image)]; }
    std::string identity() const override;

private:
    std::vector<std::string> m_paths; ///< a path object takes five times the memory of its text
    Preprocessing m_preprocessing;
};

/// The tensor `pixels` [K, 3, S, S] of a safetensors file, already normalised; read as it is needed.
class TensorPixels : public PixelSource
{
public:
    /// Throws InputError if the tensor is missing or not of this model's size.
    TensorPixels(const std::filesystem::path &file, int imageSize);

    std::int64_t size() const override { return m_tensor.shape.front(); }
    int imageSize() const override { return static_cast<int>(m_tensor.shape.back()); }
    std::string load(std::int64_t image, std::span<float> pixels) const override;
    std::string name(std::int64_t image) const override { return m_file.string() + "#" + std::to_string(image); }
    std::string identity() const override;

private:
    std::filesystem::path m_file;
    StoredTensor m_tensor;
};

/// Pictures [begin, end) of a source, without those that can't be read.
struct PixelBatch
{
    FloatArray pixels;                 ///< [n, 3, S, S]
    std::vector<std::int64_t> indices; ///< which pictures of the source these are
    std::vector<std::string> hashes;   ///< SHA-256 of each
    std::vector<SkippedImage> skipped;
};

PixelBatch loadBatch(const PixelSource &source, std::int64_t begin, std::int64_t end);

/// Hands the pictures from `begin` on to `use`, `size` of the source at a time, in order; `end` is the position
/// reached. The next batch is decoded on another thread while one is used. An exception out of `use` ends it.
void forEachBatch(const PixelSource &source, std::int64_t begin, std::int64_t size,
                  const std::function<void(const PixelBatch &batch, std::int64_t end)> &use);

}
