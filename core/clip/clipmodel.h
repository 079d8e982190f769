// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/array.h"
#include "core/checkpoint/clipconfig.h"
#include "core/progress.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace headscope {

struct Checkpoint;
struct ClipTensors;

/// A loaded CLIP: image and text tower in float32. Immutable, cheap to copy, safe to use from several threads.
class ClipModel
{
public:
    /// Throws InputError if the checkpoint can't be read (see readCheckpoint).
    static ClipModel load(const std::filesystem::path &path, const CheckpointOptions &options = {});
    explicit ClipModel(const Checkpoint &checkpoint);

    const ClipConfig &config() const { return m_config; }
    const std::filesystem::path &weightsFile() const { return m_weightsFile; }
    /// exp(logit_scale), if there is one.
    std::optional<double> logitScale() const;

    /// Normalised pixels [K, 3, S, S] → embeddings [K, d], not normalised, `batch` at a time. Throws Cancelled.
    FloatArray encodeImages(const FloatArray &pixels, const Job &job = {}, std::int64_t batch = 16) const;
    /// Throws InputError if there is no text tower: before texts are asked for.
    void requireText() const;
    /// Token ids [T, context] → embeddings [T, d], not normalised. InputError if there is no text tower, an id is
    /// outside the vocabulary, a row has no end token, or the rows are longer than the model's context. Throws
    /// Cancelled.
    FloatArray encodeTexts(const IntArray &tokenIds, const Job &job = {}) const;

    /// For core alone: what it computes with.
    const ClipTensors &tensors() const { return *m_tensors; }

private:
    ClipConfig m_config;
    std::filesystem::path m_weightsFile;
    std::shared_ptr<const ClipTensors> m_tensors;
};

/// Every row of [n, d] divided by its length; a zero row stays zero.
FloatArray normalisedRows(FloatArray rows);

/// ⟨a, b⟩ for every row of a [K, d] and b [C, d]: cosines where both are normalised. Equal rows of b get equal columns,
/// so that of two classes that are the same the first is predicted. → [K, C]
FloatArray cosines(const FloatArray &a, const FloatArray &b);

/// Class embeddings for zero-shot classification: `embeddings` [C·P, d] holds P templates for each class, class-major;
/// per class they are normalised, averaged and normalised again. → [C, d]
FloatArray averageTemplates(const FloatArray &embeddings, int templates);

}
