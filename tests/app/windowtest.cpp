// SPDX-License-Identifier: GPL-3.0-or-later
#include "windowtest.h"

#include <random>

#include "core/checkpoint/checkpoint.h"
#include "core/tokens/tokenizer.h"
#include "widgets/messages/messagerow.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

const std::vector<std::string> kWords = {"a", "photo", "of", "red", "green", "blue", "dark", "light"};

}

void writeModel(const fs::path &folder, unsigned seed, int layers, int heads)
{
    fs::create_directories(folder);
    writeWordLevelTokenizer(kWords, folder / "tokenizer.json");
    ClipConfig config;
    config.vision = {.width = 64, .layers = layers, .heads = heads, .mlpWidth = 128};
    config.text = TowerShape{.width = 32, .layers = 1, .heads = 2, .mlpWidth = 64};
    config.patchSize = 8;
    config.embedDim = 16;
    config.contextLength = 12;
    config.vocabularySize = int(Tokenizer::load(folder).vocabularySize());
    config.preprocessing.imageSize = 32;
    std::mt19937 random(seed);
    std::normal_distribution<float> normal(0, 0.2f);
    std::map<std::string, FloatArray> tensors;
    for (const auto &[name, shape] : expectedTensors(config)) {
        FloatArray tensor(shape, 1.0f);
        if (shape.size() > 1)
            std::generate(tensor.values.begin(), tensor.values.end(), [&] { return normal(random); });
        tensors.emplace(name, std::move(tensor));
    }
    writeOpenClipCheckpoint(folder, config, tensors);
}

void writeText(const fs::path &path, const QByteArray &text)
{
    QFile file(QString::fromStdString(path.string()));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(text);
}

void writePictures(const fs::path &folder, int rows)
{
    fs::create_directories(folder);
    QByteArray manifest = "path,label,shade,twin\n";
    const char *labels[] = {"red", "green", "blue"};
    for (int picture = 0; picture < rows; ++picture) {
        const int file = picture % kPictures;
        const int hue = file / 2 % 3;
        const bool dark = file % 2;
        const QString name = QString::number(file) + ".png";
        if (picture < kPictures) {
            QImage image(32, 32, QImage::Format_RGB32);
            image.fill(QColor::fromHsv(hue * 120, 100 + 3 * file, dark ? 90 : 220));
            QVERIFY(image.save(QString::fromStdString((folder / name.toStdString()).string())));
        }
        manifest += name.toUtf8() + ',' + labels[hue] + ',' + (dark ? "dark" : "light") + ',' +
                    QByteArray::number(picture / 2) + '\n';
    }
    writeText(folder / "manifest.csv", manifest);
    writeText(folder / "pool.csv", "text,concept\nred,hue\ngreen,hue\nblue,hue\ndark,shade\nlight,shade\n");
}

void WindowTest::initTestCase()
{
    QStandardPaths::setTestModeEnabled(true);
    writeModel(path("models/biased"), 1);
    writeModel(path("models/balanced"), 2);
    writeModel(path("larger"), 3, 3, 8);
    writePictures(path("pictures"), kPictures);
    writePictures(path("many"), kManyPictures);
    writeText(path("pool.txt"), "a red photo\na blue photo\n");
    writeText(path("broken.txt"), "\xff\xfe\xff");
}

void WindowTest::init()
{
    m_window = std::make_unique<MainWindow>(MainWindow::Places{path("models"), path("cache")});
    m_window->resize(1280, 720);
    m_window->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_window.get()));
}

void WindowTest::openDemo()
{
    m_window->openPictures(path("pictures"));
    waitUntilIdle();
    QVERIFY(m_window->document().study());
}

QString WindowTest::messages() const
{
    QStringList texts;
    for (const MessageRow *row : m_window->findChildren<MessageRow *>()) {
        for (const QLabel *label : row->findChildren<QLabel *>())
            texts.append(label->text());
    }
    return texts.join(u' ');
}

}
