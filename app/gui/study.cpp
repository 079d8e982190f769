// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/study.h"

#include <QCoreApplication>

#include <algorithm>
#include <set>

#include "app/demo/demodata.h"
#include "core/checkpoint/checkpoint.h"
#include "core/decomposition/decompose.h"
#include "core/decomposition/headsize.h"
#include "core/error.h"
#include "core/files.h"
#include "core/textspan/publishedspans.h"

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
    return ensureDemoData(std::get<DemoSet>(request.pictures), request.cache, job);
}

std::string stamp(const Preprocessing &preprocessing)
{
    std::string text = std::to_string(preprocessing.imageSize) + ' ' + std::to_string(int(preprocessing.resize)) + ' ' +
                       std::to_string(int(preprocessing.interpolation));
    for (int channel = 0; channel < 3; ++channel) {
        const auto index = std::size_t(channel);
        text += ' ' + std::to_string(preprocessing.mean[index]) + ' ' + std::to_string(preprocessing.std[index]) + ' ' +
                std::to_string(preprocessing.fill[index]);
    }
    return text + '\n';
}

/// A name that only the same model, preprocessing, unchanged pictures and columns have.
std::string storeName(const ClipModel &model, const FilePixels &pictures, const Dataset &dataset)
{
    const std::string text = sha256OfWeights(model.weightsFile()) + '\n' + stamp(model.config().preprocessing) +
                             identityOf(pictures, dataset);
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
            // A damaged one is only a cache: it is made again.
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

void addClasses(Study &study, const fs::path &folder, const Jobs::Task &task)
{
    const Dataset &dataset = study.store.dataset();
    const fs::path file = folder / "classes.txt";
    study.classes = fs::exists(file) ? readClasses(file) : sortedLabels(dataset);
    if (study.classes.empty())
        return;
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
    if (!dataset.labels.empty())
        study.evaluator = evaluatorFor(dataset, study.classes, study.attributes, file, folder);
}

}

std::shared_ptr<const Study> openStudy(const StudyRequest &request, const Jobs::Task &task)
{
    const ClipModel model = ClipModel::load(request.model);
    model.requireText();
    const Tokenizer tokenizer = Tokenizer::load(model.weightsFile().parent_path());
    if (std::holds_alternative<DemoSet>(request.pictures))
        task.rename(Opening::tr("Drawing the demo's pictures"));
    const fs::path path = picturesPath(request, task.job);
    const ContributionStore store = openStore(model, openDataset(path), request, task);

    auto study =
        std::make_shared<Study>(Study{.request = request, .model = model, .tokenizer = tokenizer, .store = store});
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

PublishedTexts openPublished(const fs::path &path, const Study *study)
{
    PublishedTexts published = {path.filename().string(), {}};
    for (HeadTexts &head : readPublishedSpans(path)) {
        if (study && (head.head.layer >= study->store.layers() || head.head.head >= study->store.heads()))
            throw InputError(path.string(), "describes head " + toString(head.head),
                             "descriptions for a model of " + std::to_string(study->store.layers()) + " layers of " +
                                 std::to_string(study->store.heads()) + " heads");
        published.heads[head.head] = std::move(head.texts);
    }
    return published;
}

FloatArray embedTexts(const Study &study, const std::vector<std::string> &texts, const Job &job)
{
    const IntArray ids = study.tokenizer.encode(texts, study.model.config().contextLength);
    return normalisedRows(study.model.encodeTexts(ids, job));
}

}
