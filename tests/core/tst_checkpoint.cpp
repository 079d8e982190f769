// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "core/clip/clipmodel.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"
#include "tests/core/goldens.h"
#include "tests/core/inputerrors.h"

#include <QTemporaryDir>

#include <cstring>

using namespace headscope;
using namespace headscope::test;

namespace {

std::string bytesOf(std::uint64_t headerLength, const std::string &header, std::size_t dataBytes)
{
    std::string bytes(8, '\0');
    std::memcpy(bytes.data(), &headerLength, 8);
    return bytes + header + std::string(dataBytes, '\1');
}

std::string whole(const std::string &header, std::size_t dataBytes)
{
    return bytesOf(header.size(), header, dataBytes);
}

}

class TestCheckpoint : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void safetensorsRoundTrip();
    void halfPrecisionIsRead_data();
    void halfPrecisionIsRead();
    void damagedSafetensorsAreRefused_data();
    void damagedSafetensorsAreRefused();
    void failedWritesLeaveNothing();
    void readsTheConfiguration();
    void writtenCheckpointsAreReadBack();
    void wrongCheckpointsSayWhatIsWrong_data();
    void wrongCheckpointsSayWhatIsWrong();
    void wrongTensorsAreListedTogether();

private:
    QTemporaryDir m_folder;
    std::filesystem::path path(const char *name) const { return m_folder.filePath(name).toStdString(); }
};

void TestCheckpoint::safetensorsRoundTrip()
{
    SafetensorsWriter writer;
    writer.add("floats", FloatArray({2, 3}, {1, -2, 3.5f, 4, 5, 1e-30f}));
    writer.add("ints", IntArray({2}, {-7, std::int64_t(1) << 40}));
    writer.add("nothing", FloatArray({0, 4}));
    writer.addHalf("half", FloatArray({2}, {0.5f, 1.0f / 3}));
    writer.setMetadata("texts", "[\"a \\\"b\\\"\"]");
    writer.write(path("round.safetensors"));

    const SafetensorsFile file(path("round.safetensors"));
    QCOMPARE(file.floats("floats", {-1, 3}).values, (std::vector<float>{1, -2, 3.5f, 4, 5, 1e-30f}));
    QCOMPARE(file.ints("ints").values, (std::vector<std::int64_t>{-7, std::int64_t(1) << 40}));
    QCOMPARE(file.floats("nothing").shape, (Shape{0, 4}));
    QCOMPARE(file.floats("half").values, (std::vector<float>{0.5f, 0.333251953125f}));
    QCOMPARE(file.metadata().at("texts"), std::string("[\"a \\\"b\\\"\"]"));
    QVERIFY(inputError([&] { file.floats("floats", {3, 2}); }).contains("[3, 2]"));
    QVERIFY(inputError([&] { file.floats("absent"); }).contains("it holds floats"));
    QVERIFY(inputError([&] { file.floats("ints"); }).contains("I64"));
}

void TestCheckpoint::halfPrecisionIsRead_data()
{
    QTest::addColumn<QByteArray>("dtype");
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<float>("value");
    QTest::newRow("F16 one") << QByteArray("F16") << QByteArray::fromHex("003c") << 1.0f;
    QTest::newRow("F16 smallest") << QByteArray("F16") << QByteArray::fromHex("0100") << 5.9604645e-8f;
    QTest::newRow("F16 negative") << QByteArray("F16") << QByteArray::fromHex("00c5") << -5.0f;
    QTest::newRow("BF16 one") << QByteArray("BF16") << QByteArray::fromHex("803f") << 1.0f;
    QTest::newRow("BF16 large") << QByteArray("BF16") << QByteArray::fromHex("807e") << 8.5070592e37f;
}

void TestCheckpoint::halfPrecisionIsRead()
{
    QFETCH(QByteArray, dtype);
    QFETCH(QByteArray, bytes);
    QFETCH(float, value);
    const std::string header =
        "{\"x\":{\"dtype\":\"" + dtype.toStdString() + "\",\"shape\":[1],\"data_offsets\":[0,2]}}";
    std::string content = whole(header, 0) + bytes.toStdString();
    writeFileAtomically(path("half.safetensors"), content);
    QCOMPARE(SafetensorsFile(path("half.safetensors")).floats("x").values.front(), value);
}

void TestCheckpoint::damagedSafetensorsAreRefused_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const std::string &content, const char *says) {
        QTest::newRow(name) << QByteArray::fromStdString(content) << QString(says);
    };
    const std::string x = "\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[0,8]}";
    row("empty", "", "only 0 bytes");
    row("five bytes", "12345", "only 5 bytes");
    row("header beyond the end", bytesOf(100, "{}", 0), "announces a header of 100");
    row("huge header", bytesOf(~std::uint64_t(0), "{}", 0), "announces a header");
    row("not JSON", whole("hello", 0), "not a JSON object");
    row("a list", whole("[1]", 0), "not a JSON object");
    row("deeply nested", whole(std::string(100, '[') + std::string(100, ']'), 0), "nested too deeply");
    row("no dtype", whole("{\"x\":{\"shape\":[2],\"data_offsets\":[0,8]}}", 8), "lacks dtype");
    row("unknown dtype", whole("{\"x\":{\"dtype\":\"F7\",\"shape\":[2],\"data_offsets\":[0,8]}}", 8), "\"F7\"");
    row("negative size", whole("{\"x\":{\"dtype\":\"F32\",\"shape\":[-2],\"data_offsets\":[0,8]}}", 8),
        "list of sizes");
    row("overflowing shape",
        whole("{\"x\":{\"dtype\":\"F32\",\"shape\":[4294967296,4294967296,4],\"data_offsets\":[0,8]}}", 8),
        "don't fit");
    row("shape and offsets differ", whole("{\"x\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,8]}}", 8),
        "don't fit");
    row("reversed offsets", whole("{\"x\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[8,0]}}", 8), "don't fit");
    row("data cut off", whole("{" + x + "}", 7), "there are only 7");
    row("data left over", whole("{" + x + "}", 9), "belong to no tensor");
    row("gap", whole("{\"x\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8), "a gap");
    row("overlap", whole("{" + x + ",\"y\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[4,8]}}", 8), "overlap");
    row("a name twice", whole("{" + x + "," + x + "}", 8), "stands twice");
    row("metadata of numbers", whole("{\"__metadata__\":{\"a\":1}}", 0), "not a string");
}

void TestCheckpoint::damagedSafetensorsAreRefused()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, says);
    writeFileAtomically(path("damaged.safetensors"), content.toStdString());
    const QString message = inputError([&] { SafetensorsFile file(path("damaged.safetensors")); });
    QVERIFY2(message.contains(says) && message.contains("damaged.safetensors"), qPrintable(message));
}

void TestCheckpoint::failedWritesLeaveNothing()
{
    QTemporaryDir folder;
    const std::filesystem::path file = folder.filePath("out").toStdString();
    QVERIFY_EXCEPTION_THROWN(writeFileAtomically(file, [](std::ostream &) { throw std::runtime_error("no"); }),
                             std::runtime_error);
    QVERIFY(std::filesystem::is_empty(folder.path().toStdString()));
    QVERIFY_EXCEPTION_THROWN(writeFileAtomically(file / "no" / "such", "text"), std::runtime_error);
    QVERIFY(std::filesystem::is_empty(folder.path().toStdString()));
}

void TestCheckpoint::readsTheConfiguration()
{
    const ClipConfig config = readCheckpoint(modelPath()).config;
    QCOMPARE(config.family, std::string("open_clip"));
    QCOMPARE(config.imageSize(), 32);
    QCOMPARE(config.tokens(), 17);
    QCOMPARE(config.vision.heads, 4);
    QCOMPARE(config.headDim(), 16);
    QCOMPARE(config.vision.mlpWidth, 256);
    QCOMPARE(config.vision.activation, Activation::Gelu);
    QVERIFY(config.assumed.empty());
    QCOMPARE(readCheckpoint(modelPath() / "open_clip_model.safetensors").config.tokens(), 17);
}

void TestCheckpoint::writtenCheckpointsAreReadBack()
{
    const Checkpoint original = readCheckpoint(modelPath());
    std::map<std::string, FloatArray> tensors;
    for (const auto &[name, tensor] : original.tensors)
        tensors[name] = FloatArray(tensor.shape, tensor.toFloats(name));
    writeOpenClipCheckpoint(path("written"), original.config, tensors);

    const Checkpoint written = readCheckpoint(path("written"));
    const Checkpoint rounded = readCheckpoint(modelPath() / "fp16");
    QCOMPARE(written.config.preprocessing, original.config.preprocessing);
    QCOMPARE(written.config.headDim(), original.config.headDim());
    for (const auto &[name, tensor] : rounded.tensors)
        QVERIFY2(written.tensors.at(name).toFloats(name) == tensor.toFloats(name), name.c_str());
}

void TestCheckpoint::wrongCheckpointsSayWhatIsWrong_data()
{
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const char *pointer, const char *value, const char *says) {
        QTest::newRow(name) << QString(pointer) << QString(value) << QString(says);
    };
    row("no model_cfg", "/model_cfg", "null", "\"model_cfg\"");
    row("ResNet", "/model_cfg/vision_cfg/layers", "[3,4,6,3]", "ResNet");
    row("timm tower", "/model_cfg/vision_cfg/timm_model_name", "\"vit\"", "timm");
    row("attentional pooling", "/model_cfg/vision_cfg/attentional_pool", "true", "attentional_pool");
    row("CoCa", "/model_cfg/multimodal_cfg", "{}", "CoCa");
    row("other activation settings", "/model_cfg/vision_cfg/act_kwargs", "{\"a\":1}", "act_kwargs");
    row("impossible epsilon", "/model_cfg/vision_cfg/norm_kwargs", "{\"eps\":2}", "eps");
    row("width of text", "/model_cfg/vision_cfg/width", "\"wide\"", "\"width\"");
    row("negative layers", "/model_cfg/vision_cfg/layers", "-1", "\"layers\"");
    row("heads that don't divide", "/model_cfg/vision_cfg/head_width", "30", "no multiple");
    row("text heads that don't divide", "/model_cfg/text_cfg/heads", "7", "no multiple");
    row("patches larger than the image", "/model_cfg/vision_cfg/patch_size", "64", "patch_size");
    row("two means", "/preprocess_cfg/mean", "[0.5,0.5]", "2 numbers");
    row("zero deviation", "/preprocess_cfg/std", "[0,1,1]", "not positive");
    row("unknown resizing", "/preprocess_cfg/resize_mode", "\"stretch\"", "stretch");
    row("weights of another width", "/model_cfg/vision_cfg/width", "128", "should be [128");
    row("weights of another depth", "/model_cfg/vision_cfg/layers", "5", "12 tensors don't fit");
}

void TestCheckpoint::wrongCheckpointsSayWhatIsWrong()
{
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    QFETCH(QString, says);
    QTemporaryDir folder;
    const std::filesystem::path directory = folder.path().toStdString();
    std::filesystem::copy(modelPath() / "open_clip_model.safetensors", directory);
    nlohmann::json config = readJson(modelPath() / "open_clip_config.json");
    config[nlohmann::json::json_pointer(pointer.toStdString())] = nlohmann::json::parse(value.toStdString());
    writeFileAtomically(directory / "open_clip_config.json", config.dump());
    const QString message = inputError([&] { readCheckpoint(directory); });
    QVERIFY2(message.contains(says), qPrintable(message));
    QVERIFY(!message.contains('\n'));
}

void TestCheckpoint::wrongTensorsAreListedTogether()
{
    QTemporaryDir folder;
    const std::filesystem::path directory = folder.path().toStdString();
    std::filesystem::copy(modelPath() / "open_clip_config.json", directory);
    QVERIFY(inputError([&] { readCheckpoint(directory); }).contains("open_clip_model.safetensors"));
    QVERIFY(inputError([&] { readCheckpoint(directory / "absent"); }).contains("doesn't exist"));

    SafetensorsWriter writer;
    for (const auto &[name, tensor] : readCheckpoint(modelPath()).tensors) {
        if (name == "visual.proj")
            writer.add(name, FloatArray({64, 47}));
        else if (name != "ln_final.bias")
            writer.add(name, FloatArray(tensor.shape, tensor.toFloats(name)));
    }
    writer.write(directory / "open_clip_model.safetensors");
    const QString message = inputError([&] { readCheckpoint(directory); });
    QVERIFY2(message.contains("visual.proj is [64, 47] (should be [64, 48])"), qPrintable(message));
    QVERIFY2(message.contains("ln_final.bias missing"), qPrintable(message));
}

QTEST_GUILESS_MAIN(TestCheckpoint)
#include "tst_checkpoint.moc"
