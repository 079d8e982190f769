// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/heatmap.h"
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/checkpoint/safetensors.h"
#include "core/dataset/imagefile.h"
#include "core/decomposition/overlay.h"
#include "core/error.h"

#include <nlohmann/json.hpp>

namespace headscope::cli {
namespace {

struct HeatmapOptions
{
    ModelOptions model;
    Path tokenizer;
    Path image;
    Path pixels;
    std::int64_t index = 0;
    bool upright = false;
    std::string text;
    Path textEmbeddings;
    std::int64_t textIndex = 0;
    std::string versus;
    std::string head;
    Path out;
    Path values;
    bool json = false;
};

struct Picture
{
    FloatArray pixels;           ///< [1, 3, S, S]
    Array<std::uint8_t> visible; ///< [S, S, 3]: what the model sees
};

Picture openPicture(const HeatmapOptions &options, const Preprocessing &preprocessing)
{
    const std::int64_t size = preprocessing.imageSize;
    Picture picture = {FloatArray({1, 3, size, size}), {}};
    if (options.pixels.empty()) {
        picture.visible = resizeAndCrop(readImage(options.image, options.upright), preprocessing);
        normalise(picture.visible.values, preprocessing, picture.pixels.values);
        return picture;
    }
    const TensorPixels source(options.pixels, preprocessing.imageSize);
    if (options.index < 0 || options.index >= source.size())
        throw InputError(options.pixels.string(), "has no picture " + std::to_string(options.index),
                         "its " + std::to_string(source.size()) + " pictures count from 0");
    source.load(options.index, picture.pixels.values);
    picture.visible = denormalised(picture.pixels.values, preprocessing);
    return picture;
}

/// The text's direction, normalised.
FloatArray openText(const HeatmapOptions &options, const ClipModel &model)
{
    if (options.textEmbeddings.empty())
        return normalisedRows(embedTexts(model, openTokenizer(model, options.tokenizer), {options.text}));
    const FloatArray all = normalisedRows(readEmbeddings(options.textEmbeddings).embedding);
    if (options.textIndex < 0 || options.textIndex >= all.shape[0] || all.shape[1] != model.config().embedDim)
        throw InputError(options.textEmbeddings.string(),
                         "has shape " + toString(all.shape) + " and no embedding " + std::to_string(options.textIndex) +
                             " for this model",
                         "its rows count from 0 and must be " + std::to_string(model.config().embedDim) + " wide");
    const auto row = all.row(options.textIndex);
    return FloatArray({1, all.shape[1]}, std::vector<float>(row.begin(), row.end()));
}

void run(const HeatmapOptions &options)
{
    for (const Path &file : {options.out, options.values}) {
        if (!file.empty())
            checkOutput(file);
    }
    const ClipModel model = options.model.load();
    std::optional<HeadId> head;
    if (!options.head.empty()) {
        const auto heads = headsOption(options.head, model.config().vision.layers, model.config().vision.heads);
        if (heads.size() != 1)
            throw UsageError("heatmap: --head takes one head");
        head = heads.front();
    }
    const Picture picture = openPicture(options, model.config().preprocessing);
    FloatArray text = openText(options, model);
    if (!options.versus.empty()) {
        const FloatArray other =
            normalisedRows(embedTexts(model, openTokenizer(model, options.tokenizer), {options.versus}));
        for (std::size_t index = 0; index < text.values.size(); ++index)
            text.values[index] -= other.values[index];
    }

    const Heat heat = TokenHeatmap(model, picture.pixels).heat(text.values, head);
    if (!options.out.empty())
        writeOverlay(picture.visible, heat.patches, !options.versus.empty(), options.out);
    if (!options.values.empty()) {
        SafetensorsWriter writer;
        writer.add("heat", heat.patches);
        writer.add("cls", FloatArray({1}, {heat.classToken}));
        writer.write(options.values);
    }
    if (options.json)
        printJson({{"grid", heat.patches.shape}, {"heat", heat.patches.values}, {"cls", heat.classToken}});
}

}

void addHeatmap(CLI::App &app)
{
    auto options = std::make_shared<HeatmapOptions>();
    CLI::App *verb = app.add_subcommand("heatmap", "Where the heads see a text in a picture");
    options->model.add(*verb)->required();
    auto *picture = verb->add_option_group("picture", "exactly one of");
    picture->add_option("--image", options->image, "Picture");
    auto *pixels = picture->add_option("--pixels", options->pixels, "safetensors with pixels [K,3,S,S], and --index");
    picture->require_option(1);
    addUpright(*verb, options->upright)->excludes(pixels);
    verb->add_option("--index", options->index, "Which of the pixels")->capture_default_str();
    auto *text = verb->add_option_group("text", "exactly one of");
    text->add_option("--text", options->text, "Text");
    text->add_option("--text-embeddings", options->textEmbeddings,
                     "safetensors with embedding [n,d], and --text-index");
    text->require_option(1);
    verb->add_option("--text-index", options->textIndex, "Which of the embeddings")->capture_default_str();
    verb->add_option("--versus", options->versus, "Second text: more like the first than like this");
    verb->add_option("--tokenizer", options->tokenizer, "Tokenizer, if it isn't in the model's folder");
    verb->add_option("--head", options->head, "One head, e.g. 11.3 (default: all)");
    verb->add_option("--out", options->out, "PNG of the overlay");
    verb->add_option("--values", options->values, "safetensors with heat [grid,grid] and cls [1]");
    verb->add_flag("--json", options->json, "Print the values as JSON");
    verb->callback([options] {
        if (options->out.empty() && options->values.empty() && !options->json)
            throw UsageError("heatmap: --out, --values or --json is needed");
        run(*options);
    });
}

}
