// SPDX-License-Identifier: GPL-3.0-or-later
// Checkpoints as people bring them: towers of many families, and files with more or less in them than a model.
#include "core/checkpoint/checkpoint.h"
#include "core/clip/clipmodel.h"
#include "core/clip/torchconversions.h"
#include "core/decomposition/decomposition.h"
#include "core/decomposition/headbasis.h"
#include "core/files.h"
#include "core/json.h"
#include "tests/core/goldens.h"
#include "tests/core/inputerrors.h"
#include "tests/core/torchwriter.h"

#include <QTemporaryDir>

#include <c10/core/InferenceMode.h>

#include <functional>

using namespace headscope;
using namespace headscope::test;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Tensors = std::map<std::string, StoredTensor>;

/// The tensors of model A or B under the names in its file.
Tensors tensorsOf(const QString &model)
{
    const char *name = model == kModelA ? "open_clip_model.safetensors" : "model.safetensors";
    return SafetensorsFile(modelPath(model) / name).tensors();
}

Json configOf(const QString &model)
{
    return readJson(modelPath(model) / (model == kModelA ? "open_clip_config.json" : "config.json"));
}

StoredTensor filled(const Shape &shape, float value)
{
    const auto array = std::make_shared<const FloatArray>(shape, value);
    return {DType::F32, shape, std::as_bytes(std::span(array->values)), array};
}

/// The first `size` bytes of a tensor's, taken for another type; zeros if there are none.
StoredTensor bytesAs(DType dtype, const Shape &shape)
{
    const auto bytes =
        std::make_shared<const std::vector<std::byte>>(std::size_t(elementCount(shape)) * bitSize(dtype) / 8);
    return {dtype, shape, *bytes, bytes};
}

/// Any types, as they are.
void writeRaw(const fs::path &file, const Tensors &tensors)
{
    Json header = Json::object();
    std::string data;
    for (const auto &[name, tensor] : tensors) {
        const std::size_t begin = data.size();
        data.append(reinterpret_cast<const char *>(tensor.bytes.data()), tensor.bytes.size());
        header[name] = {{"dtype", std::string(headscope::name(tensor.dtype))},
                        {"shape", tensor.shape},
                        {"data_offsets", {begin, data.size()}}};
    }
    const std::string text = header.dump();
    writeFileAtomically(file, littleEndian(std::uint64_t(text.size())) + text + data);
}

Tensors chosen(Tensors tensors, const std::function<bool(const std::string &)> &isMeant)
{
    std::erase_if(tensors, [&](const auto &entry) { return !isMeant(entry.first); });
    return tensors;
}

Tensors renamed(const Tensors &tensors, const std::string &from, const std::string &to)
{
    Tensors result;
    for (const auto &[name, tensor] : tensors)
        result[name.starts_with(from) ? to + name.substr(from.size()) : name] = tensor;
    return result;
}

bool isImage(const std::string &name) { return name.starts_with("vision_model.") || name.starts_with("visual"); }

QString notes(const ClipConfig &config)
{
    QStringList lines;
    for (const std::string &note : notesOn(config))
        lines << QString::fromStdString(note);
    return lines.join('\n');
}

class ModelFolder
{
public:
    fs::path path() const { return m_folder.path().toStdString(); }

    /// Model A's or B's files with these weights and this configuration.
    const ModelFolder &write(const QString &model, const Tensors &tensors, const Json &config = {}) const
    {
        const bool openClip = model == kModelA;
        if (!openClip)
            fs::copy(modelPath(model) / "preprocessor_config.json", path(), fs::copy_options::overwrite_existing);
        writeFileAtomically(path() / (openClip ? "open_clip_config.json" : "config.json"),
                            (config.is_null() ? configOf(model) : config).dump());
        writeRaw(path() / (openClip ? "open_clip_model.safetensors" : "model.safetensors"), tensors);
        return *this;
    }

private:
    QTemporaryDir m_folder;
};

/// All heads and MLPs together, [K, d]: a normalised embedding.
FloatArray sumOfContributions(const ClipModel &model, const FloatArray &pixels)
{
    const c10::InferenceMode guard;
    const Decomposition decomposition = decomposeImages(model, pixels);
    const FloatArray basis = headBasis(model);
    const at::Tensor own = tensorView(decomposition.coordinates);
    const at::Tensor shared = tensorView(decomposition.shared)
                                  .unsqueeze(1)
                                  .unsqueeze(1)
                                  .expand({own.size(0), own.size(1), own.size(2), kSharedCoordinates});
    const at::Tensor heads = at::einsum("klhe,lhed->kd", {at::cat({own, shared}, -1), tensorView(basis)});
    return toArray(heads + tensorView(decomposition.mlps).sum(1));
}

/// A model of another family around the image tower of model A or B.
struct Family
{
    const char *name;
    QString model;
    std::function<void(Tensors &, Json &)> make;
    const char *says; ///< of the text tower
};

const std::vector<Family> &families()
{
    const auto bert = [](Tensors &tensors) {
        tensors = chosen(tensors, isImage);
        tensors["text_model.embeddings.word_embeddings.weight"] = filled({7, 5}, 0.5f);
        tensors["text_model.encoder.layer.0.attention.self.query.weight"] = filled({5, 5}, 0.5f);
        tensors["text_projection.weight"] = filled({40, 5}, 0.5f);
    };
    const auto alone = [](Tensors &tensors, Json &config) {
        tensors = chosen(tensors, isImage);
        config = config["vision_config"];
        config["model_type"] = "clip_vision_model";
    };
    const auto typed = [bert](const std::string &type, const std::string &vision) {
        return [=](Tensors &tensors, Json &config) {
            bert(tensors);
            config["model_type"] = type;
            config["vision_config"]["model_type"] = vision;
            config["text_config"] = {{"model_type", "bert"}, {"hidden_act", "gelu"}};
        };
    };
    static const std::vector<Family> all = {
        {"an image tower of transformers", kModelB, alone, "has no text tower"},
        {"with the names of a model alone", kModelB,
         [alone](Tensors &tensors, Json &config) {
             alone(tensors, config);
             tensors = renamed(tensors, "vision_model.", "");
         },
         "has no text tower"},
        {"of another type", kModelB,
         [alone](Tensors &tensors, Json &config) {
             alone(tensors, config);
             config["model_type"] = "metaclip_2_vision_model";
         },
         "has no text tower"},
        {"a whole configuration, an image tower's weights", kModelB,
         [](Tensors &tensors, Json &) { tensors = chosen(tensors, isImage); }, "has no text tower"},
        {"Chinese-CLIP", kModelB, typed("chinese_clip", "chinese_clip_vision_model"), "BERT"},
        {"AltCLIP", kModelB, typed("altclip", "altclip_vision_model"), "XLM-RoBERTa"},
        {"two models of transformers", kModelB,
         [typed](Tensors &tensors, Json &config) {
             typed("vision-text-dual-encoder", "clip_vision_model")(tensors, config);
             tensors = renamed(tensors, "vision_model.", "vision_model.vision_model.");
         },
         "isn't CLIP's own"},
        {"open_clip with a text tower of transformers", kModelA,
         [](Tensors &tensors, Json &config) {
             tensors = chosen(tensors, isImage);
             tensors["text.transformer.encoder.layer.0.attention.self.query.weight"] = filled({5, 5}, 0.5f);
             tensors["text.proj.0.weight"] = filled({5, 5}, 0.5f);
             config["model_cfg"]["text_cfg"] = {{"hf_model_name", "xlm-roberta-base"}, {"hf_pooler_type", "mean"}};
         },
         "xlm-roberta-base"},
        {"open_clip without a text tower", kModelA,
         [](Tensors &tensors, Json &config) {
             tensors = chosen(tensors, isImage);
             config["model_cfg"].erase("text_cfg");
         },
         "no text tower"},
        {"open_clip with texts that see both ways", kModelA,
         [](Tensors &, Json &config) { config["model_cfg"]["text_cfg"]["no_causal_mask"] = true; }, "no_causal_mask"},
        {"open_clip with texts that are pooled at the end", kModelA,
         [](Tensors &, Json &config) { config["model_cfg"]["text_cfg"]["pool_type"] = "last"; }, "last"},
    };
    return all;
}

}

class TestTowers : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void imageTowersOfManyFamiliesAreRead_data();
    void imageTowersOfManyFamiliesAreRead();
    void anImageTowerAloneDecomposesAsInItsModel();
    void withoutProjectionTheTowerIsTheEmbedding();
    void weightsAloneMayLackATextTower();
    void otherTypesAreRefused_data();
    void otherTypesAreRefused();
    void metaClipsTextsEndAtTheirEndToken();
    void textsEndAtTheFirstEndToken_data();
    void textsEndAtTheFirstEndToken();
    void textsWithoutAnEndAreRefused();
    void towersMayDifferInActivation();
    void partsThatNotEveryTowerHasAreComputedWith();
    void wrappersOfPartsAreTakenOut();
    void anyPrefixIsTakenOff_data();
    void anyPrefixIsTakenOff();
    void severalModelsInOneFileAreRefused();
    void unusedTensorsAreIgnoredAndNamed_data();
    void unusedTensorsAreIgnoredAndNamed();
    void tensorsThatChangeResultsAreRefused_data();
    void tensorsThatChangeResultsAreRefused();
    void neededTensorsOfOtherTypesAreNamed();
    void partsOfALayerMayBeOfDifferentTypes();
    void longTextsHaveASecondTableOfPositions();
    void aLogitBiasIsIgnored();
    void aLogitScaleMayBeMissing();
    void weightsThatAreNotFiniteAreRefused_data();
    void weightsThatAreNotFiniteAreRefused();
    void adaptersNameTheirModel();
    void preprocessingMayLieInTheProcessor();
    void assumedFactsSayHowToStateThem();
};

void TestTowers::imageTowersOfManyFamiliesAreRead_data()
{
    QTest::addColumn<int>("family");
    for (std::size_t index = 0; index < families().size(); ++index)
        QTest::newRow(families()[index].name) << int(index);
}

void TestTowers::imageTowersOfManyFamiliesAreRead()
{
    QFETCH(int, family);
    const Family &row = families()[std::size_t(family)];
    Tensors tensors = tensorsOf(row.model);
    Json config = configOf(row.model);
    row.make(tensors, config);
    const ModelFolder folder;
    const ClipModel model = ClipModel::load(folder.write(row.model, tensors, config).path());
    QVERIFY(!model.config().text);
    QVERIFY(!model.logitScale() || tensors.contains("logit_scale"));
    QVERIFY2(notes(model.config()).contains(row.says), qPrintable(notes(model.config())));

    const FloatArray pixels = golden("image", row.model).floats("pixels");
    QVERIFY(model.encodeImages(pixels).values == ClipModel::load(modelPath(row.model)).encodeImages(pixels).values);
    const QString message = inputError([&] { model.encodeTexts(golden("text", row.model).ints("token_ids")); });
    QVERIFY2(message.contains(row.says) && message.contains("embeddings"), qPrintable(message));
    QVERIFY(parameterCount(model.config()) < parameterCount(readCheckpoint(modelPath(row.model)).config));
}

void TestTowers::anImageTowerAloneDecomposesAsInItsModel()
{
    const ModelFolder folder;
    const ClipModel whole = ClipModel::load(modelPath(kModelB));
    const ClipModel alone = ClipModel::load(folder.write(kModelB, chosen(tensorsOf(kModelB), isImage)).path());
    const FloatArray pixels = golden("image", kModelB).floats("pixels");
    const Decomposition expected = decomposeImages(whole, pixels, true);
    const Decomposition actual = decomposeImages(alone, pixels, true);
    QVERIFY(actual.coordinates.values == expected.coordinates.values);
    QVERIFY(actual.shared.values == expected.shared.values);
    QVERIFY(actual.mlps.values == expected.mlps.values);
    QVERIFY(actual.classToken.values == expected.classToken.values);
    QVERIFY(headBasis(alone).values == headBasis(whole).values);
}

void TestTowers::withoutProjectionTheTowerIsTheEmbedding()
{
    Tensors tensors = chosen(tensorsOf(kModelB), isImage);
    tensors.erase("visual_projection.weight");
    Json config = configOf(kModelB)["vision_config"];
    config.erase("projection_dim");
    const ModelFolder folder;
    const ClipModel model =
        ClipModel::load(folder.write(kModelB, renamed(tensors, "vision_model.", ""), config).path());
    QCOMPARE(model.config().embedDim, 96);
    QVERIFY(notes(model.config()).contains("no projection"));
    const FloatArray pixels = golden("image", kModelB).floats("pixels");
    const FloatArray expected =
        SafetensorsFile(dataPath("tiny-image-tower/no_projection.safetensors")).floats("embedding");
    COMPARE_WITHIN(model.encodeImages(pixels).values, expected.values, 2e-5);

    COMPARE_WITHIN(sumOfContributions(model, pixels).values, normalisedRows(expected).values, 5e-6);
}

void TestTowers::weightsAloneMayLackATextTower()
{
    const ModelFolder folder;
    const fs::path file = folder.path() / "vit.safetensors";
    writeRaw(file, chosen(tensorsOf(kModelA), isImage));
    const ClipModel model = ClipModel::load(file, {Activation::Gelu, 4, std::nullopt});
    QVERIFY(!model.config().text);
    const FloatArray pixels = golden("image").floats("pixels");
    QVERIFY(model.encodeImages(pixels).values == ClipModel::load(modelPath()).encodeImages(pixels).values);
}

void TestTowers::otherTypesAreRefused_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("type");
    QTest::newRow("SigLIP") << "/model_type"
                            << "siglip";
    QTest::newRow("a text tower alone") << "/model_type"
                                        << "clip_text_model";
    QTest::newRow("SigLIP's image tower") << "/vision_config/model_type"
                                          << "siglip_vision_model";
    QTest::newRow("a plain ViT") << "/vision_config/model_type"
                                 << "vit";
}

void TestTowers::otherTypesAreRefused()
{
    QFETCH(QString, pointer);
    QFETCH(QString, type);
    Json config = configOf(kModelB);
    config[Json::json_pointer(pointer.toStdString())] = type.toStdString();
    const ModelFolder folder;
    folder.write(kModelB, tensorsOf(kModelB), config);
    const QString message = inputError([&] { readCheckpoint(folder.path()); });
    QVERIFY2(message.contains(type), qPrintable(message));
}

void TestTowers::metaClipsTextsEndAtTheirEndToken()
{
    Json config = configOf(kModelB);
    config["model_type"] = "metaclip_2";
    config["vision_config"]["model_type"] = "metaclip_2_vision_model";
    config["text_config"]["eos_token_id"] = 2; // its vocabulary's own, not the rule of earlier files
    const ModelFolder folder;
    const ClipModel model = ClipModel::load(folder.write(kModelB, tensorsOf(kModelB), config).path());
    IntArray ids({2, 77}, std::vector<std::int64_t>(154, 1));
    for (const std::int64_t row : {0, 1}) {
        const auto text = ids.row(row);
        std::ranges::copy(std::array<std::int64_t, 4>{0, 17, 400, 2}, text.begin());
    }
    ids.row(1)[4] = 598; // after the end
    const FloatArray embeddings = model.encodeTexts(ids);
    COMPARE_WITHIN(embeddings.row(0), embeddings.row(1), 1e-5);
}

void TestTowers::textsEndAtTheFirstEndToken_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("settings");
    QTest::addColumn<bool>("atEndId"); // or at the largest id
    QTest::newRow("transformers") << kModelB << R"({"eos_token_id": 500})" << true;
    QTest::newRow("transformers, as it was") << kModelB << R"({"eos_token_id": 2})" << false;
    QTest::newRow("an id outside of the vocabulary") << kModelB << R"({"eos_token_id": 49407})" << false;
    QTest::newRow("open_clip") << kModelA << R"({})" << false;
    QTest::newRow("open_clip, told so") << kModelA << R"({"pool_type": "eos", "eos_id": 500})" << true;
}

void TestTowers::textsEndAtTheFirstEndToken()
{
    QFETCH(QString, model);
    QFETCH(QString, settings);
    QFETCH(bool, atEndId);
    Json config = configOf(model);
    Json &text = model == kModelA ? config["model_cfg"]["text_cfg"] : config["text_config"];
    text.merge_patch(Json::parse(settings.toStdString()));
    const ModelFolder folder;
    const ClipModel clip = ClipModel::load(folder.write(model, tensorsOf(model), config).path());
    // The same up to the end id 500; what differs after it counts only where the larger id is the end.
    IntArray ids({2, 77});
    std::ranges::copy(std::array<std::int64_t, 6>{480, 17, 500, 3, 510, 0}, ids.row(0).begin());
    std::ranges::copy(std::array<std::int64_t, 6>{480, 17, 500, 9, 510, 0}, ids.row(1).begin());
    const FloatArray embeddings = clip.encodeTexts(ids);
    QCOMPARE(largestDifference(embeddings.row(0), embeddings.row(1)) < 1e-5, atEndId);
}

void TestTowers::textsWithoutAnEndAreRefused()
{
    for (const QString &model : {kModelA, kModelB}) {
        const ClipModel clip = ClipModel::load(modelPath(model));
        IntArray ids = golden("text", model).ints("token_ids");
        const auto text = ids.row(2);
        std::fill(text.begin() + 1, text.end(), 3); // nothing larger than the start
        const QString message = inputError([&] { clip.encodeTexts(ids); });
        QVERIFY2(message.contains("row 2,") && message.contains("end token"), qPrintable(message));
    }
}

void TestTowers::towersMayDifferInActivation()
{
    Json config = configOf(kModelB);
    config["text_config"]["hidden_act"] = "gelu";
    const ModelFolder folder;
    const ClipModel model = ClipModel::load(folder.write(kModelB, tensorsOf(kModelB), config).path());
    const ClipModel whole = ClipModel::load(modelPath(kModelB));
    QCOMPARE(model.config().vision.activation, Activation::QuickGelu);
    QCOMPARE(model.config().text->activation, Activation::Gelu);
    const FloatArray pixels = golden("image", kModelB).floats("pixels");
    const IntArray ids = golden("text", kModelB).ints("token_ids");
    QVERIFY(model.encodeImages(pixels).values == whole.encodeImages(pixels).values);
    const ClipModel gelu = ClipModel::load(modelPath(kModelB), {Activation::Gelu, std::nullopt, std::nullopt});
    QVERIFY(model.encodeTexts(ids).values == gelu.encodeTexts(ids).values);
    QVERIFY(model.encodeTexts(ids).values != whole.encodeTexts(ids).values);
}

void TestTowers::partsThatNotEveryTowerHasAreComputedWith()
{
    const FloatArray pixels = golden("image").floats("pixels");
    const ClipModel plain = ClipModel::load(modelPath());

    // A bias of the patches is one more position for each of them.
    Checkpoint biased = readCheckpoint(modelPath());
    biased.config.vision.patchBias = true;
    biased.tensors["visual.conv1.bias"] = filled({64}, 0.25f);
    Checkpoint moved = readCheckpoint(modelPath());
    const auto positions = std::make_shared<FloatArray>(
        Shape{17, 64}, moved.tensors.at("visual.positional_embedding").toFloats("positions"));
    for (std::size_t index = 64; index < positions->values.size(); ++index)
        positions->values[index] += 0.25f;
    moved.tensors["visual.positional_embedding"].bytes = std::as_bytes(std::span(positions->values));
    COMPARE_WITHIN(ClipModel(biased).encodeImages(pixels).values, ClipModel(moved).encodeImages(pixels).values, 1e-5);

    // open_clip's "no_ln_pre".
    Tensors tensors = tensorsOf(kModelA);
    tensors.erase("visual.ln_pre.weight");
    tensors.erase("visual.ln_pre.bias");
    Json config = configOf(kModelA);
    config["model_cfg"]["vision_cfg"]["no_ln_pre"] = true;
    const ModelFolder folder;
    const ClipModel bare = ClipModel::load(folder.write(kModelA, tensors, config).path());
    QVERIFY(!bare.config().vision.lnPre);
    const FloatArray embedding = bare.encodeImages(pixels);
    QVERIFY(embedding.values != plain.encodeImages(pixels).values);
    COMPARE_WITHIN(sumOfContributions(bare, pixels).values, normalisedRows(embedding).values, 1e-6);
}

void TestTowers::wrappersOfPartsAreTakenOut()
{
    Tensors tensors;
    for (const auto &[name, tensor] : tensorsOf(kModelA))
        tensors[name.starts_with("visual.") ? "model.visual._orig_mod." + name.substr(7) : "model." + name] = tensor;
    const ModelFolder folder;
    folder.write(kModelA, tensors);
    const Checkpoint checkpoint = readCheckpoint(folder.path());
    QVERIFY2(notes(checkpoint.config).contains("wrappers"), qPrintable(notes(checkpoint.config)));
    const Checkpoint reference = readCheckpoint(modelPath(kModelA));
    for (const auto &[name, tensor] : reference.tensors)
        QVERIFY2(checkpoint.tensors.at(name).toFloats(name) == tensor.toFloats(name), name.c_str());
}

void TestTowers::anyPrefixIsTakenOff_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("prefix");
    QTest::addColumn<bool>("torch");
    for (const char *prefix : {"module.", "_orig_mod.module.", "model.", "clip_model.module.", "teacher.backbone."}) {
        QTest::addRow("open_clip, %s", prefix) << kModelA << prefix << false;
        QTest::addRow("transformers, %s", prefix) << kModelB << prefix << false;
        QTest::addRow("PyTorch, %s", prefix) << kModelA << prefix << true;
    }
}

void TestTowers::anyPrefixIsTakenOff()
{
    QFETCH(QString, model);
    QFETCH(QString, prefix);
    QFETCH(bool, torch);
    Tensors tensors = renamed(tensorsOf(model), "", prefix.toStdString());
    tensors["head.weight"] = filled({3, 3}, 1); // beside the model
    const ModelFolder folder;
    folder.write(model, tensors);
    if (torch) {
        fs::remove(folder.path() / "open_clip_model.safetensors");
        TorchWriter writer;
        writeFileAtomically(folder.path() / "open_clip_pytorch_model.bin",
                            writer.archive(pickled::orderedDictionary(writer.add(tensors))));
    }
    const Checkpoint checkpoint = readCheckpoint(folder.path());
    QVERIFY2(notes(checkpoint.config).contains('"' + prefix + '"'), qPrintable(notes(checkpoint.config)));
    QVERIFY(notes(checkpoint.config).contains("head.weight"));
    const Checkpoint reference = readCheckpoint(modelPath(model));
    QCOMPARE(checkpoint.tensors.size(), reference.tensors.size());
    for (const auto &[name, tensor] : reference.tensors)
        QVERIFY2(checkpoint.tensors.at(name).toFloats(name) == tensor.toFloats(name), name.c_str());
}

void TestTowers::severalModelsInOneFileAreRefused()
{
    Tensors tensors = renamed(tensorsOf(kModelA), "", "student.");
    tensors.merge(renamed(tensorsOf(kModelA), "", "teacher."));
    const ModelFolder folder;
    folder.write(kModelA, tensors);
    const QString message = inputError([&] { readCheckpoint(folder.path()); });
    QVERIFY2(message.contains("student.") && message.contains("teacher."), qPrintable(message));
}

void TestTowers::unusedTensorsAreIgnoredAndNamed_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<int>("dtype");
    for (int dtype = 0; dtype <= int(DType::F8E4M3FNUZ); ++dtype)
        QTest::addRow("%s", std::string(name(DType(dtype))).c_str()) << kModelA << "comfy.scale" << dtype;
    for (const char *tensor : {"visual.continual_proj", "classifier.weight", "visual.projector.weight", "epoch"}) {
        QTest::addRow("open_clip, %s", tensor) << kModelA << tensor << int(DType::F32);
        QTest::addRow("transformers, %s", tensor) << kModelB << tensor << int(DType::F32);
    }
    for (const char *tensor : {"visual.proj_continual", "text_projection_aux", "ln_final_ema"})
        QTest::addRow("alike, %s", tensor) << kModelA << tensor << int(DType::F32);
}

void TestTowers::unusedTensorsAreIgnoredAndNamed()
{
    QFETCH(QString, model);
    QFETCH(QString, tensor);
    QFETCH(int, dtype);
    Tensors tensors = tensorsOf(model);
    tensors[tensor.toStdString()] = bytesAs(DType(dtype), {4});
    const ModelFolder folder;
    const Checkpoint checkpoint = readCheckpoint(folder.write(model, tensors).path());
    QVERIFY2(notes(checkpoint.config).contains("ignored: " + tensor), qPrintable(notes(checkpoint.config)));
    QCOMPARE(checkpoint.tensors.size(), expectedTensors(readCheckpoint(modelPath(model)).config).size());
}

void TestTowers::tensorsThatChangeResultsAreRefused_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("tensor");
    const auto rows = [](const QString &model, const std::vector<const char *> &tensors) {
        for (const char *tensor : tensors)
            QTest::newRow(tensor) << model << QString(tensor);
    };
    rows(kModelA, {"visual.transformer.resblocks.4.ln_1.weight", "visual.transformer.resblocks.0.ls_1.gamma",
                   "transformer.resblocks.3.mlp.c_fc.bias", "visual.conv1.bias", "visual.proj_bias",
                   "text_projection.bias", "visual.positional_embedding_res", "ln_final.scale", "visual.adapter.weight",
                   "prompt_learner.ctx", "visual.register_tokens", "visual.rope.freqs", "visual.proj_scale"});
    rows(kModelB, {"vision_model.encoder.layers.5.mlp.fc1.weight", "vision_model.embeddings.patch_embedding.bias",
                   "visual_projection.bias", "text_model.embeddings.position_embedding_res.weight"});
}

void TestTowers::tensorsThatChangeResultsAreRefused()
{
    QFETCH(QString, model);
    QFETCH(QString, tensor);
    Tensors tensors = tensorsOf(model);
    tensors[tensor.toStdString()] = filled({4}, 1);
    const ModelFolder folder;
    folder.write(model, tensors);
    const QString message = inputError([&] { readCheckpoint(folder.path()); });
    QVERIFY2(message.contains(tensor + " [4] unknown"), qPrintable(message));
}

void TestTowers::neededTensorsOfOtherTypesAreNamed()
{
    for (const DType dtype : {DType::F8E4M3, DType::U8, DType::C64}) {
        Tensors tensors = tensorsOf(kModelA);
        tensors["visual.proj"] = bytesAs(dtype, {64, 24}); // packed, with a scale beside it
        tensors["visual.proj_scale"] = filled({1}, 1);
        const ModelFolder folder;
        folder.write(kModelA, tensors);
        const QString message = inputError([&] { readCheckpoint(folder.path()); });
        const std::string type(name(dtype));
        QVERIFY2(message.contains("visual.proj is of " + QString::fromStdString(type)) && message.contains("F16") &&
                     !message.contains("damaged"),
                 qPrintable(message));
    }
}

void TestTowers::partsOfALayerMayBeOfDifferentTypes()
{
    const std::string part = "vision_model.encoder.layers.1.self_attn.v_proj.weight";
    Tensors tensors = tensorsOf(kModelB);
    std::vector<float> values = tensors.at(part).toFloats(part);
    std::vector<std::uint16_t> upper;
    for (float &value : values) {
        upper.push_back(std::uint16_t(std::bit_cast<std::uint32_t>(value) >> 16));
        value = std::bit_cast<float>(std::uint32_t(upper.back()) << 16);
    }
    const Shape shape = tensors.at(part).shape;
    const ModelFolder mixed, rounded;
    tensors[part] = {DType::BF16, shape, std::as_bytes(std::span(upper)), nullptr};
    mixed.write(kModelB, tensors);
    tensors[part] = {DType::F32, shape, std::as_bytes(std::span(values)), nullptr};
    rounded.write(kModelB, tensors);
    const FloatArray pixels = golden("image", kModelB).floats("pixels");
    QVERIFY(ClipModel::load(mixed.path()).encodeImages(pixels).values ==
            ClipModel::load(rounded.path()).encodeImages(pixels).values);
}

void TestTowers::longTextsHaveASecondTableOfPositions()
{
    // 90 positions instead of 77: the first 20 of the plain table, the others of the second.
    Tensors tensors = tensorsOf(kModelA);
    const std::vector<float> plain = tensors.at("positional_embedding").toFloats("positions");
    const std::int64_t width = tensors.at("positional_embedding").shape.back();
    const auto longer = std::make_shared<FloatArray>(Shape{90, width});
    std::ranges::copy(plain, longer->values.begin());
    tensors["positional_embedding"] = {DType::F32, {90, width}, std::as_bytes(std::span(longer->values)), longer};
    tensors["positional_embedding_res"] = filled({90, width}, 0.125f);
    const ModelFolder folder;
    const ClipModel model = ClipModel::load(folder.write(kModelA, tensors).path());
    QCOMPARE(model.config().contextLength, 90);
    QVERIFY(notes(model.config()).contains("positional_embedding_res"));

    const ClipModel shorter = ClipModel::load(modelPath());
    const auto text = [](std::int64_t context, std::int64_t end) {
        IntArray ids({1, context});
        ids.values[0] = 510;
        for (std::int64_t position = 1; position < end; ++position)
            ids.values[std::size_t(position)] = 7 + position;
        ids.values[std::size_t(end)] = 511;
        return ids;
    };
    QVERIFY(model.encodeTexts(text(90, 19)).values == shorter.encodeTexts(text(77, 19)).values);
    QVERIFY(model.encodeTexts(text(90, 20)).values != shorter.encodeTexts(text(77, 20)).values);
    model.encodeTexts(text(90, 89));

    tensors["positional_embedding_res"] = filled({80, width}, 0.125f);
    folder.write(kModelA, tensors);
    QVERIFY(inputError([&] { readCheckpoint(folder.path()); }).contains("Long-CLIP"));
}

void TestTowers::aLogitBiasIsIgnored()
{
    Tensors tensors = tensorsOf(kModelA);
    tensors["logit_bias"] = filled({}, -10);
    Json config = configOf(kModelA);
    config["model_cfg"]["init_logit_bias"] = -10;
    const ModelFolder folder;
    const ClipModel model = ClipModel::load(folder.write(kModelA, tensors, config).path());
    QVERIFY(notes(model.config()).contains("logit bias"));
    const FloatArray pixels = golden("image").floats("pixels");
    QVERIFY(model.encodeImages(pixels).values == ClipModel::load(modelPath()).encodeImages(pixels).values);
}

void TestTowers::aLogitScaleMayBeMissing()
{
    for (const QString &model : {kModelA, kModelB}) {
        Tensors tensors = tensorsOf(model);
        tensors.erase("logit_scale");
        const ModelFolder folder;
        const ClipModel clip = ClipModel::load(folder.write(model, tensors).path());
        QVERIFY(!clip.logitScale());
        QVERIFY(notes(clip.config()).contains("logit_scale"));
        QVERIFY(ClipModel::load(modelPath(model)).logitScale());
    }
}

void TestTowers::weightsThatAreNotFiniteAreRefused_data()
{
    QTest::addColumn<QString>("model");
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<int>("dtype");
    QTest::addColumn<quint64>("bits");
    const auto row = [](const char *name, const QString &model, const char *tensor, DType dtype, quint64 bits) {
        QTest::newRow(name) << model << QString(tensor) << int(dtype) << bits;
    };
    const char *image = "visual.transformer.resblocks.2.mlp.c_proj.weight";
    const char *part = "vision_model.encoder.layers.1.self_attn.k_proj.bias";
    row("NaN", kModelA, "visual.proj", DType::F32, 0x7FC00000);
    row("infinity", kModelA, image, DType::F32, 0x7F800000);
    row("minus infinity", kModelA, "text_projection", DType::F32, 0xFF800000);
    row("half precision that overflowed", kModelA, image, DType::F16, 0x7C00);
    row("bfloat16", kModelA, image, DType::BF16, 0xFFC0);
    row("float64", kModelA, image, DType::F64, 0x7FF0000000000000);
    row("too large for float32", kModelA, image, DType::F64, std::bit_cast<quint64>(1e300));
    row("one of three that are joined", kModelB, part, DType::F32, 0x7FC00000);
    row("one that is transposed", kModelB, "text_projection.weight", DType::F32, 0x7F800001);
}

void TestTowers::weightsThatAreNotFiniteAreRefused()
{
    QFETCH(QString, model);
    QFETCH(QString, tensor);
    QFETCH(int, dtype);
    QFETCH(quint64, bits);
    Tensors tensors = tensorsOf(model);
    StoredTensor &stored = tensors.at(tensor.toStdString());
    std::vector<std::byte> bytes(std::size_t(elementCount(stored.shape)) * byteSize(DType(dtype)));
    std::memcpy(bytes.data() + bytes.size() - byteSize(DType(dtype)), &bits, byteSize(DType(dtype)));
    stored.dtype = DType(dtype);
    stored.bytes = bytes;
    const ModelFolder folder;
    folder.write(model, tensors);
    const QString message = inputError([&] { readCheckpoint(folder.path()); });
    QVERIFY2(message.contains("tensor " + tensor + " ") && message.contains("finite"), qPrintable(message));
    std::memset(bytes.data(), 0, bytes.size());
    folder.write(model, tensors);
    readCheckpoint(folder.path());
}

void TestTowers::adaptersNameTheirModel()
{
    const ModelFolder folder;
    const auto message = [&](const fs::path &path) { return inputError([&] { readCheckpoint(path); }); };
    const Tensors lora = {
        {"base_model.model.vision_model.encoder.layers.0.self_attn.q_proj.lora_A.weight", filled({1, 96}, 1)}};
    writeRaw(folder.path() / "adapter_model.safetensors", lora);
    writeFileAtomically(folder.path() / "training_args.bin", "beside it");
    QVERIFY(message(folder.path()).contains("LoRA (PEFT) adapter of another model"));
    writeFileAtomically(folder.path() / "adapter_config.json",
                        R"({"peft_type": "LORA", "base_model_name_or_path": "openai/clip-vit-base-patch16"})");
    for (const fs::path &path : {folder.path(), folder.path() / "adapter_model.safetensors"}) {
        const QString says = message(path);
        QVERIFY2(says.contains("LoRA (PEFT) adapter of openai/clip-vit-base-patch16") && says.contains("merge"),
                 qPrintable(says));
    }
    writeFileAtomically(folder.path() / "adapter_config.json", R"({"peft_type": "IA3"})");
    QVERIFY(message(folder.path()).contains("PEFT (IA3) adapter"));

    const ModelFolder single;
    writeRaw(single.path() / "lora.safetensors", lora);
    QVERIFY(message(single.path() / "lora.safetensors").contains("LoRA"));

    // The whole model beside an adapter is a model.
    folder.write(kModelB, tensorsOf(kModelB));
    QCOMPARE(readCheckpoint(folder.path()).config.vision.width, 96);
}

void TestTowers::preprocessingMayLieInTheProcessor()
{
    const ModelFolder folder;
    folder.write(kModelB, tensorsOf(kModelB));
    const fs::path own = folder.path() / "preprocessor_config.json";
    const Json colours = {{"image_mean", {0.5, 0.5, 0.5}}, {"image_std", {0.5, 0.25, 0.5}}};
    writeFileAtomically(folder.path() / "processor_config.json", Json({{"image_processor", colours}}).dump());
    QCOMPARE(readCheckpoint(folder.path()).config.preprocessing,
             readCheckpoint(modelPath(kModelB)).config.preprocessing);
    fs::remove(own);
    const ClipConfig config = readCheckpoint(folder.path()).config;
    QCOMPARE(config.preprocessing.mean, (std::array{0.5f, 0.5f, 0.5f}));
    QCOMPARE(config.preprocessing.std, (std::array{0.5f, 0.25f, 0.5f}));
    QVERIFY(config.assumed.empty());
    writeFileAtomically(folder.path() / "processor_config.json", R"({"processor_class": "CLIPProcessor"})");
    QCOMPARE(readCheckpoint(folder.path()).config.assumed, (std::vector<std::string>{"preprocessing"}));
    writeFileAtomically(folder.path() / "processor_config.json", R"({"image_processor": {"image_std": [0, 1, 1]}})");
    QVERIFY(inputError([&] { readCheckpoint(folder.path()); }).contains("processor_config.json"));
}

void TestTowers::assumedFactsSayHowToStateThem()
{
    const ModelFolder folder;
    const fs::path file = folder.path() / "vit.safetensors";
    writeRaw(file, tensorsOf(kModelA));
    const QString assumed = notes(readCheckpoint(file, {std::nullopt, std::nullopt, 4}).config);
    QVERIFY2(assumed.contains("activation: gelu is assumed (--activation"), qPrintable(assumed));
    QVERIFY(assumed.contains("1 are assumed, each 64 wide (--heads"));
    QVERIFY(!assumed.contains("--text-heads"));
    const QString said = notes(readCheckpoint(file, {Activation::Gelu, 4, 4}).config);
    QVERIFY2(!said.contains("activation") && !said.contains("heads"), qPrintable(said));
    QVERIFY(notes(readCheckpoint(modelPath()).config).isEmpty());
}

QTEST_GUILESS_MAIN(TestTowers)
#include "tst_towers.moc"
