// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/study.h"
#include "core/files.h"
#include "core/json.h"
#include "windowtest.h"

using namespace headscope;

namespace {

using Damage = std::function<void(const std::filesystem::path &store)>;

void changeMember(const std::filesystem::path &file, const char *member, const nlohmann::json &value)
{
    nlohmann::json json = readJson(file);
    json[member] = value;
    writeFileAtomically(file, json.dump());
}

}

/// The stores that the window keeps to open pictures at once when they are opened again.
class TestStoreCache : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void whatCannotBeUsedIsMadeAgain_data();
    void whatCannotBeUsedIsMadeAgain();
    void anotherActivationIsAnotherModel();

private:
    std::filesystem::path path(const char *name) const
    {
        return std::filesystem::path(m_folder->path().toStdString()) / name;
    }
    std::shared_ptr<const Study> open() const
    {
        StudyOpening opening;
        return openStudy({path("model"), path("pictures") / "manifest.csv", path("cache")},
                         {{}, [](const QString &) {}}, opening);
    }
    std::vector<std::filesystem::path> stores() const
    {
        std::vector<std::filesystem::path> paths;
        for (const auto &entry : std::filesystem::directory_iterator(path("cache") / "stores"))
            paths.push_back(entry.path());
        return paths;
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void TestStoreCache::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    writeModel(path("model"), 1);
    writePictures(path("pictures"), 8);
}

void TestStoreCache::whatCannotBeUsedIsMadeAgain_data()
{
    QTest::addColumn<Damage>("damage");
    const auto row = [](const char *name, const Damage &damage) { QTest::newRow(name) << damage; };
    row("description cut short",
        [](const auto &store) { std::filesystem::resize_file(store / storefiles::kDescription, 100); });
    row("description empty",
        [](const auto &store) { std::filesystem::resize_file(store / storefiles::kDescription, 0); });
    row("no description", [](const auto &store) { std::filesystem::remove(store / storefiles::kDescription); });
    row("of another version", [](const auto &store) { changeMember(store / storefiles::kDescription, "version", 0); });
    row("of another convention",
        [](const auto &store) { changeMember(store / storefiles::kDescription, "convention", "none"); });
    row("of another program", [](const auto &store) { changeMember(store / storefiles::kDescription, "format", 7); });
    row("a file missing", [](const auto &store) { std::filesystem::remove(store / storefiles::kMlps); });
    row("a file cut short", [](const auto &store) { std::filesystem::resize_file(store / storefiles::kHeads, 300); });
    row("a list cut short", [](const auto &store) { std::filesystem::resize_file(store / storefiles::kImages, 90); });
    row("a file in its place", [](const auto &store) {
        std::filesystem::remove_all(store);
        writeFileAtomically(store, "text");
    });
}

void TestStoreCache::whatCannotBeUsedIsMadeAgain()
{
    QFETCH(Damage, damage);
    const auto images = open()->store.images();
    QCOMPARE(stores().size(), std::size_t(1));
    const auto store = stores().front();
    const std::string embeddings = readFile(store / storefiles::kEmbeddings);
    const std::string description = readFile(store / storefiles::kDescription);
    damage(store);
    QCOMPARE(open()->store.images(), images);
    QCOMPARE(stores(), std::vector{store});
    QVERIFY(readFile(store / storefiles::kEmbeddings) == embeddings);
    QVERIFY(readFile(store / storefiles::kDescription) == description);
}

void TestStoreCache::anotherActivationIsAnotherModel()
{
    const auto first = open();
    QVERIFY(first->sameModel(*open()));
    QCOMPARE(stores().size(), std::size_t(1));
    const auto config = path("model") / "open_clip_config.json";
    nlohmann::json json = readJson(config);
    json["model_cfg"]["quick_gelu"] = !json["model_cfg"].value("quick_gelu", false);
    writeFileAtomically(config, json.dump());
    const auto second = open();
    QCOMPARE(stores().size(), std::size_t(2));
    QCOMPARE(first->store.description().modelHash, second->store.description().modelHash);
    QVERIFY(!first->sameModel(*second));
    QVERIFY(first->store.embeddings(0, 1) != second->store.embeddings(0, 1));
}

QTEST_MAIN(TestStoreCache)
#include "tst_storecache.moc"
