// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/inputs.h"

#include "app/cli/console.h"
#include "core/checkpoint/checkpoint.h"
#include "core/checkpoint/safetensors.h"
#include "core/error.h"
#include "core/files.h"
#include "core/finite.h"
#include "core/tokens/unreadtexts.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace headscope::cli {
namespace {

/// Without the mistake of a value given to an option being taken for one in a file.
template <typename Parse>
auto asUsage(const Parse &parse)
{
    try {
        return parse();
    } catch (const InputError &error) {
        throw UsageError(error.what());
    }
}

/// Those that were given, option groups included.
std::vector<const CLI::Option *> pathOptions(const CLI::App &verb)
{
    auto options = verb.get_options([](const CLI::Option *option) {
        return option->count() > 0 && option->get_type_name().starts_with(CLI::detail::type_name<Path>());
    });
    for (const CLI::App *group : verb.get_subcommands({})) {
        const auto inner = pathOptions(*group);
        options.insert(options.end(), inner.begin(), inner.end());
    }
    return options;
}

bool isOutput(const CLI::Option &option) { return option.get_name() == "--out" || option.get_name() == "--values"; }

/// Whose folder may hold results beside the pictures.
bool isPictures(const CLI::Option &option) { return option.get_name() == "--images"; }

bool isSame(const Path &a, const Path &b)
{
    std::error_code ignored;
    return std::filesystem::equivalent(a, b, ignored) ||
           std::filesystem::weakly_canonical(a, ignored) == std::filesystem::weakly_canonical(b, ignored);
}

bool isFileIn(const Path &file, const Path &folder)
{
    std::error_code ignored;
    return std::filesystem::is_directory(folder, ignored) && std::filesystem::is_regular_file(file, ignored) &&
           std::filesystem::equivalent(std::filesystem::absolute(linkTarget(file)).parent_path(), folder, ignored);
}

/// The first pictures of another source.
class FirstPixels : public PixelSource
{
public:
    FirstPixels(std::shared_ptr<const PixelSource> source, std::int64_t count)
        : m_source(std::move(source))
        , m_count(count)
    {
    }
    std::int64_t size() const override { return m_count; }
    int imageSize() const override { return m_source->imageSize(); }
    bool upright() const override { return m_source->upright(); }
    std::string load(std::int64_t image, std::span<float> pixels) const override
    {
        return m_source->load(image, pixels);
    }
    std::string name(std::int64_t image) const override { return m_source->name(image); }
    std::string identity() const override { return m_source->identity() + std::to_string(m_count); }

private:
    std::shared_ptr<const PixelSource> m_source;
    std::int64_t m_count;
};

}

Dataset openPictures(const std::vector<Path> &paths)
{
    if (paths.size() == 1 && std::filesystem::is_directory(paths.front()))
        return readFolder(paths.front());
    Dataset pictures;
    for (const Path &path : paths) {
        if (std::filesystem::is_directory(path)) {
            const Dataset folder = readFolder(path);
            pictures.paths.insert(pictures.paths.end(), folder.paths.begin(), folder.paths.end());
            pictures.skipped.insert(pictures.skipped.end(), folder.skipped.begin(), folder.skipped.end());
        } else {
            pictures.paths.push_back(path);
        }
    }
    return pictures;
}

void logNotes(const std::vector<std::string> &notes) { std::ranges::for_each(notes, log); }

CLI::Option *ModelOptions::add(CLI::App &verb, const std::string &description)
{
    verb.add_option("--activation", m_activation, "The model's activation, if its files don't say or are wrong")
        ->check(CLI::IsMember({"gelu", "quick_gelu"}));
    verb.add_option("--heads", m_options.heads, "Heads of the image tower, if the model's files don't say or are wrong")
        ->check(CLI::PositiveNumber);
    verb.add_option("--text-heads", m_options.textHeads, "Heads of the text tower, likewise")
        ->check(CLI::PositiveNumber);
    return verb.add_option("--model", m_path, description);
}

ClipModel ModelOptions::load() const { return ClipModel(read()); }

Checkpoint ModelOptions::read() const
{
    Checkpoint checkpoint = readCheckpoint(m_path, options());
    for (const std::string &note : notesOn(checkpoint.config))
        log(checkpoint.weightsFile.filename().string() + " " + note);
    return checkpoint;
}

CheckpointOptions ModelOptions::options() const
{
    CheckpointOptions options = m_options;
    options.activation = activationNamed(m_activation);
    return options;
}

CLI::Option *addUpright(CLI::App &verb, bool &upright)
{
    return verb.add_flag("--upright", upright,
                         "Turn pictures as their EXIF orientation says (default: as stored, as published)");
}

void PictureOptions::add(CLI::App &verb)
{
    auto *group = verb.add_option_group("pictures", "exactly one of");
    group->add_option("--images", m_images, "Pictures, or folders of pictures (a folder of folders has labels)");
    group->add_option("--manifest", m_manifest, "CSV with a column path, and label and attributes if known");
    auto *pixels = group->add_option("--pixels", m_pixels, "safetensors with pixels [K,3,S,S], already normalised");
    group->require_option(1);
    addUpright(verb, m_upright)->excludes(pixels);
}

PictureOptions::Pictures PictureOptions::open(const ClipConfig &config, std::int64_t limit) const
{
    Pictures pictures;
    if (!m_pixels.empty()) {
        pictures.source = std::make_shared<TensorPixels>(m_pixels, config.imageSize());
    } else {
        pictures.dataset = m_manifest.empty() ? openPictures(m_images) : readManifest(m_manifest);
        pictures.dataset.paths = fromPaths(pictures.dataset.paths).paths;
        logNotes(pictures.dataset.notes);
        Preprocessing preprocessing = config.preprocessing;
        preprocessing.upright = m_upright;
        pictures.source = std::make_shared<FilePixels>(pictures.dataset.paths, preprocessing);
    }
    if (limit > 0 && limit < pictures.source->size()) {
        pictures.source = std::make_shared<FirstPixels>(pictures.source, limit);
        if (pictures.dataset.size() > 0) {
            std::vector<int> first(static_cast<std::size_t>(limit));
            std::iota(first.begin(), first.end(), 0);
            pictures.dataset = pictures.dataset.select(first);
        }
    }
    return pictures;
}

Tokenizer openTokenizer(const ClipModel &model, const Path &path)
{
    model.requireText();
    return Tokenizer::load(path.empty() ? model.weightsFile().parent_path() : path);
}

FloatArray embedTexts(const ClipModel &model, const Tokenizer &tokenizer, const std::vector<std::string> &texts)
{
    const int context = model.config().contextLength;
    const UnreadTexts unread = unreadTexts(tokenizer, texts, context);
    const std::string ofAll = " of " + std::to_string(texts.size()) + " texts ";
    if (unread.unknown > 0)
        log(std::to_string(unread.unknown) + ofAll + "hold words that the model doesn't know, such as \"" +
            unread.unknownWords.front() + '"');
    if (unread.cut > 0)
        log(std::to_string(unread.cut) + ofAll + "are longer than " + std::to_string(context) + " tokens and were cut");
    FloatArray embedding = about(tokenizer.file(), [&] {
        return model.encodeTexts(tokenizer.encode(texts, context), consoleJob("encoding texts"));
    });
    requireFinite(embedding, texts);
    return embedding;
}

EmbeddedTexts readEmbeddings(const Path &path)
{
    const SafetensorsFile file(path);
    EmbeddedTexts result;
    result.embedding = file.floats("embedding", {-1, -1});
    if (result.embedding.shape[0] == 0)
        throw InputError(path.string(), "holds no embedding", "at least one is needed");
    for (std::int64_t row = 0; row < result.embedding.shape[0]; ++row) {
        double squares = 0;
        for (const float value : result.embedding.row(row))
            squares += double(value) * value;
        if (!(squares > 0 && std::isfinite(squares)))
            throw InputError(path.string(), "has an embedding, row " + std::to_string(row) + ", that is no direction",
                             "its numbers must be finite and not all zero");
    }
    const auto found = file.metadata().find("texts");
    if (found == file.metadata().end())
        return result;
    const auto json = nlohmann::json::parse(found->second, nullptr, false);
    const auto isText = [](const nlohmann::json &entry) { return entry.is_string(); };
    if (!json.is_array() || !std::all_of(json.begin(), json.end(), isText) ||
        json.size() != static_cast<std::size_t>(result.embedding.shape[0]))
        throw InputError(path.string(), "has metadata \"texts\" that doesn't name its embeddings",
                         "it must be a JSON list with one text for each of them");
    result.texts = json.get<std::vector<std::string>>();
    return result;
}

void requireSameModel(const ClipModel &model, const ContributionStore &store)
{
    const StoreDescription &says = store.description();
    const ModelFacts facts = factsOf(model.config(), model.weightsFile());
    if (facts.modelHash != says.modelHash)
        throw InputError(model.weightsFile().string(), "is not the checkpoint the store was made with",
                         "name " + says.modelPath);
    if (const auto difference = firstDifference(facts, says))
        throw InputError(store.name(),
                         "was made with the " + difference->fact + " " + difference->second +
                             ", and the model is opened with " + difference->first,
                         "open it with " + difference->second + ", or decompose the pictures again");
    logUnstated(store.name(), says);
}

void logUnstated(const Path &store, const ModelFacts &facts)
{
    std::string list;
    for (const std::string &fact : unstatedFacts(facts))
        list += (list.empty() ? "" : ", ") + fact;
    if (!list.empty())
        log(store.string() + ": an older store that doesn't state its " + list +
            "; whether they are the same can't be told");
}

void refuseToOverwriteInputs(const CLI::App &verb)
{
    std::vector<const CLI::Option *> inputs, outputs;
    for (const CLI::Option *option : pathOptions(verb))
        (isOutput(*option) ? outputs : inputs).push_back(option);
    for (const CLI::Option *output : outputs) {
        for (const CLI::Option *input : inputs) {
            for (const Path path : input->results()) {
                if (isSame(output->as<Path>(), path) || (!isPictures(*input) && isFileIn(output->as<Path>(), path)))
                    throw UsageError(verb.get_name() + ": " + output->get_name() + " " + output->as<std::string>() +
                                     " would overwrite what " + input->get_name() + " names");
            }
        }
        inputs.push_back(output); // nor should two results go to one file
    }
}

void checkOutput(const Path &file) { requireWritable(file); }

void requireFinite(const FloatArray &embedding, const std::vector<std::string> &names)
{
    for (std::size_t row = 0; row < static_cast<std::size_t>(embedding.shape[0]); ++row) {
        if (!allFinite(embedding.row(static_cast<std::int64_t>(row))))
            throw InputError(row < names.size() ? '"' + names[row] + '"' : "row " + std::to_string(row),
                             "has an embedding that is not finite",
                             "the model's weights are damaged or overflow; take another file of them");
    }
}

void writeEmbeddings(const Path &file, const FloatArray &embedding, const std::string &key,
                     const std::vector<std::string> &names)
{
    requireFinite(embedding, names);
    SafetensorsWriter writer;
    writer.add("embedding", embedding);
    writer.add("embedding_normalised", normalisedRows(embedding));
    if (!names.empty())
        writer.setMetadata(key, nlohmann::json(names).dump());
    writer.write(file);
}

std::vector<HeadId> headsOption(const std::string &text, int layers, int heads)
{
    return asUsage([&] { return parseHeads(text, layers, heads); });
}

std::vector<int> layersOption(const std::string &text, int layers)
{
    return asUsage([&] { return parseLayers(text, layers); });
}

nlohmann::ordered_json skippedJson(const std::vector<SkippedImage> &skipped)
{
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const SkippedImage &image : skipped)
        list.push_back({{"path", image.path}, {"reason", image.reason}});
    return list;
}

nlohmann::ordered_json reportSkipped(const std::vector<SkippedImage> &skipped)
{
    for (const SkippedImage &image : skipped)
        log("left out " + image.path + ": " + image.reason);
    return skippedJson(skipped);
}

std::uintmax_t folderSize(const Path &folder)
{
    std::uintmax_t bytes = 0;
    for (const auto &entry : std::filesystem::directory_iterator(folder))
        bytes += entry.file_size();
    return bytes;
}

}
