// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/torcharchive.h"
#include "core/checkpoint/ziparchive.h"
#include "tests/core/inputerrors.h"
#include "tests/core/torchwriter.h"

#include <QtTest>

using namespace headscope;
using namespace headscope::test;
using namespace headscope::test::pickled;

namespace {

TorchArchive parsed(const std::string &archive)
{
    return parseTorchArchive(std::as_bytes(std::span(archive)), "model.pt", nullptr);
}

/// Four floats, 1 to 4.
std::string floats()
{
    std::string bytes;
    for (const float value : {1.0f, 2.0f, 3.0f, 4.0f})
        bytes += littleEndian(value);
    return bytes;
}

/// An archive with one storage of four floats and the given pickle.
std::string archiveOf(const std::string &pickle)
{
    return zipOf({{"archive/data.pkl", pickle}, {"archive/data/0", floats()}});
}

const std::string kStorage = storage("FloatStorage", "0", 4);

std::string one(const std::string &value) { return archiveOf(program(dictionary({{"x", value}}))); }

}

class TestTorchArchive : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsTensorsOfAnyPlace_data();
    void readsTensorsOfAnyPlace();
    void namesArePathsThroughContainers_data();
    void namesArePathsThroughContainers();
    void readsLaterProtocols();
    void contiguousTensorsStayInTheFile();
    void nothingIsRunAndDamageIsRefused_data();
    void nothingIsRunAndDamageIsRefused();
    void damagedZipArchivesAreRefused_data();
    void damagedZipArchivesAreRefused();
    void everyTruncationIsRefused();
    void changedBytesNeverReachOutside();
};

void TestTorchArchive::readsTensorsOfAnyPlace_data()
{
    QTest::addColumn<QByteArray>("tensor");
    QTest::addColumn<QList<float>>("values");
    const auto row = [](const char *name, const std::string &tensor, const QList<float> &values) {
        QTest::newRow(name) << QByteArray::fromStdString(tensor) << values;
    };
    row("whole", tensor(kStorage, 0, {2, 2}, {2, 1}), {1, 2, 3, 4});
    row("part", tensor(kStorage, 1, {2}, {1}), {2, 3});
    row("transposed", tensor(kStorage, 0, {2, 2}, {1, 2}), {1, 3, 2, 4});
    row("column", tensor(kStorage, 1, {2}, {2}), {2, 4});
    row("scalar", tensor(kStorage, 3, {}, {}), {4});
    row("one row of any stride", tensor(kStorage, 0, {1, 3}, {77, 1}), {1, 2, 3});
    row("nothing", tensor(kStorage, 4, {0, 3}, {3, 1}), {});
    row("parameter",
        global("torch._utils", "_rebuild_parameter") +
            tuple({tensor(kStorage, 0, {2}, {1}), "\x88", orderedDictionary({})}) + "R",
        {1, 2});
    row("shape as torch.Size",
        global("torch._utils", "_rebuild_tensor_v2") +
            tuple({kStorage, number(0), global("torch", "Size") + "(" + numbers({2}) + "tR", numbers({1})}) + "R",
        {1, 2});
}

void TestTorchArchive::readsTensorsOfAnyPlace()
{
    QFETCH(QByteArray, tensor);
    QFETCH(QList<float>, values);
    const std::string archive = one(tensor.toStdString());
    const std::vector<float> read = parsed(archive).tensors.at("x").toFloats("x");
    QCOMPARE(QList<float>(read.begin(), read.end()), values);
}

void TestTorchArchive::namesArePathsThroughContainers_data()
{
    QTest::addColumn<QByteArray>("root");
    QTest::addColumn<QString>("names");
    QTest::addColumn<bool>("script");
    const auto row = [](const char *name, const std::string &root, const char *names, bool script = false) {
        QTest::newRow(name) << QByteArray::fromStdString(root) << QString(names) << script;
    };
    const std::string x = tensor(kStorage, 0, {4}, {1});
    row("dictionary", dictionary({{"a", x}, {"b.c", x}}), "a b.c");
    row("ordered dictionary with its metadata",
        orderedDictionary({{"a", x}}) + dictionary({{"_metadata", orderedDictionary({{"", dictionary({})}})}}) + "b",
        "a");
    row("training checkpoint",
        dictionary({{"epoch", number(3)},
                    {"state_dict", orderedDictionary({{"a", x}})},
                    {"optimizer", dictionary({{"b", x}})}}),
        "a");
    row("checkpoint of a trainer",
        dictionary({{"model", dictionary({{"a", x}})}, {"loss", "G" + std::string(8, '\0')}}), "a");
    row("modules in modules",
        module("Clip", {{"visual", module("Vision", {{"proj", x}, {"training", "\x89"}})}, {"scale", x}}),
        "scale visual.proj", true);
    row("other values are passed over", dictionary({{"a", x}, {"b", "]" + x + "a"}, {"c", "N"}, {"d", text("t")}}),
        "a");
}

void TestTorchArchive::namesArePathsThroughContainers()
{
    QFETCH(QByteArray, root);
    QFETCH(QString, names);
    QFETCH(bool, script);
    const std::string bytes = archiveOf(program(root.toStdString()));
    const TorchArchive archive = parsed(bytes);
    QStringList read;
    for (const auto &[name, tensor] : archive.tensors)
        read << QString::fromStdString(name);
    QCOMPARE(read.join(' '), names);
    QCOMPARE(archive.script, script);
}

void TestTorchArchive::readsLaterProtocols()
{
    // Protocol 4: a frame, short strings, values remembered in order, and globals from the stack.
    const auto shortText = [](const std::string &value) {
        return "\x8c" + std::string(1, static_cast<char>(value.size())) + value + "\x94";
    };
    const auto stackGlobal = [&](const std::string &module, const std::string &name) {
        return shortText(module) + shortText(name) + "\x93\x94";
    };
    const std::string storage = "(" + shortText("storage") + stackGlobal("torch", "FloatStorage") + shortText("0") +
                                shortText("cpu") + "K\x04tQ";
    const std::string tensor = stackGlobal("torch._utils", "_rebuild_tensor_v2") + "(" + storage +
                               std::string("K\0", 2) + "K\x02K\x02\x86K\x02K\x01\x86\x89}tR";
    const std::string body = "}\x94" + shortText("x") + tensor + "s.";
    const std::string archive = archiveOf("\x80\x04\x95" + littleEndian(std::uint64_t(body.size())) + body);
    QCOMPARE(parsed(archive).tensors.at("x").shape, (Shape{2, 2}));
}

void TestTorchArchive::contiguousTensorsStayInTheFile()
{
    const std::string archive = one(tensor(kStorage, 1, {3}, {1}));
    const StoredTensor stored = parsed(archive).tensors.at("x");
    const auto *begin = reinterpret_cast<const std::byte *>(archive.data());
    QVERIFY(stored.bytes.data() > begin && stored.bytes.data() < begin + archive.size());
    QCOMPARE((stored.bytes.data() - begin) % 64, 4);
    const StoredTensor copied = parsed(one(tensor(kStorage, 0, {2, 2}, {1, 2}))).tensors.at("x");
    QVERIFY(copied.owner != nullptr);
}

void TestTorchArchive::nothingIsRunAndDamageIsRefused_data()
{
    QTest::addColumn<QByteArray>("archive");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const std::string &archive, const char *says) {
        QTest::newRow(name) << QByteArray::fromStdString(archive) << QString(says);
    };
    const auto call = [](const std::string &module, const std::string &name) {
        return global(module, name) + tuple({text("touch /tmp/run")}) + "R";
    };
    row("os.system", one(call("os", "system")), "uses os.system");
    row("posix.system", one(call("posix", "system")), "uses posix.system");
    row("builtins.eval", one(call("builtins", "eval")), "uses builtins.eval");
    row("a global from the stack", one(text("os") + text("system") + "\x93" + tuple({text("ls")}) + "R"),
        "uses os.system");
    row("a storage that loads more", one(call("torch.storage", "_load_from_bytes")),
        "uses torch.storage._load_from_bytes");
    row("a name with line breaks in it", one(text("a\nb") + text("c") + "\x93"), "uses a?b.c");
    row("numpy", one(call("numpy.core.multiarray", "scalar")), "uses numpy.core.multiarray.scalar");

    row("old format", "\x80\x02\x8a\x0a", "old format");
    row("no archive", "hello", "directory is missing");
    row("another archive", zipOf({{"word/document.xml", "x"}}), "no data.pkl");
    row("big-endian", zipOf({{"a/data.pkl", program("}")}, {"a/byteorder", "big"}}), "big-endian");
    row("empty pickle", archiveOf(""), "ends too early");
    row("no end", archiveOf("\x80\x02}"), "ends too early");
    row("nothing left", archiveOf("\x80\x02."), "stack is empty");
    row("unknown operation", archiveOf("\x80\x02\xff."), "operation 255");
    row("classes of old", archiveOf("\x80\x02(ios\nsystem\n."), "operation 105");
    row("protocol 9", archiveOf("\x80\x09}."), "protocol 9");
    row("text beyond the end", archiveOf(program("X" + littleEndian(0xFFFFFFFFu))), "ends too early");
    row("long text beyond the end", archiveOf(program("\x8d" + littleEndian(~std::uint64_t(0)))), "ends too early");
    row("recalls what isn't there", archiveOf(program("h\x07")), "never had");
    row("no mark", archiveOf(program("t")), "a mark is missing");
    row("odd items", archiveOf(program("}(" + text("a") + "u")), "sets items");
    row("items of a number", archiveOf(program("K\x01(" + text("a") + "Nu")), "sets items");
    row("below a mark", archiveOf(program("}(0")), "stack is empty");
    row("calls a text", archiveOf(program(text("os.system") + ")R")), "no function");
    row("a huge number", archiveOf(program("\x8a\x10" + std::string(16, '\x7f'))), "16 bytes");
    row("a stack of marks", archiveOf("\x80\x02" + std::string(2'000'000, '(')), "grows too high");
    row("a million lists", archiveOf("\x80\x02" + std::string(2'000'000, ']')), "too many values");
    std::string doubled = "}q\1";
    for (int level = 0; level < 30; ++level)
        doubled = dictionary({{"a", doubled + "q\1"}, {"b", "h\1"}});
    row("dictionaries that double", archiveOf(program(doubled)), "too deeply");
    row("a dictionary in itself", archiveOf(program("}q\1" + text("a") + "h\1s")), "too deeply");
    std::string memo = "]";
    for (std::uint32_t slot = 0; slot < 1'100'000; ++slot)
        memo += "r" + littleEndian(slot);
    row("a memo that grows", archiveOf(program(memo)), "remembers too many");

    // References let a small file ask for any amount of memory.
    const auto repeated = [](const std::string &program, int times) {
        std::string all;
        for (int time = 0; time < times; ++time)
            all += program;
        return all;
    };
    const std::string keys = "K\1q\1(" + repeated("h\1", 2000) + "tq\2";
    row("objects with the same arguments",
        archiveOf(program(global("collections", "OrderedDict") + "q\3" + keys + "(" + repeated("h\3h\2R", 2000) + "t")),
        "more memory");
    row("names made of the same text",
        archiveOf(program(text("__torch__") + "q\1" + text(std::string(20'000, 'a')) + "q\2(" +
                          repeated("h\1h\2\x93", 2000) + "t")),
        "more memory");
    const std::string large = storage("FloatStorage", "0", 10'000);
    std::string views;
    for (int view = 0; view < 2000; ++view)
        views += text(std::to_string(view)) + "h\1";
    row("one storage gathered many times",
        zipOf({{"a/data.pkl", program(tensor(large, 0, {100, 100}, {1, 100}) + "q\1}(" + views + "u")},
               {"a/data/0", std::string(40'000, '\0')}}),
        "more memory");
    std::string members, modules;
    for (int index = 0; index < 300; ++index) {
        members += text(std::to_string(index)) + "h\1";
        modules += text(std::to_string(index)) + "h\2";
    }
    row("modules that share their tensors",
        archiveOf(program(tensor(kStorage, 0, {4}, {1}) + "q\1}(" + members + "uq\2}(" + modules + "u")),
        "more memory");

    row("no storage of that name", one(tensor(storage("FloatStorage", "7", 4), 0, {4}, {1})), "data/7");
    row("storage outside", one(tensor(storage("FloatStorage", "../../etc/passwd", 4), 0, {4}, {1})), "is missing");
    row("storage of another size", one(tensor(storage("FloatStorage", "0", 5), 0, {4}, {1})), "should hold 5");
    row("storage of another type", one(tensor(storage("DoubleStorage", "0", 4), 0, {4}, {1})), "should hold 4");
    row("storage that is none", one(tensor("N", 0, {4}, {1})), "no storage");
    row("offset beyond", one(tensor(kStorage, 1, {4}, {1})), "reaches beyond");
    row("negative offset", one(tensor(kStorage, -1, {4}, {1})), "no place");
    row("stride beyond", one(tensor(kStorage, 0, {2}, {4})), "reaches beyond");
    row("negative stride", one(tensor(kStorage, 3, {2}, {-1})), "list of sizes");
    row("overflowing shape", one(tensor(kStorage, 0, {std::int64_t(1) << 62, 4}, {0, 0})), "reaches beyond");
    row("overflowing stride", one(tensor(kStorage, 0, {3}, {INT64_MAX})), "reaches beyond");
    row("more elements than are stored", one(tensor(kStorage, 0, {1'000'000'000}, {0})), "reaches beyond");
    row("strides of another rank", one(tensor(kStorage, 0, {2, 2}, {1})), "no place");
    row("a tensor of nothing", one(global("torch._utils", "_rebuild_tensor_v2") + ")R"), "incomplete");
    row("a name twice",
        archiveOf(program(dictionary({{"x", tensor(kStorage, 0, {1}, {1})}, {"x", tensor(kStorage, 1, {1}, {1})}}))),
        "twice");
}

void TestTorchArchive::nothingIsRunAndDamageIsRefused()
{
    QFETCH(QByteArray, archive);
    QFETCH(QString, says);
    const QString message = inputError([&] { parsed(archive.toStdString()); });
    QVERIFY2(message.contains(says) && message.startsWith("model.pt") && !message.contains('\n'), qPrintable(message));
}

void TestTorchArchive::damagedZipArchivesAreRefused_data()
{
    QTest::addColumn<QByteArray>("archive");
    QTest::addColumn<QString>("says");
    const auto row = [](const char *name, const std::string &archive, const char *says) {
        QTest::newRow(name) << QByteArray::fromStdString(archive) << QString(says);
    };
    // Changes a number in the directory's record of the entry that is the n-th.
    const auto patched = [](std::string archive, int record, std::size_t field, std::uint32_t value) {
        std::size_t at = archive.find("PK\1\2");
        for (; record > 0; --record)
            at = archive.find("PK\1\2", at + 1);
        return archive.replace(at + field, 4, littleEndian(value));
    };
    const std::string pickle = program(dictionary({{"x", tensor(kStorage, 0, {4}, {1})}}));
    const std::vector<ZipEntry> sound = {{"a/data.pkl", pickle}, {"a/data/0", floats()}};
    row("compressed pickle", zipOf({{"a/data.pkl", pickle, 8}, sound[1]}), "is compressed");
    row("compressed tensor", zipOf({sound[0], {"a/data/0", floats(), 8}}), "is compressed");
    row("encrypted", zipOf({{"a/data.pkl", pickle, 0, 1}, sound[1]}), "is encrypted");
    row("an entry twice", zipOf({sound[0], sound[1], sound[1]}), "stands in it twice");
    row("overlapping entries", patched(zipOf(sound), 0, 20, 200), "overlap");
    row("entry beyond the directory", patched(zipOf(sound), 1, 20, 0x10000), "beyond its end");
    row("entry elsewhere", patched(zipOf(sound), 1, 42, 1), "isn't where");
    row("entry far away", patched(zipOf(sound), 1, 42, 0x7FFFFFFF), "beyond its end");
    row("large fields without their values", patched(zipOf(sound), 1, 20, 0xFFFFFFFF), "beyond its end");
    row("another name", zipOf(sound).replace(30, 1, "b"), "isn't where");
    std::string far = zipOf(sound);
    far.replace(far.size() - 6, 4, littleEndian(std::uint32_t(far.size())));
    row("directory beyond the end", far, "beyond its end");
    std::string large = zipOf(sound, true);
    large.replace(large.size() - 22 - 12, 8, littleEndian(~std::uint64_t(0)));
    row("zip64 directory beyond the end", large, "beyond its end");
    row("something after the end", zipOf(sound) + "trailing", "directory is missing");
}

void TestTorchArchive::damagedZipArchivesAreRefused()
{
    QFETCH(QByteArray, archive);
    QFETCH(QString, says);
    const QString message = inputError([&] { parsed(archive.toStdString()); });
    QVERIFY2(message.contains(says), qPrintable(message));
}

void TestTorchArchive::everyTruncationIsRefused()
{
    for (const bool zip64 : {false, true}) {
        const std::string pickle = program(dictionary({{"x", tensor(kStorage, 0, {4}, {1})}}));
        const std::string whole = zipOf({{"a/data.pkl", pickle}, {"a/data/0", floats()}}, zip64);
        QCOMPARE(parsed(whole).tensors.size(), std::size_t(1));
        for (std::size_t size = 0; size < whole.size(); ++size)
            QVERIFY2(!inputError([&] { parsed(whole.substr(0, size)); }).isEmpty(), qPrintable(QString::number(size)));
    }
}

void TestTorchArchive::changedBytesNeverReachOutside()
{
    const std::string whole = one(tensor(kStorage, 0, {2, 2}, {1, 2}));
    for (std::size_t position = 0; position < whole.size(); ++position) {
        for (const char value : {'\0', '\1', '\x7f', '\xff'}) {
            std::string changed = whole;
            changed[position] = value;
            try {
                for (const auto &[name, tensor] : parsed(changed).tensors)
                    QCOMPARE(tensor.bytes.size(), std::size_t(elementCount(tensor.shape)) * byteSize(tensor.dtype));
            } catch (const InputError &) { // the only thing that may be thrown
            }
        }
    }
}

QTEST_GUILESS_MAIN(TestTorchArchive)
#include "tst_torcharchive.moc"
