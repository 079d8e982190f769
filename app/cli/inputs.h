// SPDX-License-Identifier: GPL-3.0-or-later
// What several verbs take: pictures, texts, heads.
#pragma once

#include "core/clip/clipmodel.h"
#include "core/dataset/dataset.h"
#include "core/dataset/pixelsource.h"
#include "core/error.h"
#include "core/headid.h"
#include "core/store/store.h"
#include "core/tokens/tokenizer.h"

#include <CLI/CLI.hpp>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// Options that name files are told by it from those that name something else.
template <>
constexpr const char *CLI::detail::type_name<std::filesystem::path>()
{
    return "PATH";
}

namespace headscope::cli {

using Path = std::filesystem::path;

/// The paths, with the pictures of a folder in its place; those of one folder alone with their labels.
Dataset openPictures(const std::vector<Path> &paths);

/// What was assumed or noticed while reading a file, a line each.
void logNotes(const std::vector<std::string> &notes);

/// --model, and what can be said of it where its files don't: --activation, --heads, --text-heads
class ModelOptions
{
public:
    /// The option --model, which may be made required.
    CLI::Option *add(CLI::App &verb, const std::string &description = "Checkpoint: a folder or a file of weights");
    bool given() const { return !m_path.empty(); }
    /// Both log what the reader ignored, decided or assumed.
    ClipModel load() const;
    Checkpoint read() const;

private:
    CheckpointOptions options() const;

    Path m_path;
    std::string m_activation;
    CheckpointOptions m_options;
};

/// --upright
CLI::Option *addUpright(CLI::App &verb, bool &upright);

/// --images | --manifest | --pixels, and --upright for those that are files
class PictureOptions
{
public:
    /// One of them must be given.
    void add(CLI::App &verb);

    struct Pictures
    {
        std::shared_ptr<const PixelSource> source;
        Dataset dataset; ///< what is known of each picture of the source
    };
    /// At most `limit` pictures, all of them if it is 0.
    Pictures open(const ClipConfig &config, std::int64_t limit = 0) const;

private:
    std::vector<Path> m_images;
    Path m_manifest;
    Path m_pixels;
    bool m_upright = false;
};

/// Texts in the joint space, with what they say where that is known.
struct EmbeddedTexts
{
    FloatArray embedding; ///< [n, d], not normalised
    std::vector<std::string> texts;
};

/// The tokenizer at `path`, or if that is empty the one in the model's folder. Throws InputError if the model reads no
/// texts.
Tokenizer openTokenizer(const ClipModel &model, const Path &path);

/// Embeds texts with a model and a tokenizer; texts longer than the context are cut; how many, and how many
/// hold words that the tokenizer doesn't know, is logged.
FloatArray embedTexts(const ClipModel &model, const Tokenizer &tokenizer, const std::vector<std::string> &texts);

/// A file with a tensor `embedding` [n, d], and the texts as a JSON list under the metadata key `texts` (may be
/// missing).
EmbeddedTexts readEmbeddings(const Path &file);

/// Writes `embedding` and `embedding_normalised`, and `names` as a JSON list under the metadata key `key`.
void writeEmbeddings(const Path &file, const FloatArray &embedding, const std::string &key,
                     const std::vector<std::string> &names);

/// Throws InputError, naming what differs, if the store wasn't made with this model as it was opened: its texts and its
/// passes would mean nothing to it. Logs what an older store doesn't state.
void requireSameModel(const ClipModel &model, const ContributionStore &store);
void logUnstated(const Path &store, const ModelFacts &facts);

/// Throws InputError by the name of the first embedding [n, d] that isn't finite.
void requireFinite(const FloatArray &embedding, const std::vector<std::string> &names);

/// Throws UsageError if an option of the verb that names a file to write names one that the verb reads: the same file,
/// or one that is already there in a model's, a tokenizer's or a store's folder.
void refuseToOverwriteInputs(const CLI::App &verb);

/// Throws if nothing can be written there, before any work is done for it.
void checkOutput(const Path &file);

/// Runs `work`; its InputErrors are about `file`, unless they name another.
template <typename Work>
auto about(const Path &file, const Work &work)
{
    try {
        return work();
    } catch (const InputError &error) {
        if (std::filesystem::exists(error.subject()))
            throw;
        throw InputError(file.string(), error.subject() + " " + error.problem(), error.remedy());
    }
}

/// As parseHeads and parseLayers, but a mistake is one of usage.
std::vector<HeadId> headsOption(const std::string &text, int layers, int heads);
std::vector<int> layersOption(const std::string &text, int layers);

/// The list of pictures left out, as results show it; the other also logs it.
nlohmann::ordered_json skippedJson(const std::vector<SkippedImage> &skipped);
nlohmann::ordered_json reportSkipped(const std::vector<SkippedImage> &skipped);

/// Bytes of all files in a folder.
std::uintmax_t folderSize(const Path &folder);

}
