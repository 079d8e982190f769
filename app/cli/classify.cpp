// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/console.h"
#include "app/cli/inputs.h"
#include "app/cli/verbs.h"
#include "core/ablation/directeffect.h"
#include "core/ablation/forward.h"
#include "core/error.h"
#include "core/fairness/evaluator.h"
#include "core/fairness/metricsjson.h"
#include "core/fairness/queryskew.h"
#include "core/finite.h"
#include "core/printable.h"

#include <nlohmann/json.hpp>

#include <algorithm>
#include <cmath>
#include <iostream>
#include <limits>
#include <map>
#include <set>

namespace headscope::cli {
namespace {

using Json = nlohmann::ordered_json;

struct ClassifyOptions
{
    Path store;
    Path classes;
    Path classEmbeddings;
    Path templates;
    ModelOptions model;
    Path tokenizer;
    Path pixels;
    Path labels;
    std::string heads;
    std::string layers;
    std::vector<int> mlps;
    std::vector<int> classToken;
    double gain = 0;
    std::string mode = "mean";
    std::vector<std::string> scopes = {"direct"};
    std::vector<std::string> attributes;
    int minGroup = kLeastGroup;
    int top = 0; ///< of MaxSkew; 0: the usual one
    Path out;
    bool json = false;
};

struct Classes
{
    std::vector<std::string> names;
    Path file;
    FloatArray embedding = {}; ///< [C, d], normalised
};

/// The classes' names, and their embeddings if they come with them.
Classes readClassNames(const ClassifyOptions &options)
{
    Classes classes;
    if (options.classEmbeddings.empty()) {
        classes = {readClasses(options.classes), options.classes};
    } else {
        const EmbeddedTexts texts = readEmbeddings(options.classEmbeddings);
        classes = {texts.texts, options.classEmbeddings, normalisedRows(texts.embedding)};
        for (std::int64_t index = 0; texts.texts.empty() && index < texts.embedding.shape[0]; ++index)
            classes.names.push_back(std::to_string(index));
    }
    logNotes(notesOnClasses(classes.names, classes.file));
    return classes;
}

FloatArray embedClasses(const Classes &classes, const ClassifyOptions &options, const ClipModel &model)
{
    std::vector<std::string> templates = {"{}"};
    if (!options.templates.empty())
        templates = readTemplates(options.templates);
    std::vector<std::string> texts;
    for (const std::string &name : classes.names) {
        const auto filled = fillTemplate(templates, name);
        texts.insert(texts.end(), filled.begin(), filled.end());
    }
    const Tokenizer tokenizer = openTokenizer(model, options.tokenizer);
    return averageTemplates(embedTexts(model, tokenizer, texts), static_cast<int>(templates.size()));
}

/// Classes of one name whose embeddings differ by no more than rounding get that of the first, so that it wins their
/// ties.
void alignTwins(Classes &classes)
{
    constexpr float kRounding = 1e-5F;
    std::map<std::string_view, std::int64_t> firsts;
    for (std::int64_t index = 0; index < std::ssize(classes.names); ++index) {
        const auto first = firsts.try_emplace(classes.names[static_cast<std::size_t>(index)], index).first->second;
        const auto own = classes.embedding.row(index);
        const auto twin = classes.embedding.row(first);
        if (std::ranges::equal(own, twin, [](float a, float b) { return std::abs(a - b) <= kRounding; }))
            std::ranges::copy(twin, own.begin());
    }
}

/// What --labels gives: int64 codes, negative where it isn't known.
struct Labels
{
    std::vector<int> classes; ///< of each picture
    Dataset dataset;          ///< attributes, whose values are numbers
};

/// Labels may be missing.
Labels readLabels(const Path &path, std::int64_t images, std::int64_t classes,
                  const std::vector<std::string> &attributes)
{
    const SafetensorsFile file(path);
    Labels labels;
    const std::vector<std::int64_t> codes = file.contains("label")
                                                ? file.ints("label", {images}).values
                                                : std::vector<std::int64_t>(static_cast<std::size_t>(images), -1);
    for (const std::int64_t code : codes) {
        if (code >= classes)
            throw InputError(path.string(), "holds the label " + std::to_string(code),
                             "there are " + std::to_string(classes) + " classes, counted from 0");
        labels.classes.push_back(static_cast<int>(std::max<std::int64_t>(code, -1)));
    }
    const auto add = [&](const std::string &name) {
        Attribute attribute = {name, {}};
        for (const std::int64_t code : file.ints(name, {images}).values)
            attribute.values.push_back(code < 0 ? "" : std::to_string(code));
        labels.dataset.attributes.push_back(std::move(attribute));
    };
    std::ranges::for_each(attributes, add);
    if (file.contains("twin") && !labels.dataset.attribute("twin"))
        add("twin");
    return labels;
}

Evaluator openEvaluator(const ClassifyOptions &options, const ContributionStore &store, const Classes &classes)
{
    if (options.labels.empty())
        return evaluatorFor(store.dataset(), classes.names, options.attributes, classes.file, options.store,
                            options.minGroup);
    const Labels labels =
        readLabels(options.labels, store.images(), static_cast<std::int64_t>(classes.names.size()), options.attributes);
    return evaluatorFor(labels.dataset, labels.classes, classes.names, options.attributes, options.labels,
                        options.minGroup);
}

Ablation readAblation(const ClassifyOptions &options, const ContributionStore &store)
{
    Ablation ablation;
    ablation.mode = options.mode == "zero" ? Ablation::Mode::Zero : Ablation::Mode::Mean;
    if (!options.heads.empty()) {
        for (const HeadId head : headsOption(options.heads, store.layers(), store.heads()))
            ablation.heads[head] = options.gain;
    }
    if (!options.layers.empty()) {
        for (const int layer : layersOption(options.layers, store.layers())) {
            for (int head = 0; head < store.heads(); ++head)
                ablation.heads[{layer, head}] = options.gain;
        }
    }
    const auto add = [&](const std::vector<int> &terms, int count, const char *what, std::map<int, double> &gains) {
        for (const int term : terms) {
            if (term < 0 || term >= count)
                throw UsageError(std::string("classify: ") + what + " " + std::to_string(term) +
                                 " doesn't exist; they go from 0 to " + std::to_string(count - 1));
            gains[term] = options.gain;
        }
    };
    add(options.mlps, store.layers() + 1, "MLP term", ablation.mlps);
    add(options.classToken, store.layers(), "layer", ablation.classToken);
    return ablation;
}

/// The store's pictures once more, from where they were or from --pixels.
std::shared_ptr<const PixelSource> reopenPictures(const ClassifyOptions &options, const ContributionStore &store,
                                                  const ClipModel &model)
{
    if (!options.pixels.empty()) {
        const auto pixels = std::make_shared<TensorPixels>(options.pixels, model.config().imageSize());
        if (pixels->size() != store.images())
            throw InputError(options.pixels.string(), "holds " + std::to_string(pixels->size()) + " pictures",
                             "the store has " + std::to_string(store.images()));
        return pixels;
    }
    // Pixels are called FILE#INDEX, and their file is there although a picture of that name isn't.
    const std::string &first = store.storedImages().front().path;
    const bool fromPixels = first.ends_with("#0") && std::filesystem::exists(first.substr(0, first.size() - 2));
    if (fromPixels && !std::filesystem::exists(first))
        throw UsageError("classify: the store was made from a file of pixels; forward ablation needs it as --pixels");
    return std::make_shared<FilePixels>(store.dataset().paths, store.description().preprocessing);
}

FloatArray forwardLogits(const ClassifyOptions &options, const ContributionStore &store, const ClipModel &model,
                         const Ablation &ablation, const FloatArray &classes)
{
    ForwardAblation forward(model, reopenPictures(options, store, model), store.storedImages());
    const FloatArray embeddings = forward.embeddings(ablation, *store.tokenSums(), consoleJob("running forward"));
    return cosines(embeddings, classes);
}

/// The largest of numbers that are none would be the first class.
void requireFinite(const FloatArray &logits, const std::string &state)
{
    if (!allFinite(logits.values))
        throw std::runtime_error("the logits, " + state + ", are not finite: the gain or the weights are too large");
}

/// How a state's predictions are judged, and the metrics object that says so.
struct Judged
{
    Metrics metrics;
    Json json;

    Judged(const Evaluator &evaluator, const FloatArray &logits, int top)
        : metrics(evaluator.evaluate(predictions(logits)))
        , json(toJson(metrics))
    {
        for (const AttributeMetrics &attribute : metrics.attributes) {
            const Codes &column = evaluator.attribute(attribute.name)->column;
            const QueryRanking ranking(column.codes, static_cast<int>(column.values.size()));
            const QuerySkew skew = ranking.skewAt(logits, top > 0 ? top : usualTop(ranking.images()));
            addSkew(json["attributes"][attribute.name], skew, evaluator.classes(), column.values);
        }
    }
};

void printTable(const Metrics &baseline, const std::vector<std::pair<std::string, Judged>> &ablated)
{
    const auto show = [](std::optional<double> value) {
        char text[16] = "–";
        if (value)
            std::snprintf(text, sizeof text, "%.4f", *value);
        return std::string(text);
    };
    const auto row = [&](const std::string &name, const auto &member) {
        std::cout << printable(name) << ": " << show(member(baseline));
        for (const auto &[scope, judged] : ablated)
            std::cout << ", ablated (" << scope << ") " << show(member(judged.metrics));
        std::cout << '\n';
    };
    std::cout << baseline.images << " images\n";
    row("accuracy", [](const Metrics &metrics) { return metrics.accuracy; });
    row("worst-group accuracy",
        [](const Metrics &metrics) { return metrics.worstGroup ? metrics.worstGroup->accuracy : std::nullopt; });
    for (std::size_t index = 0; index < baseline.attributes.size(); ++index) {
        const std::string &name = baseline.attributes[index].name;
        row("Cramér's V (corrected), " + name,
            [index](const Metrics &metrics) { return metrics.attributes[index].predictedAssociation.corrected; });
        row("V_b, " + name, [index](const Metrics &metrics) { return metrics.attributes[index].biasAssociation.v; });
        row("twin flip rate, " + name,
            [index](const Metrics &metrics) { return metrics.attributes[index].twinFlipRate; });
    }
}

void run(ClassifyOptions options)
{
    if (!options.out.empty())
        checkOutput(options.out);
    const std::set<std::string> scopes(options.scopes.begin(), options.scopes.end());
    const bool forward = scopes.contains("forward");
    if (forward && !options.model.given())
        throw UsageError("classify: --scope forward needs --model");
    if (!options.classes.empty() && !options.model.given())
        throw UsageError("classify: --classes needs --model, whose text tower reads them");
    if (forward && !options.classToken.empty())
        throw UsageError("classify: --ablate-cls is a direct effect, without --scope forward");
    if (!(std::abs(options.gain) <= std::numeric_limits<float>::max()))
        throw UsageError("classify: --gain takes a number that float32 can hold");

    const ContributionStore store = ContributionStore::open(options.store);
    std::optional<ClipModel> model;
    if (options.model.given()) {
        model = options.model.load();
        requireSameModel(*model, store);
    }
    const Ablation ablation = readAblation(options, store);
    Classes classes = readClassNames(options);
    const Evaluator evaluator = openEvaluator(options, store, classes);
    if (!evaluator.hasLabels())
        log("the images have no labels: only what needs none is measured");
    if (options.classEmbeddings.empty())
        classes.embedding = embedClasses(classes, options, *model);
    alignTwins(classes);

    DirectEffect direct = about(classes.file, [&] { return DirectEffect(store, classes.embedding); });
    std::vector<std::pair<std::string, FloatArray>> ablated;
    for (const std::string &scope : scopes)
        ablated.emplace_back(scope, scope == "direct"
                                        ? direct.logits(ablation)
                                        : forwardLogits(options, store, *model, ablation, classes.embedding));

    requireFinite(direct.baseline(), "baseline");
    for (const auto &[scope, logits] : ablated)
        requireFinite(logits, "ablated (" + scope + ")");

    const Judged baseline(evaluator, direct.baseline(), options.top);
    std::vector<std::pair<std::string, Judged>> judged;
    for (const auto &[scope, logits] : ablated)
        judged.emplace_back(scope, Judged(evaluator, logits, options.top));
    Json result = {{"baseline", baseline.json}, {"ablated", judged.front().second.json}};
    if (judged.size() > 1) {
        result["ablated"] = Json::object();
        for (const auto &[scope, of] : judged)
            result["ablated"][scope] = of.json;
    }
    if (!options.json)
        printTable(baseline.metrics, judged);

    if (!options.out.empty()) {
        SafetensorsWriter writer;
        writer.add("logits_baseline", direct.baseline());
        writer.add("logits_ablated", ablated.front().second);
        if (ablated.size() > 1) {
            for (const auto &[scope, logits] : ablated)
                writer.add("logits_ablated_" + scope, logits);
        }
        writer.setMetadata("classes", Json(classes.names).dump());
        writer.write(options.out);
    }
    if (options.json)
        printJson(result);
}

}

void addClassify(CLI::App &app)
{
    auto options = std::make_shared<ClassifyOptions>();
    CLI::App *verb =
        app.add_subcommand("classify", "Zero-shot classification, its accuracy and bias, under an ablation");
    verb->add_option("--store", options->store, "Contribution store")->required();
    auto *group = verb->add_option_group("classes", "exactly one of");
    group->add_option("--classes", options->classes, "Text file, one class a line");
    group->add_option("--class-embeddings", options->classEmbeddings, "safetensors with embedding [C,d]");
    group->require_option(1);
    verb->add_option("--templates", options->templates, "Text file, one prompt a line with {} for the class");
    options->model.add(*verb, "Checkpoint, for --classes and --scope forward");
    verb->add_option("--tokenizer", options->tokenizer, "Tokenizer, if it isn't in the model's folder");
    verb->add_option("--ablate", options->heads, "Heads, e.g. 11.3,10.2");
    verb->add_option("--ablate-layers", options->layers, "All heads of these layers: all, last:4, or e.g. 8,9");
    verb->add_option("--ablate-mlps", options->mlps, "MLP terms: 0 is the class token, l+1 the MLP of layer l")
        ->delimiter(',');
    verb->add_option("--ablate-cls", options->classToken,
                     "Layers whose class token's attention to itself is ablated (direct effect)")
        ->delimiter(',');
    verb->add_option("--gain", options->gain, "0 ablates, 1 leaves as is, 2 doubles")->capture_default_str();
    verb->add_option("--mode", options->mode, "Towards the mean or zero")
        ->capture_default_str()
        ->check(CLI::IsMember({"mean", "zero"}));
    verb->add_option("--scope", options->scopes, "direct, forward, or both with a comma (default: direct)")
        ->delimiter(',')
        ->check(CLI::IsMember({"direct", "forward"}));
    verb->add_option("--pixels", options->pixels, "The store's pictures as pixels, for --scope forward");
    verb->add_option("--labels", options->labels, "safetensors with int64 tensors label and one an attribute");
    verb->add_option("--attribute", options->attributes, "Attribute to measure bias by; may be repeated");
    verb->add_option("--min-group", options->minGroup,
                     "Images that a class and value must have to be the worst group or set an equal-opportunity gap")
        ->capture_default_str()
        ->check(CLI::PositiveNumber);
    verb->add_option("--top", options->top, "k of MaxSkew (default: a round number, at most an eighth of the images)")
        ->check(CLI::PositiveNumber);
    verb->add_option("--out", options->out, "safetensors with logits_baseline and logits_ablated [K,C]");
    verb->add_flag("--json", options->json, "Print the metrics as JSON");
    verb->callback([options] { run(*options); });
}

}
