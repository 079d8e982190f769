// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/checkpoint/preprocessing.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

enum class Activation { Gelu, QuickGelu };

/// How an image tower makes one vector of its tokens.
enum class Pooling { ClassToken };

/// What a transformer is made of: its sizes, and the parts that not every family has. Whatever computes with a tower or
/// shows it goes by this; only the readers of files know families.
struct TowerShape
{
    int width = 0;
    int layers = 0;
    int heads = 0;
    int mlpWidth = 0; ///< the MLP's hidden size
    double layerNormEps = 1e-5;
    Activation activation = Activation::Gelu;

    // Of an image tower:
    bool classToken = true;                ///< stands before the patches
    bool patchBias = false;                ///< of the patch embedding
    bool lnPre = true;                     ///< a LayerNorm before the first layer
    Pooling pooling = Pooling::ClassToken; ///< after the last
    bool projection = true;                ///< to embed_dim; without one an embedding is as wide as the tower

    int headDim() const { return width / heads; }
};

/// What defines a CLIP model beside its weights, whatever file layout it came from.
struct ClipConfig
{
    std::string family; ///< the layout: "open_clip", "transformers" or "openai"
    TowerShape vision;
    std::optional<TowerShape> text; ///< none for an image tower alone
    std::string whyNoText;          ///< where there is none, a sentence about the file: "has no text tower"
    int patchSize = 0;
    int embedDim = 0;
    int contextLength = 77; ///< of texts, if there is a tower for them, as the vocabulary
    int vocabularySize = 0;
    /// Texts are pooled at the first token with this id; if there is none, at the first of the text's largest id.
    std::optional<std::int64_t> endId;
    bool logitScale = true; ///< the file has one; cosines need none
    Preprocessing preprocessing;
    /// Facts that neither a file nor its format stated and that were taken as is usual: "heads", "text heads",
    /// "activation", "preprocessing".
    std::vector<std::string> assumed;
    /// What the reader ignored or decided, a clause each that goes on from the file's name: "ignored the tensor …".
    std::vector<std::string> notes;

    int imageSize() const { return preprocessing.imageSize; }
    int grid() const { return imageSize() / patchSize; }
    /// Patches, and the class token if there is one.
    int tokens() const { return grid() * grid() + (vision.classToken ? 1 : 0); }
    int headDim() const { return vision.headDim(); }
};

/// What a person says of a checkpoint; it counts more than what files say.
struct CheckpointOptions
{
    std::optional<Activation> activation;
    std::optional<int> heads;     ///< of the image tower
    std::optional<int> textHeads; ///< of the text tower
};

/// "gelu" or "quick_gelu", as files name them.
const char *toString(Activation activation);
std::optional<Activation> activationNamed(std::string_view name);

/// The notes, and a clause for every assumed fact that says how to state it.
std::vector<std::string> notesOn(const ClipConfig &config);

}
