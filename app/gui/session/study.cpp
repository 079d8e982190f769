// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/study.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

#include "app/demo/demodata.h"
#include "app/gui/session/cache.h"
#include "core/concepts/publishedspans.h"
#include "core/error.h"
#include "core/files.h"
#include "core/heads/headsize.h"
#include "core/store/decompose.h"

#include <nlohmann/json.hpp>

namespace fs = std::filesystem;

namespace headscope {

namespace {

/// Attributes with more values than this are names or numbers, not groups.
constexpr std::size_t kMostValues = 64;
constexpr const char *kTwins = "twin";
constexpr const char *kTemplate = "a photo of a {}";

struct Opening
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Study)
};

fs::path picturesPath(const StudyRequest &request, const Job &job)
{
    if (const auto *path = std::get_if<fs::path>(&request.pictures))
        return *path;
    if (const auto *files = std::get_if<std::vector<fs::path>>(&request.pictures))
        return files->front();
    return ensureDemoData(std::get<DemoSet>(request.pictures), request.cache, job);
}

/// A name that only the same model as it computes, unchanged pictures and columns have.
std::string storeName(const ClipModel &model, const FilePixels &pictures, const Dataset &dataset)
{
    const std::string text =
        toJson(factsOf(model.config(), model.weightsFile())).dump() + '\n' + identityOf(pictures, dataset);
    return sha256(std::as_bytes(std::span(text)));
}

ContributionStore openStore(const ClipModel &model, const Dataset &dataset, const StudyRequest &request,
                            const Jobs::Task &task)
{
    const FilePixels pictures(dataset.paths, model.config().preprocessing);
    const fs::path stores = request.cache / "stores";
    const fs::path path = stores / storeName(model, pictures, dataset);
    if (fs::exists(path)) {
        try {
            return ContributionStore::open(path);
        } catch (const InputError &) {
            // One that is damaged or of an older form is only a cache: it is made again.
            fs::remove_all(path);
        }
    }
    fs::create_directories(stores);
    task.rename(Opening::tr("Decomposing pictures"));
    decompose(model, pictures, dataset, path, {}, task.job);
    return ContributionStore::open(path);
}

std::vector<std::string> sortedLabels(const Dataset &dataset)
{
    std::set<std::string> labels(dataset.labels.begin(), dataset.labels.end());
    labels.erase("");
    return {labels.begin(), labels.end()};
}

std::vector<std::string> groupingAttributes(const Dataset &dataset)
{
    std::vector<std::string> names;
    for (const Attribute &attribute : dataset.attributes) {
        const std::set<std::string> values(attribute.values.begin(), attribute.values.end());
        const std::size_t known = values.size() - values.count("");
        if (attribute.name != kTwins && known >= 2 && known <= kMostValues)
            names.push_back(attribute.name);
    }
    return names;
}

/// The pictures with no label in place of one that names several classes; these are noted.
Dataset withoutAmbiguous(Dataset dataset, Study &study)
{
    const std::set<std::string> ambiguous = ambiguousLabels(dataset.labels, study.classes);
    for (const std::string &name : ambiguous) {
        const auto count = std::ranges::count(dataset.labels, name);
        std::ranges::replace(dataset.labels, name, std::string());
        study.notes.push_back("the label \"" + name + "\" of " + std::to_string(count) +
                              " pictures names several classes; they count as pictures without a label");
    }
    return dataset;
}

void addClasses(Study &study, const fs::path &folder, const Jobs::Task &task)
{
    const fs::path file = folder / "classes.txt";
    study.classes = fs::exists(file) ? readClasses(file) : sortedLabels(study.store.dataset());
    if (study.classes.empty())
        return;
    std::ranges::copy(notesOnClasses(study.classes, file), std::back_inserter(study.notes));
    const Dataset dataset = withoutAmbiguous(study.store.dataset(), study);
    const fs::path templateFile = folder / "templates.txt";
    study.templates = fs::exists(templateFile) ? readTemplates(templateFile) : std::vector<std::string>{kTemplate};
    std::vector<std::string> texts;
    for (const std::string &name : study.classes) {
        const auto filled = fillTemplate(study.templates, name);
        texts.insert(texts.end(), filled.begin(), filled.end());
    }
    task.rename(Opening::tr("Reading class names"));
    const int context = study.model.config().contextLength;
    study.unreadClasses = unreadTexts(study.tokenizer, study.classes, context);
    study.unreadClasses.cut = unreadTexts(study.tokenizer, texts, context).cut;
    study.classEmbeddings = averageTemplates(embedTexts(study, texts, task.job), int(study.templates.size()));
    study.labels = encodeLabels(dataset.labels, study.classes, file);
    study.labels.resize(dataset.size(), -1);
    study.evaluator = evaluatorFor(dataset, study.classes, study.attributes, file, folder);
}

}

std::shared_ptr<const Study> openStudy(const StudyRequest &request, const Jobs::Task &task, StudyOpening &opening)
{
    opening.part = StudyPart::Model;
    const ClipModel model = ClipModel::load(request.model);
    model.requireText();
    const Tokenizer tokenizer = Tokenizer::load(model.weightsFile().parent_path());
    opening.part = StudyPart::Pictures;
    StudyRequest where = request;
    Cache cache(where.cache);
    if (std::holds_alternative<DemoSet>(request.pictures))
        task.rename(Opening::tr("Drawing the demo's pictures"));
    const fs::path path = cache.with([&] { return picturesPath(where, task.job); });
    const auto *files = std::get_if<std::vector<fs::path>>(&request.pictures);
    const Dataset dataset = files ? fromPaths(*files) : openDataset(path);
    const ContributionStore store = cache.with([&] { return openStore(model, dataset, where, task); });

    auto study =
        std::make_shared<Study>(Study{.request = request, .model = model, .tokenizer = tokenizer, .store = store});
    study->texts = opening.texts;
    study->cacheProblem = cache.problem();
    study->notes = dataset.notes;
    study->pictures = std::make_shared<FilePixels>(store.dataset().paths, model.config().preprocessing);
    study->attributes = groupingAttributes(store.dataset());
    study->headSizes = headSizes(store);
    const fs::path folder = fs::is_directory(path) ? path : path.parent_path();
    addClasses(*study, folder, task);
    if (fs::exists(folder / "pool.csv"))
        study->pool = openPool(folder / "pool.csv");
    if (fs::exists(folder / "concepts.json"))
        study->concepts = readConcepts(folder / "concepts.json");
    return study;
}

const Concept *Study::conceptGroups(const std::string &attribute) const
{
    const auto found = std::find_if(concepts.begin(), concepts.end(), [&](const Concept &topic) {
        return topic.name == attribute && topic.groups.size() >= 2;
    });
    return found == concepts.end() ? nullptr : &*found;
}

NamedPool openPool(const fs::path &path) { return {path.filename().string(), readPool(path)}; }

PublishedTexts openPublished(const fs::path &path)
{
    PublishedTexts published = {path.filename().string(), {}};
    for (HeadTexts &head : readPublishedSpans(path))
        published.heads[head.head] = std::move(head.texts);
    return published;
}

std::optional<HeadId> misfitOf(const PublishedTexts &texts, const Study &study)
{
    const auto found = std::ranges::find_if(texts.heads, [&](const auto &head) {
        return head.first.layer >= study.store.layers() || head.first.head >= study.store.heads();
    });
    return found == texts.heads.end() ? std::nullopt : std::optional(found->first);
}

FloatArray embedTexts(const Study &study, const std::vector<std::string> &texts, const Job &job)
{
    const ClipConfig &config = study.model.config();
    // What a text's embedding depends on beside the weights.
    const nlohmann::json tower = {study.store.description().modelHash, toString(config.text->activation),
                                  config.text->heads, config.text->layerNormEps, config.endId.value_or(-1)};
    return study.texts->of(study.model, tower.dump(), study.tokenizer.encode(texts, config.contextLength), job);
}

}
