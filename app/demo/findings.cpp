// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/findings.h"

#include "app/demo/demodata.h"
#include "core/ablation/directeffect.h"
#include "core/ablation/forward.h"
#include "core/concepts/pool.h"
#include "core/error.h"
#include "core/fairness/evaluator.h"
#include "core/heads/headvariation.h"
#include "core/store/decompose.h"
#include "core/textspan/textspan.h"
#include "core/tokens/tokenizer.h"

#include <map>
#include <nlohmann/json.hpp>

namespace headscope {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kDescriptions = 5;
constexpr std::size_t kStreamCache = std::size_t(2) << 30;

Json number(std::optional<double> value) { return value ? Json(*value) : Json(); }

/// One of the demo's two data sets with everything that is asked of it.
class Audit
{
public:
    Audit(const ClipModel &model, DemoSet set, const std::filesystem::path &folder,
          const std::vector<std::string> &attributes, const Job &job)
        : m_store(store(model, folder, job))
        , m_classes(readClasses(folder / "classes.txt"))
        , m_classEmbeddings(embedClasses(model, folder))
        , m_evaluator(evaluatorFor(m_store.dataset(), m_classes, attributes, folder / "classes.txt", folder))
        , m_direct(m_store, m_classEmbeddings)
        , m_forward(model, std::make_shared<FilePixels>(m_store.dataset().paths, model.config().preprocessing),
                    m_store.storedImages(), kStreamCache)
        , m_birds(set == DemoSet::Birds)
    {
    }

    const ContributionStore &store() const { return m_store; }
    Json baseline() { return summary(m_direct.baseline()); }
    Json direct(HeadId head) { return summary(m_direct.logits(without(head))); }
    Json forward(HeadId head)
    {
        return summary(cosines(m_forward.embeddings(without(head), *m_store.tokenSums()), m_classEmbeddings));
    }

private:
    static Ablation without(HeadId head) { return {Ablation::Mode::Mean, {{head, 0}}, {}, {}}; }

    static ContributionStore store(const ClipModel &model, const std::filesystem::path &folder, const Job &job)
    {
        const Dataset dataset = readManifest(folder / "manifest.csv");
        decompose(model, FilePixels(dataset.paths, model.config().preprocessing), dataset, folder / "store",
                  {.batch = 64}, job);
        return ContributionStore::open(folder / "store");
    }

    static FloatArray embedClasses(const ClipModel &model, const std::filesystem::path &folder)
    {
        const auto templates = readTemplates(folder / "templates.txt");
        std::vector<std::string> texts;
        for (const std::string &name : readClasses(folder / "classes.txt")) {
            const auto filled = fillTemplate(templates, name);
            texts.insert(texts.end(), filled.begin(), filled.end());
        }
        const Tokenizer tokenizer = Tokenizer::load(model.weightsFile().parent_path());
        return averageTemplates(model.encodeTexts(tokenizer.encode(texts, model.config().contextLength)),
                                static_cast<int>(templates.size()));
    }

    Json summary(const FloatArray &logits)
    {
        const Metrics metrics = m_evaluator.evaluate(predictions(logits));
        Json json = {{"accuracy", number(metrics.accuracy)}};
        if (m_birds)
            json["worst_group_accuracy"] = metrics.worstGroup ? number(metrics.worstGroup->accuracy) : Json();
        for (const AttributeMetrics &attribute : metrics.attributes) {
            json[attribute.name + "_v"] = number(attribute.predictedAssociation.corrected);
            if (attribute.twinFlipRate)
                json[attribute.name + "_flips"] = number(attribute.twinFlipRate);
        }
        return json;
    }

    ContributionStore m_store;
    std::vector<std::string> m_classes;
    FloatArray m_classEmbeddings;
    Evaluator m_evaluator;
    DirectEffect m_direct;
    ForwardAblation m_forward;
    bool m_birds;
};

std::vector<int> codesOf(const Dataset &dataset, const std::string &factor)
{
    return encode(factor == "label" ? dataset.labels : dataset.attribute(factor)->values).codes;
}

}

Json demoFindings(const std::filesystem::path &modelPath, const std::filesystem::path &work, const DemoTest &test,
                  const Job &job)
{
    const ClipModel model = ClipModel::load(modelPath);
    const Job quiet = {{}, job.stop};
    writeDemoData(DemoSet::Professions, work / "professions", test.seed, test.people, quiet);
    writeDemoData(DemoSet::Birds, work / "birds", test.seed, test.birds, quiet);
    Audit peopleAudit(model, DemoSet::Professions, work / "professions", {"gender", "tone"}, quiet);
    Audit birdAudit(model, DemoSet::Birds, work / "birds", {"background"}, quiet);

    const ContributionStore &store = peopleAudit.store();
    Json findings = {{"seed", test.seed},
                     {"images", {{"people", store.images()}, {"birds", birdAudit.store().images()}}},
                     {"baseline", {{"people", peopleAudit.baseline()}, {"birds", birdAudit.baseline()}}}};
    if (!test.heads)
        return findings;

    std::map<std::string, std::vector<std::optional<double>>> eta;
    for (const char *factor : {"gender", "tone", "background", "label"})
        eta[factor] = headEtaSquared(store, codesOf(store.dataset(), factor));

    const TextPool pool = readPool(work / "professions" / "pool.csv");
    const Tokenizer tokenizer = Tokenizer::load(model.weightsFile().parent_path());
    const TextSpan textspan(model.encodeTexts(tokenizer.encode(pool.texts, model.config().contextLength)));

    Json heads = Json::array();
    const std::int64_t total = std::int64_t(store.layers()) * store.heads();
    for (int layer = 0; layer < store.layers(); ++layer) {
        for (int head = 0; head < store.heads(); ++head) {
            if (job.stop.stop_requested())
                throw Cancelled();
            const HeadId id = {layer, head};
            Json shares = Json::object();
            for (const auto &[factor, values] : eta)
                shares[factor] = number(values[heads.size()]);
            Json descriptions = Json::array();
            for (const HeadDescription &description :
                 textspan.describe(store, layer, head, {kDescriptions}).descriptions) {
                const auto index = static_cast<std::size_t>(description.index);
                descriptions.push_back({{"text", pool.texts[index]},
                                        {"concept", pool.concepts[index]},
                                        {"explained", description.explained}});
            }
            heads.push_back({{"head", toString(id)},
                             {"eta_squared", shares},
                             {"descriptions", descriptions},
                             {"ablated",
                              {{"direct", {{"people", peopleAudit.direct(id)}, {"birds", birdAudit.direct(id)}}},
                               {"forward", {{"people", peopleAudit.forward(id)}, {"birds", birdAudit.forward(id)}}}}}});
            job.report(static_cast<std::int64_t>(heads.size()), total);
        }
    }
    findings["heads"] = heads;
    return findings;
}

}
