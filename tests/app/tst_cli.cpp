// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/files.h"
#include "core/tokens/tokenizer.h"
#include "tests/core/goldens.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>

#include <csignal>
#include <sys/resource.h>

using namespace headscope;
using namespace headscope::test;

namespace {

struct Outcome
{
    int code = -1;
    QByteArray out;
    QByteArray error;

    QJsonObject json() const { return QJsonDocument::fromJson(out).object(); }
};

QString data(const char *relative) { return QString::fromStdString(dataPath(relative).string()); }

}

/// Runs the program itself, as a person or a script would.
class TestCli : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void everyVerbExplainsItself_data();
    void everyVerbExplainsItself();
    void describesTheModel();
    void whatFilesDoNotSayCanBeSaid();
    void anImageTowerAloneNeedsEmbeddingsForTexts();
    void tokenizesAsPublished();
    void preprocessesAsPublished();
    void encodesTextsAndImagesAsPublished();
    void saysWhichTextsTheModelDoesNotKnow();
    void decomposesPhotographs();
    void exportsThePublishedArrays();
    void describesHeads();
    void describesHeadsAsThePublishedScriptsPrintThem();
    void judgesHowConsistentHeadsAre();
    void tellsWhichConceptsAreTied();
    void judgesPublishedSpansByAPool();
    void drawsHeatmaps();
    void classifiesWithAndWithoutHeads();
    void forwardScopeReadsThePicturesAgain();
    void labelsFromTensorsGiveTheSameMetrics();
    void aClassNamedTwiceIsTwoClasses();
    void labelsByNameMayNotMeanTwoClasses();
    void namesInTheLogAreOneLineEach();
    void whatAFolderHoldsIsReadOrNamed();
    void spreadsheetsAreManifests();
    void withoutLabelsWhatNeedsNoneIsGiven();
    void topAndSmallestGroupCanBeSaid();
    void turnsPicturesUprightIfAsked();
    void describesStores();
    void mergesShardsOfManifests();
    void measuresItself();
    void mistakesAreOneLineAndTheRightCode_data();
    void mistakesAreOneLineAndTheRightCode();
    void resultsGoThroughPipesAndLinks();
    void saysWhatAnOlderStoreDoesNotState();
    void neverOverwritesWhatItReads_data();
    void neverOverwritesWhatItReads();
    void aFullDiskIsOneLineAndTheRunResumes();
    void ctrlCStopsAndTheRunResumes();

private:
    /// `largestFile` in bytes stands for the room on the disk.
    Outcome run(const QStringList &arguments, rlim_t largestFile = RLIM_INFINITY) const;
    QString path(const QString &name) const { return m_folder.filePath(name); }
    QString write(const QString &name, const QByteArray &content) const
    {
        writeFileAtomically(path(name).toStdString(), content.toStdString());
        return path(name);
    }
    SafetensorsFile tensors(const QString &name) const { return SafetensorsFile(path(name).toStdString()); }
    QStringList pictures() const;

    QTemporaryDir m_folder;
    const QString m_model = data("tiny-openclip-gelu");
    const QString m_pixels = data("tiny-openclip-gelu/golden/image.safetensors");
    QString m_pool;    ///< embeddings of the reference pool
    QString m_classes; ///< embeddings of the reference classes
};

Outcome TestCli::run(const QStringList &arguments, rlim_t largestFile) const
{
    QProcess process;
    if (largestFile != RLIM_INFINITY) {
        process.setChildProcessModifier([largestFile] {
            std::signal(SIGXFSZ, SIG_IGN);
            const rlimit limit = {largestFile, largestFile};
            ::setrlimit(RLIMIT_FSIZE, &limit);
        });
    }
    process.start(HEADSCOPE_CLI, arguments);
    process.waitForFinished(120'000);
    return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
            process.readAllStandardError()};
}

QStringList TestCli::pictures() const
{
    QStringList files;
    for (const char *name :
         {"rgb_photo.png", "gray8.png", "wide.jpg", "progressive_444.jpg", "tall.png", "exact_32.png"})
        files << data("preprocess/images/") + name;
    return files;
}

void TestCli::initTestCase()
{
    SafetensorsWriter pool;
    pool.add("embedding", golden("pool").floats("pool_embeddings"));
    m_pool = path("pool.safetensors");
    pool.write(m_pool.toStdString());

    const FloatArray classifier = golden("ablation").floats("classifier");
    FloatArray classes({7, 48});
    for (std::int64_t row = 0; row < 7; ++row) {
        for (std::int64_t column = 0; column < 48; ++column)
            classes.row(row)[std::size_t(column)] = classifier.row(column)[std::size_t(row)];
    }
    SafetensorsWriter writer;
    writer.add("embedding", classes);
    writer.setMetadata("texts", R"(["a","b","c","d","e","f","g"])");
    m_classes = path("classes.safetensors");
    writer.write(m_classes.toStdString());

    QCOMPARE(run({"decompose", "--model", m_model, "--pixels", m_pixels, "--store", path("store"), "--cls-token"}).code,
             0);
    const QByteArray manifest = "path,label,kind\n" + data("preprocess/images/rgb_photo.png").toUtf8() + ",a,x\n" +
                                data("preprocess/images/tall.png").toUtf8() + ",b,y\n" +
                                data("preprocess/images/wide.jpg").toUtf8() + ",c,x\n";
    QCOMPARE(run({"decompose", "--model", m_model, "--manifest", write("manifest.csv", manifest), "--store",
                  path("labelled")})
                 .code,
             0);
}

void TestCli::everyVerbExplainsItself_data()
{
    QTest::addColumn<QString>("verb");
    for (const char *verb :
         {"model-info", "tokenize", "preprocess", "encode-text", "encode-image", "decompose", "store-info",
          "store-merge", "export-prs", "textspan", "ccs", "heatmap", "classify", "bench", "demo-data", "train-demo"})
        QTest::newRow(verb) << QString(verb);
}

void TestCli::everyVerbExplainsItself()
{
    QFETCH(QString, verb);
    const Outcome help = run({verb, "--help"});
    QCOMPARE(help.code, 0);
    QVERIFY(help.out.contains("--"));
    QVERIFY(help.error.isEmpty());
    QVERIFY(run({"--help"}).out.contains(verb.toUtf8()));
}

void TestCli::describesTheModel()
{
    const QJsonObject info = run({"model-info", "--model", m_model}).json();
    const QJsonObject expected = {{"family", "open_clip"}, {"image_size", 32},     {"patch_size", 8},
                                  {"layers", 4},           {"heads", 4},           {"width", 64},
                                  {"embed_dim", 48},       {"activation", "gelu"}, {"context_length", 77},
                                  {"vocab_size", 512}};
    for (auto entry = expected.begin(); entry != expected.end(); ++entry)
        QCOMPARE(info[entry.key()], entry.value());
    std::int64_t parameters = 0;
    const SafetensorsFile weights(modelPath() / "open_clip_model.safetensors");
    for (const auto &[name, tensor] : weights.tensors())
        parameters += elementCount(tensor.shape);
    QCOMPARE(info["parameters"].toInteger(), parameters);
}

void TestCli::whatFilesDoNotSayCanBeSaid()
{
    const QString weights = path("weights.bin");
    QVERIFY(QFile::copy(data("tiny-openclip-gelu/bin/open_clip_pytorch_model.bin"), weights));
    const QStringList arguments = {"model-info", "--model", weights, "--text-heads", "4"};
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.error.contains("activation: gelu is assumed (--activation"), outcome.error);
    const QJsonObject assumed = outcome.json();
    QCOMPARE(assumed["notes"].toArray().size(), 3);
    QCOMPARE(assumed["heads"].toInt(), 1); // of 64
    QCOMPARE(assumed["assumed"].toArray(), (QJsonArray{"heads", "activation", "preprocessing"}));
    const QJsonObject said = run(arguments + QStringList{"--heads", "4", "--activation", "quick_gelu"}).json();
    QCOMPARE(said["heads"].toInt(), 4);
    QCOMPARE(said["activation"].toString(), QString("quick_gelu"));
    QCOMPARE(said["assumed"].toArray(), (QJsonArray{"preprocessing"}));
    QVERIFY(!run(arguments + QStringList{"--activation", "gelu"}).error.contains("activation"));
    QVERIFY(run({"encode-image", "--model", weights, "--text-heads", "4", "--heads", "4", "--pixels", m_pixels, "--out",
                 path("image")})
                .error.contains("--activation"));
    QCOMPARE(run(arguments + QStringList{"--activation", "relu"}).code, 2);
    QCOMPARE(run({"model-info", "--model", data("tiny-hf-quickgelu")}).json()["family"].toString(),
             QString("transformers"));
}

void TestCli::anImageTowerAloneNeedsEmbeddingsForTexts()
{
    SafetensorsWriter writer;
    const SafetensorsFile whole(modelPath() / "open_clip_model.safetensors");
    for (const auto &[name, tensor] : whole.tensors()) {
        if (name.starts_with("visual."))
            writer.add(name, whole.floats(name));
    }
    QVERIFY(QDir().mkpath(path("tower")));
    writer.write(path("tower/open_clip_model.safetensors").toStdString());
    QVERIFY(QFile::copy(data("tiny-openclip-gelu/open_clip_config.json"), path("tower/open_clip_config.json")));

    const QJsonObject info = run({"model-info", "--model", path("tower")}).json();
    QVERIFY(info.contains("text") && info["text"].isNull() && info["context_length"].isNull());
    QVERIFY(info["notes"].toArray().first().toString().contains("no text tower"));
    QCOMPARE(run({"decompose", "--model", path("tower"), "--pixels", m_pixels, "--store", path("of the tower")}).code,
             0);
    const QString texts = write("texts.txt", "a dog\na cat\n");
    for (const QStringList &verb :
         {QStringList{"encode-text", "--texts", texts, "--out", path("never")},
          QStringList{"encode-text", "--token-ids", data("tiny-openclip-gelu/golden/text.safetensors"), "--out",
                      path("never")},
          QStringList{"textspan", "--store", path("of the tower"), "--pool", texts, "--out", path("never")},
          QStringList{"classify", "--store", path("of the tower"), "--classes", texts},
          QStringList{"heatmap", "--pixels", m_pixels, "--index", "0", "--text", "a dog", "--out", path("never")}}) {
        const Outcome outcome = run(verb + QStringList{"--model", path("tower")});
        QCOMPARE(outcome.code, 3);
        QVERIFY2(outcome.error.contains("no text tower") && outcome.error.contains("-embeddings"), outcome.error);
    }
    QCOMPARE(run({"heatmap", "--model", path("tower"), "--pixels", m_pixels, "--index", "0", "--text-embeddings",
                  m_classes, "--text-index", "1", "--values", path("heat")})
                 .code,
             0);
}

void TestCli::tokenizesAsPublished()
{
    const QString texts = write("texts.txt", "a photo of a dog\r\n\na photo of a cat.");
    QCOMPARE(run({"tokenize", "--tokenizer", data("tokenizer"), "--texts", texts, "--out", path("ids")}).code, 0);
    const IntArray ids = tensors("ids").ints("token_ids", {3, 77});
    const IntArray expected = SafetensorsFile(dataPath("tokenizer/tokenizer.safetensors")).ints("token_ids");
    QVERIFY(std::ranges::equal(ids.row(0), expected.row(0)));
    QCOMPARE(ids.row(1)[1], std::int64_t(49407)); // an empty line is a text
    QVERIFY(std::ranges::equal(ids.row(2), expected.row(1)));
}

void TestCli::preprocessesAsPublished()
{
    const Outcome outcome = run(QStringList{"preprocess", "--json", "--size", "32", "--out", path("crops"), "--images"}
                                << pictures() << write("broken.png", "no picture"));
    QCOMPARE(outcome.code, 0);
    QCOMPARE(outcome.json()["images"].toInt(), 6);
    QCOMPARE(outcome.json()["skipped"].toArray().size(), 1);
    const SafetensorsFile expected(dataPath("preprocess/preprocess.safetensors"));
    QVERIFY(std::ranges::equal(tensors("crops").ints("uint8", {6, 32, 32, 3}).row(0),
                               expected.ints("rgb_photo.png/crop32").values));
    COMPARE_WITHIN(tensors("crops").floats("pixels", {6, 3, 32, 32}).row(0),
                   expected.floats("rgb_photo.png/pixels32").values, 1e-6);
}

void TestCli::encodesTextsAndImagesAsPublished()
{
    QCOMPARE(run({"encode-text", "--model", m_model, "--token-ids", data("tiny-openclip-gelu/golden/text.safetensors"),
                  "--out", path("text")})
                 .code,
             0);
    COMPARE_WITHIN(tensors("text").floats("embedding").values, golden("text").floats("text_embedding").values, 2e-5);
    QCOMPARE(run({"encode-image", "--model", m_model, "--pixels", m_pixels, "--out", path("image")}).code, 0);
    COMPARE_WITHIN(tensors("image").floats("embedding_normalised").values,
                   golden("image").floats("embedding_normalised").values, 5e-6);

    // From picture files to embeddings, against the reference's own preprocessing.
    QCOMPARE(run({"encode-image", "--model", m_model, "--images", data("preprocess/images/rgb_photo.png"), "--out",
                  path("photo")})
                 .code,
             0);
    const SafetensorsFile ends(dataPath("preprocess/end_to_end.safetensors"));
    COMPARE_WITHIN(tensors("photo").floats("embedding_normalised").values,
                   ends.floats("tiny-openclip-gelu/embedding_normalised").row(18), 5e-6);
}

void TestCli::saysWhichTextsTheModelDoesNotKnow()
{
    writeWordLevelTokenizer({"a", "dog"}, path("tokenizer.json").toStdString());
    const auto encode = [&](const QByteArray &texts) {
        return run({"encode-text", "--model", m_model, "--texts", write("texts.txt", texts), "--tokenizer",
                    path("tokenizer.json"), "--out", path("text")});
    };
    const Outcome some = encode("a dog\na blue submarine\n");
    QCOMPARE(some.code, 0);
    QVERIFY2(some.error.contains("1 of 2 texts hold words that the model doesn't know, such as \"blue\""), some.error);
    QVERIFY(!encode("a dog\n").error.contains("doesn't know"));
}

void TestCli::decomposesPhotographs()
{
    const QString broken = write("truncated.jpg", "\xff\xd8\xff\xe0 and no more");
    const Outcome outcome =
        run(QStringList{"decompose", "--json", "--model", m_model, "--store", path("photos"), "--images"}
            << pictures() << broken << path("absent.png"));
    QVERIFY2(outcome.code == 0, outcome.error);
    const QJsonObject json = outcome.json();
    QCOMPARE(json["images"].toInt(), 6);
    QCOMPARE(json["skipped"].toArray().size(), 2);
    QCOMPARE(json["skipped"][0].toObject()["path"].toString(), broken);
    QVERIFY(!json["skipped"][1].toObject()["reason"].toString().isEmpty());
    QVERIFY(json["images_per_second"].toDouble() > 0);
    QVERIFY(json["bytes"].toInt() > 1000);
    QVERIFY(json["peak_memory_bytes"].toInteger() > 1'000'000);
    QVERIFY(outcome.error.contains("decomposing 8/8"));

    QCOMPARE(run({"export-prs", "--store", path("photos"), "--out", path("photos.prs")}).code, 0);
    const SafetensorsFile ends(dataPath("preprocess/end_to_end.safetensors"));
    COMPARE_WITHIN(tensors("photos.prs").floats("attn_heads").row(0),
                   ends.floats("tiny-openclip-gelu/attn_heads").row(18), 5e-6);
}

void TestCli::exportsThePublishedArrays()
{
    QCOMPARE(run({"export-prs", "--store", path("store"), "--out", path("prs")}).code, 0);
    const SafetensorsFile expected = golden("image");
    COMPARE_WITHIN(tensors("prs").floats("attn_heads", {12, 4, 4, 48}).values, expected.floats("attn_heads").values,
                   2e-6);
    COMPARE_WITHIN(tensors("prs").floats("mlps", {12, 5, 48}).values, expected.floats("mlps").values, 2e-6);
    COMPARE_WITHIN(tensors("prs").floats("cls_attn", {12, 4, 48}).values, expected.floats("cls_attn").values, 2e-6);
    const FloatArray norms = tensors("prs").floats("embedding_norm", {12});
    const FloatArray embedding = expected.floats("embedding");
    for (std::int64_t row = 0; row < 12; ++row) {
        double squares = 0;
        for (const float value : embedding.row(row))
            squares += double(value) * value;
        QVERIFY(std::abs(std::sqrt(squares) - double(norms.values[std::size_t(row)])) < 1e-4);
    }
}

void TestCli::describesHeads()
{
    const Outcome outcome = run({"textspan", "--store", path("store"), "--pool-embeddings", m_pool, "--count", "5",
                                 "--layers", "last:2", "--rank", "80", "--out", path("spans.json")});
    QVERIFY2(outcome.code == 0, outcome.error);
    QVERIFY(outcome.error.contains("capped at 19"));
    const auto json = QJsonDocument::fromJson(QByteArray::fromStdString(readFile(path("spans.json").toStdString())));
    const QJsonArray heads = json["heads"].toArray();
    QCOMPARE(heads.size(), 8);
    QCOMPARE(heads[5].toObject()["layer"].toInt(), 3);
    QCOMPARE(heads[5].toObject()["head"].toInt(), 1);
    const QJsonObject first = heads[5].toObject()["descriptions"][0].toObject();
    QVERIFY(first["index"].toInt(-1) >= 0);
    QVERIFY(first["text"].isNull()); // embeddings without texts
    QVERIFY(first["std"].toDouble() > 0);
    QVERIFY(first["explained"].toDouble() > 0 && first["explained"].toDouble() <= 1);
    QCOMPARE(heads[5].toObject()["descriptions"].toArray().size(), 5);
}

void TestCli::describesHeadsAsThePublishedScriptsPrintThem()
{
    QCOMPARE(run({"textspan", "--store", path("store"), "--pool-embeddings", m_pool, "--count", "2", "--layers", "3",
                  "--format", "txt", "--out", path("spans.txt")})
                 .code,
             0);
    const auto lines = readLines(path("spans.txt").toStdString());
    QCOMPARE(lines.size(), std::size_t(4 * 5));
    QCOMPARE(lines[6], std::string("Layer 3, Head 1"));
    QVERIFY(lines[5].starts_with("---") && lines[7] == lines[5]);
}

void TestCli::judgesHowConsistentHeadsAre()
{
    const QString spans = write("tagged.json", R"({"heads": [
        {"layer": 2, "head": 0, "descriptions": [
            {"text": "snow", "concept": "place"}, {"text": "a man", "concept": "gender"},
            {"text": "a woman", "concept": "gender"}, {"text": "?", "concept": null},
            {"text": "a lady", "concept": "gender"}, {"text": "rain", "concept": "place"}]},
        {"layer": 2, "head": 1, "descriptions": [{"text": "?", "concept": null}]},
        {"layer": 3, "head": 0, "descriptions": []}]})");
    const Outcome outcome = run({"ccs", "--textspan", spans, "--judge", "pool", "--out", path("ccs.json"), "--json"});
    QVERIFY2(outcome.code == 0, outcome.error);
    const QJsonObject json = outcome.json();
    QCOMPARE(QJsonDocument::fromJson(QByteArray::fromStdString(readFile(path("ccs.json").toStdString()))).object(),
             json);
    QCOMPARE(json["judge"].toString(), QString("pool"));
    QCOMPARE(json["ccs_at"].toArray(), (QJsonArray{0.5, 0, 0, 0.5, 0, 0}));
    const QJsonObject head = json["heads"][0].toObject();
    QCOMPARE(head["layer"].toInt(), 2);
    QCOMPARE(head["concept"].toString(), QString("gender"));
    QCOMPARE(head["tied"].toArray(), QJsonArray());
    QCOMPARE(head["ccs"].toInt(), 3);
    QJsonArray verdicts;
    for (const QJsonValue &description : head["descriptions"].toArray())
        verdicts.append(description["verdict"]);
    QCOMPARE(verdicts, (QJsonArray{false, true, true, false, true}));
    QCOMPARE(head["descriptions"][1]["text"].toString(), QString("a man"));
    QVERIFY(json["heads"][1]["concept"].isNull());
    QCOMPARE(json["heads"][1]["ccs"], QJsonValue(0));
    QVERIFY(json["heads"][2]["ccs"].isNull());
}

void TestCli::tellsWhichConceptsAreTied()
{
    const QString spans = write("tied.json", R"({"heads": [{"layer": 0, "head": 0, "descriptions": [
        {"text": "snow", "concept": "place"}, {"text": "a man", "concept": "gender"}]}]})");
    const Outcome outcome = run({"ccs", "--textspan", spans, "--judge", "pool", "--json"});
    QVERIFY2(outcome.code == 0, outcome.error);
    const QJsonObject head = outcome.json()["heads"][0].toObject();
    QCOMPARE(head["concept"].toString(), QString("place"));
    QCOMPARE(head["tied"].toArray(), QJsonArray{"gender"});
}

void TestCli::judgesPublishedSpansByAPool()
{
    const QByteArray rule = "------------------\n";
    const QString spans = write("published.txt", rule + "Layer 3, Head 1\n" + rule + "snow\na man\na red hat\nrain\n");
    const QString pool = write("concepts.csv", "text,concept\nrain,place\nsnow,place\na man,gender\n");
    const Outcome outcome = run({"ccs", "--textspan", spans, "--judge", "pool", "--concepts", pool, "--json"});
    QVERIFY2(outcome.code == 0, outcome.error);
    const QJsonObject head = outcome.json()["heads"][0].toObject();
    QCOMPARE(head["head"].toInt(), 1);
    QCOMPARE(head["concept"].toString(), QString("place"));
    QCOMPARE(head["ccs"].toInt(), 2);
}

void TestCli::drawsHeatmaps()
{
    const Outcome outcome =
        run({"heatmap", "--model", m_model, "--pixels", m_pixels, "--index", "1", "--text-embeddings", m_classes,
             "--text-index", "2", "--head", "3.1", "--out", path("heat.png"), "--values", path("heat")});
    QVERIFY2(outcome.code == 0, outcome.error);
    QVERIFY(std::filesystem::file_size(path("heat.png").toStdString()) > 1000);
    const FloatArray heat = tensors("heat").floats("heat", {4, 4});
    double sum = tensors("heat").floats("cls", {1}).values.front();
    for (const float value : heat.values)
        sum += value;
    const FloatArray heads = golden("image").floats("attn_heads");
    const FloatArray classes = tensors("classes.safetensors").floats("embedding");
    double expected = 0;
    for (std::size_t component = 0; component < 48; ++component)
        expected += double(heads.row(1)[(3 * 4 + 1) * 48 + component]) * classes.row(2)[component];
    QVERIFY(std::abs(sum - expected) < 2e-6);
}

void TestCli::classifiesWithAndWithoutHeads()
{
    const QStringList classify = {"classify",           "--json",  "--store",     path("labelled"),
                                  "--class-embeddings", m_classes, "--attribute", "kind"};
    const Outcome plain = run(classify);
    QVERIFY2(plain.code == 0, plain.error);
    QVERIFY(plain.error.isEmpty());
    const QJsonObject baseline = plain.json()["baseline"].toObject();
    QCOMPARE(baseline["images"].toInt(), 3);
    QCOMPARE(baseline["classes"].toInt(), 7);
    QCOMPARE(baseline["per_class"].toArray().size(), 7);
    QVERIFY(baseline["worst_group_accuracy"].isNull()); // no group of ten
    QVERIFY(baseline["attributes"].toObject()["kind"].toObject().contains("cramers_v_corrected"));
    QCOMPARE(plain.json()["ablated"], plain.json()["baseline"]);

    QCOMPARE(run(QStringList(classify) << "--ablate"
                                       << "3.1,2.0"
                                       << "--mode"
                                       << "zero"
                                       << "--out" << path("logits"))
                 .code,
             0);
    QCOMPARE(tensors("logits").floats("logits_baseline").shape, (Shape{3, 7}));
    QVERIFY(largestDifference(tensors("logits").floats("logits_baseline").values,
                              tensors("logits").floats("logits_ablated").values) > 1e-3);
}

void TestCli::forwardScopeReadsThePicturesAgain()
{
    const QStringList classify = {"classify",           "--json",  "--store", path("labelled"),
                                  "--class-embeddings", m_classes, "--scope", "direct,forward",
                                  "--ablate",           "0.1",     "--out",   path("both")};
    QCOMPARE(run(classify).code, 2); // without the model
    const Outcome outcome = run(QStringList(classify) << "--model" << m_model);
    QVERIFY2(outcome.code == 0, outcome.error);
    QVERIFY(outcome.json()["ablated"].toObject()["direct"].isObject() &&
            outcome.json()["ablated"].toObject()["forward"].isObject());
    QVERIFY(largestDifference(tensors("both").floats("logits_ablated_direct").values,
                              tensors("both").floats("logits_ablated_forward").values) > 1e-4);

    const QStringList fromPixels = {"classify",     "--json",  "--store", path("store"), "--class-embeddings",
                                    m_classes,      "--scope", "forward", "--gain",      "1",
                                    "--ablate",     "0.1",     "--model", m_model,       "--out",
                                    path("forward")};
    QCOMPARE(run(fromPixels).code, 2); // a store of pixels needs them again
    QCOMPARE(run(QStringList(fromPixels) << "--pixels" << m_pixels).code, 0);
    COMPARE_WITHIN(tensors("forward").floats("logits_ablated").values,
                   tensors("forward").floats("logits_baseline").values, 5e-6);
}

void TestCli::labelsFromTensorsGiveTheSameMetrics()
{
    SafetensorsWriter labels;
    labels.add("label", IntArray({3}, {0, 1, 2}));
    labels.add("kind", IntArray({3}, {0, 1, 0}));
    labels.write(path("labels").toStdString());
    const QStringList classify = {"classify",           "--json",  "--store",     path("labelled"),
                                  "--class-embeddings", m_classes, "--attribute", "kind"};
    const QJsonObject fromManifest = run(classify).json()["baseline"].toObject();
    const auto kind = [](const QJsonObject &metrics) { return metrics["attributes"].toObject()["kind"].toObject(); };
    const QJsonObject fromTensors =
        run(QStringList(classify) << "--labels" << path("labels")).json()["baseline"].toObject();
    for (const char *key : {"accuracy", "per_class"})
        QCOMPARE(fromTensors[key], fromManifest[key]);
    QCOMPARE(kind(fromTensors)["cramers_v"], kind(fromManifest)["cramers_v"]);
}

void TestCli::aClassNamedTwiceIsTwoClasses()
{
    SafetensorsFile classes(m_classes.toStdString());
    FloatArray twice = classes.floats("embedding");
    std::ranges::copy(twice.row(0), twice.row(2).begin());
    SafetensorsWriter writer;
    writer.add("embedding", twice);
    writer.setMetadata("texts", R"(["a","b","a","d","e","f","g"])");
    writer.write(path("twice.safetensors").toStdString());
    SafetensorsWriter labels;
    labels.add("label", IntArray({3}, {2, 2, 2}));
    labels.write(path("of the second").toStdString());

    const Outcome outcome =
        run({"classify", "--json", "--store", path("labelled"), "--class-embeddings", path("twice.safetensors"),
             "--labels", path("of the second"), "--out", path("logits")});
    QVERIFY2(outcome.code == 0, outcome.error);
    QVERIFY2(outcome.error.contains("\"a\" is in lines 1 and 3"), outcome.error);
    const QJsonArray perClass = outcome.json()["baseline"].toObject()["per_class"].toArray();
    QCOMPARE(perClass.size(), 7);
    QCOMPARE(perClass[2].toObject()["n"].toInt(), 3);
    QCOMPARE(perClass[2].toObject()["accuracy"].toDouble(-1), 0.0); // a tie goes to the first
    const FloatArray logits = tensors("logits").floats("logits_baseline");
    for (std::int64_t image = 0; image < logits.shape[0]; ++image)
        QCOMPARE(logits.row(image)[0], logits.row(image)[2]);
}

void TestCli::labelsByNameMayNotMeanTwoClasses()
{
    const Outcome outcome = run(
        {"classify", "--store", path("labelled"), "--model", m_model, "--classes", write("twice.txt", "b\na\nc\na\n")});
    QCOMPARE(outcome.code, 3);
    QVERIFY2(outcome.error.contains("\"a\" names two classes, line 2 and line 4"), outcome.error);
}

void TestCli::namesInTheLogAreOneLineEach()
{
    const QByteArray manifest = "path\n" + data("preprocess/images/tall.png").toUtf8() +
                                "\n\"two\nlines.png\"\n\"red\x1b[31m.png\"\n\"\xe2\x80\xaegnp.png\"\n";
    const Outcome outcome = run({"decompose", "--json", "--model", m_model, "--manifest", write("names.csv", manifest),
                                 "--store", path("of names")});
    QVERIFY2(outcome.code == 0, outcome.error);
    QCOMPARE(outcome.json()["images"].toInt(), 1);
    int leftOut = 0;
    for (const QByteArray &line : outcome.error.split('\n')) {
        leftOut += line.startsWith("left out");
        for (const char character : line)
            QVERIFY2(static_cast<unsigned char>(character) >= ' ', outcome.error.toPercentEncoding());
    }
    QCOMPARE(leftOut, 3);
    QVERIFY(!outcome.error.contains("\xe2\x80\xae"));
    QVERIFY2(outcome.error.contains("two\\nlines.png"), outcome.error);
    QVERIFY2(outcome.error.contains("red\\x1b[31m.png"), outcome.error);
    const QJsonArray skipped = outcome.json()["skipped"].toArray();
    QVERIFY(skipped[0].toObject()["path"].toString().endsWith("two\nlines.png"));
    QVERIFY(skipped[1].toObject()["path"].toString().endsWith("red\x1b[31m.png"));
}

void TestCli::whatAFolderHoldsIsReadOrNamed()
{
    QDir(m_folder.path()).mkpath("folder/deep/deeper");
    const QString picture = data("preprocess/images/gray.jpg");
    QVERIFY(QFile::copy(picture, path("folder/saved.jfif")));
    QVERIFY(QFile::copy(picture, path("folder/deep/deeper/below.jpg")));
    write("folder/moving.gif", "GIF89a");
    write("folder/notes.txt", "none");
    for (const QStringList &verb : {QStringList{"decompose", "--store", path("of a folder")},
                                    QStringList{"encode-image", "--out", path("of a folder.e")},
                                    QStringList{"preprocess", "--out", path("of a folder.p")}}) {
        const Outcome outcome = run(verb + QStringList{"--json", "--model", m_model, "--images", path("folder")});
        QVERIFY2(outcome.code == 0, outcome.error);
        QCOMPARE(outcome.json()["images"].toInt(), 1);
        const QJsonArray skipped = outcome.json()["skipped"].toArray();
        QCOMPARE(skipped.size(), 2);
        QVERIFY(skipped[0].toObject()["path"].toString().endsWith("deep/deeper/below.jpg"));
        QVERIFY(skipped[1].toObject()["path"].toString().endsWith("moving.gif"));
        QVERIFY2(outcome.error.contains("moving.gif: is of a kind that isn't read"), outcome.error);
    }
    QCOMPARE(run({"store-info", "--store", path("of a folder")}).code, 0);
}

void TestCli::spreadsheetsAreManifests()
{
    const QByteArray manifest = "sep=;\r\nPath; label;gender\r\n" + data("preprocess/images/tall.png").toUtf8() +
                                ";a;nan\r\n" + data("preprocess/images/wide.jpg").toUtf8() + ";b;f\r\n";
    const Outcome outcome = run({"decompose", "--json", "--model", m_model, "--manifest", write("excel.csv", manifest),
                                 "--store", path("of a spreadsheet")});
    QVERIFY2(outcome.code == 0, outcome.error);
    QCOMPARE(outcome.json()["images"].toInt(), 2);
    for (const char *said : {"separated by \";\"", "\"Path\" is read as \"path\"", "\" label\" is read as \"label\"",
                             "\"gender\" that look missing but are kept as values: \"nan\""})
        QVERIFY2(outcome.error.contains(said), outcome.error);
    const QJsonObject store = run({"store-info", "--store", path("of a spreadsheet")}).json();
    QCOMPARE(store["labels"].toBool(), true);
}

void TestCli::withoutLabelsWhatNeedsNoneIsGiven()
{
    const QStringList classify = {"classify", "--json",      "--store", path("labelled"), "--class-embeddings",
                                  m_classes,  "--attribute", "kind",    "--ablate",       "1.1"};
    SafetensorsWriter unlabelled;
    unlabelled.add("kind", IntArray({3}, {0, 1, 0}));
    unlabelled.write(path("unlabelled").toStdString());
    const Outcome outcome = run(QStringList(classify) << "--labels" << path("unlabelled"));
    QCOMPARE(outcome.code, 0);
    QVERIFY2(outcome.error.contains("no labels"), outcome.error.constData());
    for (const char *state : {"baseline", "ablated"}) {
        const QJsonObject metrics = outcome.json()[state].toObject();
        QVERIFY(metrics["accuracy"].isNull());
        QCOMPARE(metrics["why"].toObject()["accuracy"].toString(), QString("no image has a label"));
        const QJsonObject kind = metrics["attributes"].toObject()["kind"].toObject();
        const QJsonObject labelled = run(classify).json()[state].toObject()["attributes"].toObject()["kind"].toObject();
        for (const char *key : {"images", "cramers_v", "demographic_parity_gap", "max_skew", "max_skew_settings"})
            QCOMPARE(kind[key], labelled[key]);
        QVERIFY(kind["demographic_parity_gap"].isDouble() && kind["max_skew"].isDouble());
        QVERIFY(kind["equal_opportunity_gap"].isNull() && kind["cramers_v_labels"].isNull());
        QCOMPARE(kind["why"].toObject()["equal_opportunity_gap"].toString(), QString("no image has a label"));
    }
    // A store that has never had any, and no attribute to ask for.
    const Outcome bare =
        run({"classify", "--json", "--store", path("store"), "--class-embeddings", m_classes, "--ablate", "1.1"});
    QCOMPARE(bare.code, 0);
    QVERIFY(bare.json()["ablated"].toObject()["accuracy"].isNull());
}

void TestCli::topAndSmallestGroupCanBeSaid()
{
    const QStringList classify = {"classify",           "--json",  "--store",     path("labelled"),
                                  "--class-embeddings", m_classes, "--attribute", "kind"};
    const auto kind = [&](const QStringList &more) {
        return run(classify + more).json()["baseline"].toObject()["attributes"].toObject()["kind"].toObject();
    };
    QCOMPARE(kind({})["max_skew_settings"].toObject()["k"].toInt(), 1);
    const QJsonObject whole = kind({"--top", "3"});
    QVERIFY(whole["max_skew"].isNull());
    QCOMPARE(whole["why"].toObject()["max_skew"].toString(), QString("k takes in every image"));
    QVERIFY(kind({})["worst_group_accuracy"].isNull());
    QVERIFY(kind({"--min-group", "1"})["worst_group_accuracy"].isDouble());
}

void TestCli::turnsPicturesUprightIfAsked()
{
    const QString picture = data("preprocess/images/exif_orientation6.jpg");
    const QStringList preprocess = {"preprocess", "--size", "32", "--images", picture, "--out", path("turned")};
    const SafetensorsFile expected(dataPath("preprocess/preprocess.safetensors"));
    for (const bool upright : {false, true}) {
        QCOMPARE(run(QStringList(preprocess) << (upright ? QStringList{"--upright"} : QStringList())).code, 0);
        const std::string variant = upright ? "_upright" : "";
        QCOMPARE(tensors("turned").ints("uint8", {1, 32, 32, 3}).values,
                 expected.ints("exif_orientation6.jpg/crop32" + variant).values);
        COMPARE_WITHIN(tensors("turned").floats("pixels").values,
                       expected.floats("exif_orientation6.jpg/pixels32" + variant).values, 1e-6);
    }

    // The same through every verb that reads pictures: from the file and from the pixels that it should become.
    const QStringList fromFile = {"--model", m_model, "--images", picture, "--upright"};
    const QStringList fromPixels = {"--model", m_model, "--pixels", path("turned")};
    const auto isSame = [&](const QString &verb, const QStringList &more, const char *tensor) {
        for (const bool pixels : {false, true}) {
            const QString out = path(pixels ? "of pixels" : "of a file");
            QStringList arguments = QStringList{verb} << (pixels ? fromPixels : fromFile) << more << "--out" << out;
            if (verb == "decompose")
                arguments.replace(arguments.size() - 2, "--store");
            const Outcome outcome = run(arguments);
            if (outcome.code != 0)
                qWarning() << outcome.error;
        }
        if (verb == "decompose") {
            for (const char *name : {"of pixels", "of a file"}) {
                run({"export-prs", "--store", path(name), "--out", path("export")});
                std::filesystem::remove_all(path(name).toStdString());
                std::filesystem::rename(path("export").toStdString(), path(name).toStdString());
            }
        }
        const bool same = tensors("of pixels").floats(tensor).values == tensors("of a file").floats(tensor).values;
        std::filesystem::remove(path("of pixels").toStdString());
        std::filesystem::remove(path("of a file").toStdString());
        return same;
    };
    QVERIFY(isSame("encode-image", {}, "embedding"));
    QVERIFY(isSame("decompose", {}, "attn_heads"));

    const QStringList heatmap = {"heatmap", "--model", m_model, "--text-embeddings", m_classes};
    QCOMPARE(run(QStringList(heatmap) << "--image" << picture << "--upright"
                                      << "--values" << path("heat file"))
                 .code,
             0);
    QCOMPARE(run(QStringList(heatmap) << "--pixels" << path("turned") << "--values" << path("heat pixels")).code, 0);
    QCOMPARE(tensors("heat file").floats("heat"), tensors("heat pixels").floats("heat"));

    // A store remembers it, so forward ablation reads the picture the same way.
    QCOMPARE(run(QStringList{"decompose", "--store", path("upright")} << fromFile).code, 0);
    QCOMPARE(run({"store-info", "--store", path("upright")}).json()["preprocessing"].toObject()["upright"].toBool(),
             true);
    QCOMPARE(run({"classify", "--store", path("upright"), "--model", m_model, "--class-embeddings", m_classes,
                  "--scope", "forward", "--gain", "1", "--ablate", "0.1", "--out", path("forward upright")})
                 .code,
             0);
    COMPARE_WITHIN(tensors("forward upright").floats("logits_ablated").values,
                   tensors("forward upright").floats("logits_baseline").values, 5e-6);
    QCOMPARE(run(QStringList{"encode-image", "--upright", "--out", path("never")} << fromPixels).code, 2);
}

void TestCli::describesStores()
{
    const QJsonObject info = run({"store-info", "--store", path("labelled")}).json();
    const QJsonObject expected = {{"state", "complete"}, {"images", 3},
                                  {"layers", 4},         {"heads", 4},
                                  {"head_dim", 16},      {"embed_dim", 48},
                                  {"dtype", "f32"},      {"cls_token", false},
                                  {"source_hashes", 3},  {"skipped", QJsonArray()},
                                  {"labels", true},      {"attributes", QJsonArray{"kind"}}};
    for (auto entry = expected.begin(); entry != expected.end(); ++entry)
        QVERIFY2(info[entry.key()] == entry.value(), qPrintable(entry.key()));
    const QJsonObject model = run({"model-info", "--model", m_model}).json();
    QCOMPARE(info["model"].toObject()["sha256"], model["sha256"]);
    QCOMPARE(info["model"].toObject()["family"], model["family"]);
    QCOMPARE(info["preprocessing"].toObject()["image_size"].toInt(), 32);
    QVERIFY(info["convention"].toString().contains("split evenly"));
    QVERIFY(info["bytes"].toInt() > 10'000);
}

void TestCli::mergesShardsOfManifests()
{
    // Pictures of the "labelled" store, in two parts.
    const auto row = [](const char *file, const char *facts) {
        return data("preprocess/images/").toUtf8() + file + "," + facts + "\n";
    };
    const QByteArray header = "path,label,kind\n";
    const QString first = write("first.csv", header + row("rgb_photo.png", "a,x"));
    const QString second = write("second.csv", header + row("tall.png", "b,y") + row("wide.jpg", "c,x"));
    for (const QString &part : {first, second})
        QCOMPARE(run({"decompose", "--model", m_model, "--manifest", part, "--store", part + ".store"}).code, 0);
    const QStringList merge = {"store-merge", first + ".store", second + ".store", "--out", path("merged"), "--json"};
    const Outcome merged = run(merge);
    QVERIFY2(merged.code == 0, merged.error);
    QCOMPARE(merged.json()["images"].toInt(), 3);

    const auto metrics = [&](const char *store) {
        return run({"classify", "--json", "--store", path(store), "--class-embeddings", m_classes, "--model", m_model,
                    "--ablate", "1.1,3.2", "--scope", "direct,forward", "--attribute", "kind"})
            .json();
    };
    QCOMPARE(metrics("merged"), metrics("labelled"));
    QVERIFY(!metrics("merged")["baseline"].toObject()["accuracy"].isNull());

    const Outcome overlapping = run({"store-merge", path("labelled"), second + ".store", "--out", path("never")});
    QCOMPARE(overlapping.code, 3);
    QVERIFY2(overlapping.error.contains("labelled") && overlapping.error.contains("tall.png"), overlapping.error);
}

void TestCli::measuresItself()
{
    const Outcome outcome = run({"bench", "--model", m_model, "--batch", "4", "--images", "8"});
    QVERIFY2(outcome.code == 0, outcome.error);
    for (const char *key : {"plain_images_per_second", "decompose_images_per_second", "decompose_over_plain",
                            "textspan_seconds_per_head", "toggle_ms_p50", "toggle_ms_p99", "heatmap_new_text_ms"})
        QVERIFY2(outcome.json()[key].toDouble() > 0, key);
}

void TestCli::mistakesAreOneLineAndTheRightCode_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("code");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const QStringList &arguments, int code, const char *says) {
        QTest::newRow(name) << arguments << code << QString(says);
    };
    const QString empty = write("empty.txt", "");
    const QString out = path("never");
    const QStringList classify = {"classify", "--store", path("labelled"), "--class-embeddings", m_classes};
    row("no verb", {}, 2, "subcommand");
    row("unknown verb", {"explode"}, 2, "explode");
    row("unknown option", {"model-info", "--model", m_model, "--fast"}, 2, "--fast");
    row("option missing", {"tokenize", "--out", out}, 2, "--tokenizer");
    row("no such head",
        QStringList(classify) << "--ablate"
                              << "4.0",
        2, "head 4.0");
    row("no head at all",
        QStringList(classify) << "--ablate"
                              << "first",
        2, "\"first\"");
    row("two ways to give pictures",
        {"encode-image", "--model", m_model, "--images", "a.png", "--pixels", m_pixels, "--out", out}, 2, "pixels");
    row("pool without a model", {"textspan", "--store", path("store"), "--pool", empty, "--out", out}, 2, "--model");
    const QString untagged =
        write("untagged.json", R"({"heads": [{"layer": 0, "head": 0, "descriptions": [{"text": "a dog"}]}]})");
    row("unknown judge", {"ccs", "--textspan", untagged, "--judge", "oracle", "--out", out}, 2, "{pool}");
    row("spans without concepts", {"ccs", "--textspan", untagged, "--judge", "pool", "--out", out}, 3, "--concepts");
    row("spans that are none", {"ccs", "--textspan", write("list.json", "[]"), "--judge", "pool", "--out", out}, 3,
        "\"heads\"");
    row("missing checkpoint", {"model-info", "--model", path("absent")}, 3, "absent");
    row("folder without a checkpoint", {"model-info", "--model", data("preprocess/images")}, 3, "not a checkpoint");
    row("empty pool", {"textspan", "--store", path("store"), "--model", m_model, "--pool", empty, "--out", out}, 3,
        "empty.txt");
    row("pool of another width",
        {"textspan", "--store", path("store"), "--out", out, "--pool-embeddings",
         data("textspan_synthetic/textspan.safetensors")},
        3, "embedding");
    row("gain that is no number",
        QStringList(classify) << "--gain"
                              << "nan",
        2, "--gain");
    row("class token in a forward pass",
        QStringList(classify) << "--ablate-cls"
                              << "1"
                              << "--scope"
                              << "forward"
                              << "--model" << m_model,
        2, "--ablate-cls");
    row("texts of another model",
        {"classify", "--store", path("labelled"), "--class-embeddings", m_classes, "--model", m_model + "/fp16"}, 3,
        "not the checkpoint");
    row("another activation than the store's",
        QStringList(classify) << "--model" << m_model << "--activation"
                              << "quick_gelu",
        3, "the activation \"gelu\", and the model is opened with \"quick_gelu\"");
    row("other heads than the store's",
        QStringList(classify) << "--model" << m_model << "--heads"
                              << "8"
                              << "--scope"
                              << "forward",
        3, "the heads 4, and the model is opened with 8");
    row("texts for another activation",
        {"textspan", "--store", path("store"), "--model", m_model, "--activation", "quick_gelu", "--pool",
         write("pool.txt", "a dog\n"), "--tokenizer", data("tokenizer"), "--out", out},
        3, "activation");
    row("gain beyond all numbers",
        QStringList(classify) << "--ablate"
                              << "1.1"
                              << "--gain"
                              << "1e300",
        2, "--gain");
    row("class twice",
        {"classify", "--store", path("labelled"), "--model", m_model, "--classes", write("twice.txt", "a\nb\na\n")}, 3,
        "line 3");
    SafetensorsWriter none;
    none.add("embedding", FloatArray({0, 48}));
    none.write(path("none").toStdString());
    row("no class at all", {"classify", "--store", path("labelled"), "--class-embeddings", path("none")}, 3, "none");
    row("no store", {"export-prs", "--store", data("tokenizer"), "--out", out}, 3, "not a contribution store");
    row("damaged tokenizer", {"tokenize", "--tokenizer", write("tokenizer.json", "{"), "--texts", empty, "--out", out},
        3, "tokenizer.json");
    row("no picture at all", {"encode-image", "--model", m_model, "--images", empty, "--out", out}, 3, "empty.txt");
    row("manifest without paths",
        {"decompose", "--model", m_model, "--store", out, "--manifest", write("pathless.csv", "file,label\na.png,a\n")},
        3, "path");
    row("manifest of missing files",
        {"decompose", "--model", m_model, "--store", out, "--manifest", write("missing.csv", "path,label\nno.png,a\n")},
        3, "missing.csv");
    row("label that is no class",
        {"classify", "--store", path("labelled"), "--model", m_model, "--classes", write("classes.txt", "a\nb\n"),
         "--tokenizer", data("tokenizer")},
        3, "c");
    row("attribute that isn't there",
        QStringList(classify) << "--attribute"
                              << "age",
        3, "\"age\"");
    row("pixels of another size", {"decompose", "--model", m_model, "--store", out, "--pixels", m_classes}, 3,
        "classes.safetensors");
    row("vocabulary of another model",
        {"encode-text", "--model", m_model, "--texts", write("dog.txt", "a dog"), "--tokenizer", data("tokenizer"),
         "--out", out},
        3, "vocabulary");
    row("out where nothing can be written",
        {"export-prs", "--store", path("store"), "--out", path("no/such/folder/out")}, 1, "no/such/folder");
    // Told before the model is missed.
    const QString absent = path("absent");
    row("out is a folder", {"encode-image", "--model", absent, "--pixels", m_pixels, "--out", path("store")}, 1,
        "it is a folder");
    row("out below a file", {"encode-text", "--model", absent, "--texts", empty, "--out", empty + "/out"}, 1,
        "empty.txt");
    row("out of findings", {"demo-findings", "--model", absent, "--out", path("no/such/folder/out")}, 1,
        "no/such/folder");
    row("store in no folder", {"decompose", "--model", absent, "--pixels", m_pixels, "--store", path("no/such/store")},
        3, "no/such");
    row("store that is none", {"decompose", "--model", absent, "--pixels", m_pixels, "--store", m_model}, 3,
        "not a contribution store");
    row("merged store in no folder", {"store-merge", absent, absent, "--out", path("no/such/store")}, 3, "no/such");
    row("demo model in a file", {"train-demo", "--out", empty, "--samples", "1"}, 1, "empty.txt");
}

void TestCli::mistakesAreOneLineAndTheRightCode()
{
    QFETCH(QStringList, arguments);
    QFETCH(int, code);
    QFETCH(QString, says);
    const Outcome outcome = run(arguments);
    QVERIFY2(outcome.code == code, outcome.error);
    QVERIFY2(outcome.error.contains(says.toUtf8()), outcome.error);
    QVERIFY(outcome.out.isEmpty());
    const QList<QByteArray> lines = outcome.error.trimmed().split('\n');
    QVERIFY2(lines.last().startsWith("headscope-cli: "), outcome.error);
    for (const QString &entry : QDir(m_folder.path()).entryList())
        QVERIFY2(!entry.startsWith("never"), qPrintable(entry));
}

void TestCli::resultsGoThroughPipesAndLinks()
{
    const QStringList tokenize = {
        "tokenize", "--tokenizer", data("tokenizer"), "--texts", write("one.txt", "a photo of a dog"), "--out"};
    QCOMPARE(run(QStringList(tokenize) << path("plain ids")).code, 0);
    const std::string plain = readFile(path("plain ids").toStdString());

    const std::filesystem::path link = path("link to ids").toStdString();
    std::filesystem::create_symlink("linked ids", link);
    QCOMPARE(run(QStringList(tokenize) << path("link to ids")).code, 0);
    QVERIFY(std::filesystem::is_symlink(link));
    QVERIFY(readFile(path("linked ids").toStdString()) == plain);

    const Outcome piped = run(QStringList(tokenize) << "/dev/stdout");
    QCOMPARE(piped.code, 0);
    QCOMPARE(piped.out, QByteArray::fromStdString(plain));
}

void TestCli::saysWhatAnOlderStoreDoesNotState()
{
    std::filesystem::copy(path("labelled").toStdString(), path("older").toStdString());
    const std::string file = path("older/store.json").toStdString();
    QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(readFile(file))).object();
    json.remove("activation");
    writeFileAtomically(file, QJsonDocument(json).toJson().toStdString());
    const Outcome outcome = run({"classify", "--store", path("older"), "--model", m_model, "--class-embeddings",
                                 m_classes, "--activation", "quick_gelu", "--json"});
    QVERIFY2(outcome.code == 0, outcome.error);
    QCOMPARE(outcome.error.count("\n"), 1);
    QVERIFY2(outcome.error.contains("older") && outcome.error.contains("activation"), outcome.error);
}

void TestCli::neverOverwritesWhatItReads_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("out");
    const QString texts = write("precious.txt", "a dog");
    const QString copy = path("precious.safetensors");
    std::filesystem::copy_file(m_pixels.toStdString(), copy.toStdString());
    const QString link = path("link");
    std::filesystem::create_symlink(copy.toStdString(), link.toStdString());
    std::filesystem::copy(m_model.toStdString(), path("model").toStdString());
    const QString other = path("stores/../precious.txt");
    std::filesystem::create_directory(path("stores").toStdString());

    const auto row = [](const char *name, const QStringList &arguments, const QString &out) {
        QTest::newRow(name) << arguments << out;
    };
    row("tokenize", {"tokenize", "--tokenizer", data("tokenizer"), "--texts", texts, "--out"}, texts);
    row("another way to write it", {"tokenize", "--tokenizer", data("tokenizer"), "--texts", texts, "--out"}, other);
    row("a symbolic link", {"encode-image", "--model", m_model, "--pixels", link, "--out"}, copy);
    row("one of several", {"preprocess", "--size", "8", "--images", data("preprocess/images/gray.jpg"), texts, "--out"},
        texts);
    row("the model in its folder", {"encode-image", "--model", path("model"), "--pixels", copy, "--out"},
        path("model/open_clip_model.safetensors"));
    std::filesystem::create_symlink(path("model/open_clip_model.safetensors").toStdString(),
                                    path("weights").toStdString());
    row("a link into the model's folder", {"encode-image", "--model", path("model"), "--pixels", copy, "--out"},
        path("weights"));
    row("a file of the store", {"export-prs", "--store", path("store"), "--out"}, path("store/heads.safetensors"));
    row("a shard", {"store-merge", path("store"), path("labelled"), "--out"}, path("store"));
    row("values", {"heatmap", "--model", m_model, "--pixels", copy, "--text-embeddings", m_classes, "--values"},
        m_classes);
    row("two results",
        {"heatmap", "--model", m_model, "--pixels", copy, "--text-embeddings", m_classes, "--out", texts + ".png",
         "--values"},
        texts + ".png");
}

void TestCli::neverOverwritesWhatItReads()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, out);
    const Outcome outcome = run(QStringList(arguments) << out);
    QCOMPARE(outcome.code, 2);
    QVERIFY2(outcome.error.contains("would overwrite"), outcome.error);
    QVERIFY2(outcome.error.contains(out.toUtf8()), outcome.error);
    QCOMPARE(readFile(path("precious.txt").toStdString()), std::string("a dog"));
    QVERIFY(std::filesystem::is_directory(path("store").toStdString()));
}

void TestCli::aFullDiskIsOneLineAndTheRunResumes()
{
    QByteArray manifest = "path\n";
    for (int copy = 0; copy < 600; ++copy)
        manifest += data("preprocess/images/exact_32.png").toUtf8() + "\n";
    const QStringList decompose = {"decompose", "--model",    m_model, "--manifest", write("copies.csv", manifest),
                                   "--store",   path("full"), "--json"};
    const rlim_t room = 400'000; // the heads of 600 pictures take 614 kB, the moments of any number 120 kB
    const auto saysWhich = [](const Outcome &outcome, const QString &file) {
        const QByteArray last = outcome.error.trimmed().split('\n').last();
        return outcome.code == 1 && last.startsWith("headscope-cli: ") && last.contains(file.toUtf8()) &&
               last.contains(" written");
    };
    const Outcome full = run(decompose, room);
    QVERIFY2(saysWhich(full, path("full.partial")), full.error);
    QVERIFY(!std::filesystem::exists(path("full").toStdString()));
    const QJsonObject info = run({"store-info", "--store", path("full")}).json();
    QCOMPARE(info["state"].toString(), QString("partial"));
    QVERIFY(info["images"].toInt() > 0 && info["images"].toInt() < 600);
    QCOMPARE(info["source_hashes"].toInt(), 1);
    QCOMPARE(run(decompose).json()["images"].toInt(), 600);
    QCOMPARE(run({"store-info", "--store", path("full")}).json()["state"].toString(), QString("complete"));

    // What can't be resumed leaves nothing.
    for (const QStringList &verb : {QStringList{"export-prs", "--store", path("full"), "--out", path("never")},
                                    QStringList{"store-merge", path("labelled"), path("full"), "--out", path("never")},
                                    QStringList{"preprocess", "--size", "224", "--images",
                                                data("preprocess/images/tall.png"), "--out", path("never")}}) {
        const Outcome outcome = run(verb, room);
        QVERIFY2(saysWhich(outcome, path("never")), outcome.error);
        for (const QString &entry : QDir(m_folder.path()).entryList())
            QVERIFY2(!entry.startsWith("never"), qPrintable(entry));
    }
}

void TestCli::ctrlCStopsAndTheRunResumes()
{
    // Enough pictures that the run is under way when it is interrupted.
    QByteArray manifest = "path\n";
    for (int copy = 0; copy < 4000; ++copy)
        manifest += data("preprocess/images/exact_224.png").toUtf8() + "\n";
    const QStringList decompose = {"decompose", "--model",    m_model, "--manifest", write("many.csv", manifest),
                                   "--store",   path("many"), "--json"};
    QProcess process;
    process.start(HEADSCOPE_CLI, decompose);
    QVERIFY(process.waitForStarted());
    QTRY_VERIFY_WITH_TIMEOUT(std::filesystem::exists(path("many.partial").toStdString()), 20'000);
    QTest::qWait(200);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("cancelled"));
    QVERIFY(!std::filesystem::exists(path("many").toStdString()));

    const Outcome resumed = run(decompose);
    QVERIFY2(resumed.code == 0, resumed.error);
    QCOMPARE(resumed.json()["images"].toInt(), 4000);
    QVERIFY(!std::filesystem::exists(path("many.partial").toStdString()));
}

QTEST_GUILESS_MAIN(TestCli)
#include "tst_cli.moc"
