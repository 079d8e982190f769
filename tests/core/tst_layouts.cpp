// SPDX-License-Identifier: GPL-3.0-or-later
// One model in every layout is the same model.
#include "core/checkpoint/statedict.h"
#include "core/clip/clipmodel.h"
#include "core/files.h"
#include "core/json.h"
#include "tests/core/goldens.h"
#include "tests/core/inputerrors.h"
#include "tests/core/torchwriter.h"

#include <QTemporaryDir>

#include <functional>

using namespace headscope;
using namespace headscope::test;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;
using Tensors = std::map<std::string, StoredTensor>;

constexpr const char *kOpenClipConfig = "open_clip_config.json";

void writeSafetensors(const fs::path &file, const Tensors &tensors)
{
    SafetensorsWriter writer;
    for (const auto &[name, tensor] : tensors)
        writer.add(name, FloatArray(tensor.shape, tensor.toFloats(name)));
    writer.write(file);
}

Tensors withPrefix(
    const Tensors &tensors, const std::string &prefix,
    const std::function<bool(const std::string &)> &isMeant = [](const std::string &) { return true; })
{
    Tensors named;
    for (const auto &[name, tensor] : tensors)
        named[isMeant(name) ? prefix + name : name] = tensor;
    return named;
}

bool isText(const std::string &name) { return !name.starts_with("visual.") && name != "logit_scale"; }

/// The tensors of transformers' model B in its files' own names, less what is no weight.
Tensors transformersTensors()
{
    Tensors tensors = SafetensorsFile(modelPath(kModelB) / "model.safetensors").tensors();
    std::erase_if(tensors, [](const auto &entry) { return entry.first.ends_with("position_ids"); });
    return tensors;
}

void copyConfigurations(const fs::path &folder)
{
    for (const char *name : {"config.json", "preprocessor_config.json"})
        fs::copy(modelPath(kModelB) / name, folder, fs::copy_options::overwrite_existing);
}

/// A transformers folder with its weights in two files.
void writeSharded(const fs::path &folder)
{
    copyConfigurations(folder);
    Tensors parts[2];
    Json map = Json::object();
    int count = 0;
    for (const auto &[name, tensor] : transformersTensors()) {
        const int part = count++ % 2;
        parts[part][name] = tensor;
        map[name] = part == 0 ? "model-00001-of-00002.safetensors" : "model-00002-of-00002.safetensors";
    }
    writeSafetensors(folder / "model-00001-of-00002.safetensors", parts[0]);
    writeSafetensors(folder / "model-00002-of-00002.safetensors", parts[1]);
    writeFileAtomically(folder / "model.safetensors.index.json", Json({{"weight_map", map}}).dump());
}

/// Changes one member of a JSON file.
void edit(const fs::path &file, const std::string &pointer, const Json &value)
{
    Json json = readJson(file);
    json[Json::json_pointer(pointer)] = value;
    writeFileAtomically(file, json.dump());
}

/// Puts a checkpoint of `tensors` (canonical) in the folder and returns what to open.
using Write = std::function<fs::path(const fs::path &folder, const Tensors &tensors)>;

struct Layout
{
    const char *name;
    QString model;
    const char *family;
    const char *assumed; ///< joined by commas
    CheckpointOptions options;
    Write write;
};

const CheckpointOptions kSaidOfA = {Activation::Gelu, 4, 4};
const CheckpointOptions kSaidOfB = {Activation::QuickGelu, 6, 4};

const std::vector<Layout> &layouts()
{
    static const std::vector<Layout> all = {
        {"open_clip folder", kModelA, "open_clip", "", {}, [](auto &, auto &) { return modelPath(); }},
        {"open_clip weights in their folder",
         kModelA,
         "open_clip",
         "",
         {},
         [](auto &, auto &) { return modelPath() / "open_clip_model.safetensors"; }},
        {"open_clip folder with PyTorch weights",
         kModelA,
         "open_clip",
         "",
         {},
         [](auto &, auto &) { return modelPath() / "bin"; }},
        {"open_clip weights of any name beside their configuration",
         kModelA,
         "open_clip",
         "",
         {},
         [](const fs::path &folder, const Tensors &tensors) {
             fs::copy(modelPath() / kOpenClipConfig, folder);
             writeSafetensors(folder / "other.safetensors", {{"x", tensors.at("logit_scale")}});
             writeSafetensors(folder / "epoch_7.safetensors", tensors);
             return folder / "epoch_7.safetensors";
         }},
        {"open_clip with a text tower of its own",
         kModelA,
         "open_clip",
         "",
         {},
         [](const fs::path &folder, const Tensors &tensors) {
             fs::copy(modelPath() / kOpenClipConfig, folder);
             writeSafetensors(folder / "open_clip_model.safetensors", withPrefix(tensors, "text.", isText));
             return folder;
         }},
        {"weights alone", kModelA, "open_clip", "preprocessing", kSaidOfA,
         [](const fs::path &folder, const Tensors &tensors) {
             writeSafetensors(folder / "vit.safetensors", tensors);
             return folder / "vit.safetensors";
         }},
        {"weights alone in a folder", kModelB, "open_clip", "preprocessing", kSaidOfB,
         [](const fs::path &folder, const Tensors &tensors) {
             writeSafetensors(folder / "vit.safetensors", tensors);
             return folder;
         }},
        {"training checkpoint of several processors", kModelB, "open_clip", "preprocessing", kSaidOfB,
         [](const fs::path &folder, const Tensors &tensors) {
             TorchWriter writer;
             const auto state = pickled::orderedDictionary(writer.add(withPrefix(tensors, "module.")));
             writeFileAtomically(
                 folder / "epoch_9.pt",
                 writer.archive(pickled::dictionary(
                     {{"epoch", pickled::number(9)}, {"name", pickled::text("run")}, {"state_dict", state}})));
             return folder / "epoch_9.pt";
         }},
        {"zip64 archive", kModelA, "open_clip", "preprocessing", kSaidOfA,
         [](const fs::path &folder, const Tensors &tensors) {
             TorchWriter writer;
             const auto state = pickled::orderedDictionary(writer.add(tensors));
             writeFileAtomically(folder / "large.bin", writer.archive(state, true));
             return folder / "large.bin";
         }},
        {"OpenAI's archive",
         kModelB,
         "openai",
         "",
         {std::nullopt, 6, 4},
         [](const fs::path &folder, const Tensors &tensors) {
             TorchWriter writer;
             auto members = writer.add(tensors);
             for (const auto &[name, value] :
                  {std::pair("input_resolution", 48), std::pair("context_length", 77), std::pair("vocab_size", 600)})
                 members.emplace_back(name, writer.add(std::int64_t(value)));
             writeFileAtomically(folder / "ViT.pt", writer.archive(scriptModule(members)));
             return folder / "ViT.pt";
         }},
        {"transformers folder", kModelB, "transformers", "", {}, [](auto &, auto &) { return modelPath(kModelB); }},
        {"transformers configuration",
         kModelB,
         "transformers",
         "",
         {},
         [](auto &, auto &) { return modelPath(kModelB) / "config.json"; }},
        {"transformers in two files",
         kModelB,
         "transformers",
         "",
         {},
         [](const fs::path &folder, auto &) {
             writeSharded(folder);
             return folder;
         }},
        {"one of two files",
         kModelB,
         "transformers",
         "",
         {},
         [](const fs::path &folder, auto &) {
             writeSharded(folder);
             return folder / "model-00002-of-00002.safetensors";
         }},
        {"transformers in PyTorch's format",
         kModelB,
         "transformers",
         "",
         {},
         [](const fs::path &folder, auto &) {
             copyConfigurations(folder);
             TorchWriter writer;
             const auto state = pickled::orderedDictionary(writer.add(transformersTensors()));
             writeFileAtomically(folder / "pytorch_model.bin", writer.archive(state));
             return folder;
         }},
        {"transformers with old configurations",
         kModelB,
         "transformers",
         "preprocessing",
         {},
         [](const fs::path &folder, auto &) {
             fs::copy(modelPath(kModelB) / "model.safetensors", folder);
             Json config = readJson(modelPath(kModelB) / "config.json");
             for (const std::string tower : {"vision_config", "text_config"}) {
                 for (const char *usual : {"hidden_act", "layer_norm_eps", "max_position_embeddings", "num_channels"})
                     config[tower].erase(usual);
                 config[tower + "_dict"] = config[tower];
                 config[tower] = Json({{"hidden_size", 1}});
             }
             config.erase("model_type");
             writeFileAtomically(folder / "config.json", config.dump());
             return folder;
         }},
        {"both layouts in one folder",
         kModelB,
         "transformers",
         "",
         {},
         [](const fs::path &folder, const Tensors &tensors) {
             copyConfigurations(folder);
             fs::copy(modelPath(kModelB) / "model.safetensors", folder);
             writeSafetensors(folder / "open_clip_model.safetensors", tensors); // but no open_clip_config.json
             return folder;
         }},
    };
    return all;
}

}

class TestLayouts : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyLayoutIsTheSameModel_data();
    void everyLayoutIsTheSameModel();
    void everyPrecisionIsRead_data();
    void everyPrecisionIsRead();
    void float32WeightsStayInTheFile();
    void theFamilyOfModelsIsToldFromShapes_data();
    void theFamilyOfModelsIsToldFromShapes();
    void whatNoFileSaysIsAssumed();
    void whatIsSaidCountsMore();
    void preprocessingIsRead_data();
    void preprocessingIsRead();
    void otherArchitecturesAreNamed_data();
    void otherArchitecturesAreNamed();
    void wrongTransformersFoldersSayWhatIsWrong_data();
    void wrongTransformersFoldersSayWhatIsWrong();
    void wrongIndexesSayWhatIsWrong_data();
    void wrongIndexesSayWhatIsWrong();
    void wrongTensorsAreListedByTheNamesInTheFile();
    void positionsAreNeverResized();
    void theHashOfSeveralFilesCoversAll();
};

void TestLayouts::everyLayoutIsTheSameModel_data()
{
    QTest::addColumn<int>("layout");
    for (std::size_t index = 0; index < layouts().size(); ++index)
        QTest::newRow(layouts()[index].name) << int(index);
}

void TestLayouts::everyLayoutIsTheSameModel()
{
    QFETCH(int, layout);
    const Layout &row = layouts()[std::size_t(layout)];
    QTemporaryDir folder;
    const Checkpoint reference = readCheckpoint(modelPath(row.model));
    const fs::path path = row.write(folder.path().toStdString(), reference.tensors);
    const Checkpoint checkpoint = readCheckpoint(path, row.options);

    const ClipConfig &config = checkpoint.config;
    QCOMPARE(config.family, std::string(row.family));
    QStringList assumed;
    for (const std::string &fact : config.assumed)
        assumed << QString::fromStdString(fact);
    QCOMPARE(assumed.join(','), QString(row.assumed));
    QCOMPARE(config.vision.activation, reference.config.vision.activation);
    QCOMPARE(config.preprocessing, reference.config.preprocessing);
    QCOMPARE(config.contextLength, 77);
    QCOMPARE(config.vision.heads, reference.config.vision.heads);
    QCOMPARE(config.text->heads, reference.config.text->heads);
    QCOMPARE(config.vision.mlpWidth, reference.config.vision.mlpWidth);
    QCOMPARE(checkpoint.tensors.size(), expectedTensors(config).size());
    for (const auto &[name, shape] : expectedTensors(reference.config))
        QVERIFY2(checkpoint.tensors.at(name).toFloats(name) == reference.tensors.at(name).toFloats(name), name.c_str());

    const ClipModel model(checkpoint);
    COMPARE_WITHIN(model.encodeImages(golden("image", row.model).floats("pixels")).values,
                   golden("image", row.model).floats("embedding").values, 2e-5);
    COMPARE_WITHIN(model.encodeTexts(golden("text", row.model).ints("token_ids")).values,
                   golden("text", row.model).floats("text_embedding").values, 2e-5);
}

void TestLayouts::everyPrecisionIsRead_data()
{
    QTest::addColumn<int>("dtype");
    QTest::addColumn<double>("precision"); // of a value, relative
    QTest::newRow("float64") << int(DType::F64) << 0.0;
    QTest::newRow("float32") << int(DType::F32) << 0.0;
    QTest::newRow("bfloat16") << int(DType::BF16) << 1.0 / 128; // the lower bits are cut off here
    QTest::newRow("float16") << int(DType::F16) << 1.0 / 1024;
}

void TestLayouts::everyPrecisionIsRead()
{
    QFETCH(int, dtype);
    QFETCH(double, precision);
    QTemporaryDir folder;
    const fs::path directory = folder.path().toStdString();
    copyConfigurations(directory);
    std::map<std::string, std::string> bytes;
    Tensors tensors = transformersTensors();
    for (auto &[name, tensor] : tensors) {
        const std::vector<float> values = tensor.toFloats(name);
        std::string &stored = bytes[name];
        for (const float value : values) {
            if (DType(dtype) == DType::F64)
                stored += littleEndian(double(value));
            else if (DType(dtype) == DType::BF16)
                stored += littleEndian(value).substr(2);
            else if (DType(dtype) == DType::F32)
                stored += littleEndian(value);
        }
        if (DType(dtype) == DType::F16) {
            stored.resize(values.size() * 2);
            std::vector<std::uint16_t> half(values.size());
            floatToHalf(values, half.data());
            std::memcpy(stored.data(), half.data(), stored.size());
        }
        tensor.dtype = DType(dtype);
        tensor.bytes = std::as_bytes(std::span(stored));
    }
    TorchWriter writer;
    const auto state = pickled::orderedDictionary(writer.add(tensors));
    writeFileAtomically(directory / "pytorch_model.bin", writer.archive(state));

    const Checkpoint reference = readCheckpoint(modelPath(kModelB));
    const Checkpoint checkpoint = readCheckpoint(directory);
    for (const auto &[name, tensor] : reference.tensors) {
        const std::vector<float> expected = tensor.toFloats(name);
        const std::vector<float> actual = checkpoint.tensors.at(name).toFloats(name);
        for (std::size_t index = 0; index < expected.size(); ++index)
            QVERIFY2(std::abs(actual[index] - expected[index]) <=
                         precision * std::abs(expected[index]) + precision * 1e-4,
                     name.c_str());
    }
}

void TestLayouts::float32WeightsStayInTheFile()
{
    // All but what must be joined or transposed lies in the mapped file, aligned for use in place.
    for (const fs::path &path : {modelPath() / "bin", modelPath(), modelPath(kModelB)}) {
        const Checkpoint checkpoint = readCheckpoint(path);
        const auto &first = checkpoint.tensors.at("visual.conv1.weight");
        for (const auto &[name, tensor] : checkpoint.tensors) {
            const bool made =
                checkpoint.config.family == "transformers" &&
                (name.find(".in_proj_") != name.npos || name.ends_with("proj") || name.ends_with("projection"));
            QCOMPARE(reinterpret_cast<std::uintptr_t>(tensor.bytes.data()) % alignof(float), std::uintptr_t(0));
            QVERIFY2((tensor.owner == first.owner) != made, name.c_str());
        }
    }
}

void TestLayouts::theFamilyOfModelsIsToldFromShapes_data()
{
    QTest::addColumn<QList<int>>("vision"); // width, layers, patch, grid, mlp
    QTest::addColumn<QList<int>>("text");   // width, layers, embedding
    QTest::addColumn<int>("imageSize");
    QTest::addColumn<int>("heads");
    QTest::addColumn<int>("textHeads");
    const auto row = [](const char *name, const QList<int> &vision, const QList<int> &text, int imageSize, int heads,
                        int textHeads) { QTest::newRow(name) << vision << text << imageSize << heads << textHeads; };
    row("B/32", {768, 12, 32, 7, 3072}, {512, 12, 512}, 224, 12, 8);
    row("B/16", {768, 12, 16, 14, 3072}, {512, 12, 512}, 224, 12, 8);
    row("L/14", {1024, 24, 14, 16, 4096}, {768, 12, 768}, 224, 16, 12);
    row("L/14 at 336", {1024, 24, 14, 24, 4096}, {768, 12, 768}, 336, 16, 12);
    row("H/14", {1280, 32, 14, 16, 5120}, {1024, 24, 1024}, 224, 16, 16);
    row("g/14", {1408, 40, 14, 16, 6144}, {1024, 24, 1024}, 224, 16, 16);
    row("bigG/14", {1664, 48, 14, 16, 8192}, {1280, 32, 1280}, 224, 16, 20);
    row("TinyCLIP 8M/16", {256, 10, 16, 14, 1024}, {256, 3, 512}, 224, 4, 4);
    row("TinyCLIP 39M/16", {512, 12, 16, 14, 2048}, {512, 6, 512}, 224, 8, 8);
}

void TestLayouts::theFamilyOfModelsIsToldFromShapes()
{
    QFETCH(QList<int>, vision);
    QFETCH(QList<int>, text);
    QFETCH(int, imageSize);
    QFETCH(int, heads);
    QFETCH(int, textHeads);
    ClipConfig config;
    config.vision = {.width = vision[0], .layers = vision[1], .heads = 1, .mlpWidth = vision[4]};
    config.text = TowerShape{.width = text[0], .layers = text[1], .heads = 1, .mlpWidth = 4 * text[0]};
    config.patchSize = vision[2];
    config.embedDim = text[2];
    config.vocabularySize = 49408;
    config.preprocessing.imageSize = vision[2] * vision[3];
    Weights weights; // of those shapes, without the numbers
    for (const auto &[name, shape] : expectedTensors(config))
        weights.tensors[name] = {DType::F16, shape, {}, nullptr};
    const ClipConfig told = readStateDict(weights).config;
    QCOMPARE(told.imageSize(), imageSize);
    QCOMPARE(told.vision.heads, heads);
    QCOMPARE(told.text->heads, textHeads);
    QCOMPARE(expectedTensors(told), expectedTensors(config));
}

void TestLayouts::whatNoFileSaysIsAssumed()
{
    QTemporaryDir folder;
    const fs::path file = fs::path(folder.path().toStdString()) / "vit.safetensors";
    writeSafetensors(file, readCheckpoint(modelPath(kModelB)).tensors);
    // 96 wide: no number of heads of 64.
    QVERIFY(inputError([&] { readCheckpoint(file); }).contains("--heads"));
    const ClipConfig config = readCheckpoint(file, {std::nullopt, 6, std::nullopt}).config;
    QCOMPARE(config.assumed, (std::vector<std::string>{"text heads", "activation", "preprocessing"}));
    QCOMPARE(config.text->heads, 1);
    QCOMPARE(config.vision.activation, Activation::Gelu);
}

void TestLayouts::whatIsSaidCountsMore()
{
    const ClipConfig config = readCheckpoint(modelPath(), {Activation::QuickGelu, 8, 2}).config;
    QCOMPARE(config.vision.activation, Activation::QuickGelu);
    QCOMPARE(config.vision.heads, 8);
    QCOMPARE(config.text->heads, 2);
    QVERIFY(inputError([] { readCheckpoint(modelPath(), {std::nullopt, 7, std::nullopt}); }).contains("7 heads"));
}

void TestLayouts::preprocessingIsRead_data()
{
    QTest::addColumn<QString>("json");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const char *json, const char *expected) {
        QTest::newRow(name) << QString(json) << QString(expected);
    };
    row("nothing said", "{}", "shortest bicubic 0.481");
    row("a number", R"({"size":48,"crop_size":48})", "shortest bicubic 0.481");
    row("short side", R"({"size":{"shortest_edge":48},"crop_size":{"height":48,"width":48}})",
        "shortest bicubic 0.481");
    row("both sides", R"({"size":{"height":48,"width":48},"do_center_crop":false})", "squash bicubic 0.481");
    row("bilinear", R"({"resample":2})", "shortest bilinear 0.481");
    row("colours", R"({"image_mean":[0.5,0.5,0.5],"image_std":[0.5,0.5,0.5]})", "shortest bicubic 0.500");
    row("no normalisation", R"({"do_normalize":false})", "shortest bicubic 0.000");
    row("another size", R"({"size":{"shortest_edge":56}})", "56 × 56 pixels");
    row("another crop", R"({"crop_size":40})", "40 × 40 pixels");
    row("no scaling", R"({"do_resize":false})", "do_resize");
    row("no crop", R"({"do_center_crop":false})", "do_center_crop");
    row("nearest", R"({"resample":0})", "\"resample\" is 0");
    row("another factor", R"({"rescale_factor":1})", "rescale_factor");
    row("zero deviation", R"({"image_std":[0,1,1]})", "not positive");
    row("a size of words", R"({"size":"large"})", "\"size\"");
}

void TestLayouts::preprocessingIsRead()
{
    QFETCH(QString, json);
    QFETCH(QString, expected);
    QTemporaryDir folder;
    const fs::path directory = folder.path().toStdString();
    copyConfigurations(directory);
    fs::copy(modelPath(kModelB) / "model.safetensors", directory);
    writeFileAtomically(directory / "preprocessor_config.json", json.toStdString());
    QString actual;
    const QString message = inputError([&] {
        const Preprocessing preprocessing = readCheckpoint(directory).config.preprocessing;
        actual = QString("%1 %2 %3")
                     .arg(preprocessing.resize == Preprocessing::Resize::Shortest ? "shortest" : "squash",
                          preprocessing.interpolation == Preprocessing::Interpolation::Bicubic ? "bicubic" : "bilinear")
                     .arg(preprocessing.mean[0], 0, 'f', 3);
    });
    actual += message;
    QVERIFY2(actual.contains(expected), qPrintable(actual));
}

void TestLayouts::otherArchitecturesAreNamed_data()
{
    QTest::addColumn<QString>("tensor");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *tensor, const char *says) {
        QTest::newRow(name) << QString(tensor) << QString(says);
    };
    row("ResNet", "visual.layer1.0.conv1.weight", "ResNet");
    row("ResNet's pooling", "visual.attnpool.positional_embedding", "ResNet");
    row("SigLIP of transformers", "vision_model.head.probe", "SigLIP");
    row("timm", "visual.trunk.patch_embed.proj.weight", "timm");
    row("EVA", "visual.blocks.0.attn.q_proj.weight", "EVA");
    row("CoCa", "text_decoder.ln_final.bias", "CoCa");
}

void TestLayouts::otherArchitecturesAreNamed()
{
    QFETCH(QString, tensor);
    QFETCH(QString, says);
    QTemporaryDir folder;
    const fs::path file = fs::path(folder.path().toStdString()) / "model.safetensors";
    Tensors tensors = readCheckpoint(modelPath()).tensors;
    tensors[tensor.toStdString()] = tensors.at("ln_final.bias");
    writeSafetensors(file, tensors);
    const QString message = inputError([&] { readCheckpoint(file, kSaidOfA); });
    QVERIFY2(message.contains(says) && message.contains("supported"), qPrintable(message));
}

void TestLayouts::wrongTransformersFoldersSayWhatIsWrong_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *pointer, const char *value, const char *says) {
        QTest::newRow(name) << QString(pointer) << QString(value) << QString(says);
    };
    row("another model", "/model_type", "\"siglip\"", "siglip");
    row("another activation", "/vision_config/hidden_act", "\"gelu_new\"", "gelu_new");
    row("heads that don't divide", "/vision_config/num_attention_heads", "7", "no multiple");
    row("no heads", "/vision_config/num_attention_heads", "0", "from 1 to");
    row("impossible epsilon", "/vision_config/layer_norm_eps", "2", "layer_norm_eps");
    row("a tower that is none", "/vision_config", "[]", "not an object");
    row("gray pictures", "/vision_config/num_channels", "1", "num_channels");
    row("another image size", "/vision_config/image_size", "64", "48 pixels");
    row("another depth", "/text_config/num_hidden_layers", "3",
        "text_model.encoder.layers.2.self_attn.q_proj.weight missing");
    row("less depth", "/text_config/num_hidden_layers", "1", "text_model.encoder.layers.1.mlp.fc1.bias [256] unknown");
    row("another width", "/text_config/hidden_size", "128", "(should be [128");
}

void TestLayouts::wrongTransformersFoldersSayWhatIsWrong()
{
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(QString, says);
    QTemporaryDir folder;
    const fs::path directory = folder.path().toStdString();
    fs::copy(modelPath(kModelB) / "model.safetensors", directory);
    copyConfigurations(directory);
    fs::remove(directory / "preprocessor_config.json");
    edit(directory / "config.json", pointer.toStdString(), Json::parse(value.toStdString()));
    const QString message = inputError([&] { readCheckpoint(directory); });
    QVERIFY2(message.contains(says) && !message.contains('\n'), qPrintable(message));
    fs::remove(directory / "config.json");
    QVERIFY(inputError([&] { readCheckpoint(directory); }).contains("config.json"));
}

void TestLayouts::wrongIndexesSayWhatIsWrong_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("says");
    QTest::newRow("outside") << "../model-00001-of-00002.safetensors"
                             << "beside it";
    QTest::newRow("absolute") << "/etc/passwd"
                              << "beside it";
    QTest::newRow("the folder above") << ".."
                                      << "beside it";
    QTest::newRow("nothing") << ""
                             << "beside it";
    QTest::newRow("itself") << "model.safetensors.index.json"
                            << "another index";
    QTest::newRow("missing") << "absent.safetensors"
                             << "absent.safetensors";
    QTest::newRow("the other file") << "model-00002-of-00002.safetensors"
                                    << "has no tensor \"logit_scale\"";
}

void TestLayouts::wrongIndexesSayWhatIsWrong()
{
    QFETCH(QString, file);
    QFETCH(QString, says);
    QTemporaryDir folder;
    const fs::path directory = folder.path().toStdString();
    writeSharded(directory);
    edit(directory / "model.safetensors.index.json", "/weight_map/logit_scale", file.toStdString());
    const QString message = inputError([&] { readCheckpoint(directory); });
    QVERIFY2(message.contains(says), qPrintable(message));
}

void TestLayouts::wrongTensorsAreListedByTheNamesInTheFile()
{
    QTemporaryDir folder;
    const fs::path directory = folder.path().toStdString();
    copyConfigurations(directory);
    Tensors tensors = transformersTensors();
    tensors.erase("vision_model.encoder.layers.1.self_attn.k_proj.bias");
    tensors["text_projection.bias"] = tensors.at("logit_scale");
    tensors["visual_projection.weight"] = tensors.at("text_projection.weight");
    writeSafetensors(directory / "model.safetensors", tensors);
    const QString message = inputError([&] { readCheckpoint(directory); });
    QVERIFY2(message.contains("3 tensors don't fit"), qPrintable(message));
    QVERIFY(message.contains("vision_model.encoder.layers.1.self_attn.k_proj.bias missing (should be [96])"));
    QVERIFY(message.contains("visual_projection.weight is [40, 64] (should be [40, 96])"));
    QVERIFY(message.contains("text_projection.bias [] unknown"));
}

void TestLayouts::positionsAreNeverResized()
{
    QTemporaryDir folder;
    const fs::path directory = folder.path().toStdString();
    fs::copy(modelPath() / "open_clip_model.safetensors", directory);
    fs::copy(modelPath() / kOpenClipConfig, directory);
    edit(directory / kOpenClipConfig, "/model_cfg/vision_cfg/image_size", 64);
    const QString message = inputError([&] { readCheckpoint(directory); });
    QVERIFY2(message.contains("17 positions (an image of 32 pixels)") && message.contains("64 pixels"),
             qPrintable(message));
}

void TestLayouts::theHashOfSeveralFilesCoversAll()
{
    QTemporaryDir folder;
    const fs::path directory = folder.path().toStdString();
    writeSharded(directory);
    const fs::path index = readCheckpoint(directory).weightsFile;
    const std::string before = sha256OfWeights(index);
    const fs::path shard = directory / "model-00002-of-00002.safetensors";
    std::string bytes = readFile(shard);
    bytes.back() ^= 1;
    writeFileAtomically(shard, bytes);
    QVERIFY(sha256OfWeights(index) != before);
    QCOMPARE(sha256OfWeights(shard), sha256OfFile(shard));
}

QTEST_GUILESS_MAIN(TestLayouts)
#include "tst_layouts.moc"
