// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"
#include "core/dataset/imagefile.h"
#include "core/dataset/preprocess.h"
#include "core/error.h"
#include "core/files.h"

#include <QtTest>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <numeric>
#include <opencv2/imgcodecs.hpp>

using namespace headscope;
using nlohmann::json;
namespace fs = std::filesystem;

namespace {

const fs::path kGoldens = fs::path(TEST_DATA) / "preprocess";

Array<std::uint8_t> golden(const std::string &name)
{
    static const SafetensorsFile file(kGoldens / "preprocess.safetensors");
    const IntArray ints = file.ints(name);
    return {ints.shape, std::vector<std::uint8_t>(ints.values.begin(), ints.values.end())};
}

json goldenImages() { return json::parse(readFile(kGoldens / "manifest.json"))["images"]; }

Array<std::uint8_t> constantImage(std::int64_t height, std::int64_t width, std::uint8_t level)
{
    return Array<std::uint8_t>({height, width, 3}, level);
}

std::string encoded(const std::string &extension, const cv::Mat &image)
{
    std::vector<unsigned char> bytes;
    cv::imencode(extension, image, bytes);
    return {bytes.begin(), bytes.end()};
}

/// Noise, so that no part of the file is dispensable.
cv::Mat noise(int height = 60, int width = 80, int type = CV_8UC3)
{
    cv::Mat image(height, width, type);
    cv::RNG(1).fill(image, cv::RNG::UNIFORM, 0, CV_MAT_DEPTH(type) == CV_16U ? 65536 : 256);
    return image;
}

std::string problemOf(const std::string &content)
{
    try {
        decodeImage(std::as_bytes(std::span(content)), "picture");
    } catch (const InputError &error) {
        return error.subject() == "picture" ? error.problem() : "wrong subject";
    }
    return "accepted";
}

/// A JPEG with the orientation in an EXIF segment, in either byte order.
std::string withOrientation(const std::string &jpeg, int orientation, bool big)
{
    using namespace std::string_literals;
    const auto number = [big](std::uint32_t value, int bytes) {
        std::string digits;
        for (int digit = 0; digit < bytes; ++digit)
            digits.insert(big ? digits.begin() : digits.end(), static_cast<char>(value >> (8 * digit)));
        return digits;
    };
    constexpr int kOrientationTag = 0x0112;
    constexpr int kShort = 3;
    const std::string tiff = (big ? "MM"s : "II"s) + number(42, 2) + number(8, 4) + number(1, 2) +
                             number(kOrientationTag, 2) + number(kShort, 2) + number(1, 4) +
                             number(static_cast<std::uint32_t>(orientation), 2) + number(0, 2) + number(0, 4);
    const std::string segment = "Exif\0\0"s + tiff;
    const auto length = static_cast<char>(segment.size() + 2);
    return jpeg.substr(0, 2) + "\xff\xe1\0"s + length + segment + jpeg.substr(2);
}

std::string bigEndian(std::uint32_t value)
{
    return {static_cast<char>(value >> 24), static_cast<char>(value >> 16), static_cast<char>(value >> 8),
            static_cast<char>(value)};
}

}

class PreprocessTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void decodesAsTheReference_data();
    void decodesAsTheReference();
    void cropsAsTheReference_data();
    void cropsAsTheReference();

    void squashesAndPads();
    void interpolatesBilinearly();
    void keepsConstantPictures_data();
    void keepsConstantPictures();
    void isQuick();

    void turnsPicturesUpright_data();
    void turnsPicturesUpright();
    void inksBecomeColoursAsInPillow_data();
    void inksBecomeColoursAsInPillow();
    void inksAreTurnedUprightToo();
    void sixteenBitsAColourCountByTheHighByte();
    void transparencyInATiffLeavesItsColours();
    void aTiffOfInksIsRefused();
    void readsEveryFormat_data();
    void readsEveryFormat();
    void refusesWhatIsNoPicture_data();
    void refusesWhatIsNoPicture();
    void refusesEveryTruncation_data();
    void refusesEveryTruncation();
    void refusesHugePicturesUnread_data();
    void refusesHugePicturesUnread();
    void refusesDamage();
    void namesTheMissingFile();
};

void PreprocessTest::decodesAsTheReference_data()
{
    QTest::addColumn<std::string>("image");
    QTest::addColumn<std::string>("tensor");
    for (const json &entry : goldenImages()) {
        const std::string file = entry["file"];
        for (const std::string name : entry["arrays"]) {
            // 16 bits are scaled to 8 here; the reference's image library clips them.
            const bool scaled = file == "images/gray16.png";
            if (name == (scaled ? "decoded_rgb_scaled" : "decoded_rgb"))
                QTest::newRow(file.c_str()) << file << fs::path(file).filename().string() + "/" + name;
        }
    }
}

void PreprocessTest::decodesAsTheReference()
{
    QFETCH(std::string, image);
    QFETCH(std::string, tensor);
    QCOMPARE(readImage(kGoldens / image), golden(tensor));
}

void PreprocessTest::cropsAsTheReference_data()
{
    QTest::addColumn<std::string>("image");
    QTest::addColumn<std::string>("crop");
    QTest::addColumn<std::string>("pixels");
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("upright");
    for (const json &entry : goldenImages()) {
        const std::string file = entry["file"];
        const bool scaled = file == "images/gray16.png";
        for (const std::string name : entry["arrays"]) {
            const bool upright = name.ends_with("_upright");
            const std::string variant = upright ? "_upright" : scaled ? "_scaled" : "";
            for (const int size : {32, 224}) {
                if (name != "crop" + std::to_string(size) + variant)
                    continue;
                const std::string prefix = fs::path(file).filename().string() + "/";
                const std::string pixels = size == 32 ? prefix + "pixels32" + variant : std::string();
                QTest::addRow("%s %s", file.c_str(), name.c_str())
                    << file << prefix + name << pixels << size << upright;
            }
        }
    }
}

void PreprocessTest::cropsAsTheReference()
{
    QFETCH(std::string, image);
    QFETCH(std::string, crop);
    QFETCH(std::string, pixels);
    QFETCH(int, size);
    QFETCH(bool, upright);
    const Preprocessing preprocessing{.imageSize = size};
    const Array<std::uint8_t> result = resizeAndCrop(readImage(kGoldens / image, upright), preprocessing);
    QCOMPARE(result, golden(crop)); // to the last bit

    if (pixels.empty())
        return;
    const FloatArray expected = SafetensorsFile(kGoldens / "preprocess.safetensors").floats(pixels);
    std::vector<float> normalised(result.values.size());
    normalise(result.values, preprocessing, normalised);
    for (std::size_t index = 0; index < normalised.size(); ++index)
        QVERIFY(std::abs(normalised[index] - expected.values[index]) <= 1e-6f);
}

void PreprocessTest::squashesAndPads()
{
    // White on the left, black on the right.
    Array<std::uint8_t> halves = constantImage(20, 40, 0);
    for (std::size_t value = 0; value < halves.values.size(); ++value)
        halves.values[value] = value / 3 % 40 < 20 ? 255 : 0;

    Preprocessing preprocessing{.imageSize = 10, .resize = Preprocessing::Resize::Squash};
    const Array<std::uint8_t> squashed = resizeAndCrop(halves, preprocessing);
    QCOMPARE(squashed.shape, (Shape{10, 10, 3}));
    QCOMPARE(int(squashed.values.front()), 255);
    QCOMPARE(int(squashed.values.back()), 0);

    preprocessing.resize = Preprocessing::Resize::Longest;
    preprocessing.fill = {1, 2, 3};
    const Array<std::uint8_t> padded = resizeAndCrop(halves, preprocessing); // 5 rows of picture, from row 2 on
    const auto pixel = [&](int row, int column) {
        const auto values = padded.row(row).subspan(static_cast<std::size_t>(column) * 3, 3);
        return std::array<int, 3>{values[0], values[1], values[2]};
    };
    QCOMPARE(pixel(1, 0), (std::array{1, 2, 3}));
    QCOMPARE(pixel(2, 0), (std::array{255, 255, 255}));
    QCOMPARE(pixel(6, 9), (std::array{0, 0, 0}));
    QCOMPARE(pixel(7, 9), (std::array{1, 2, 3}));
}

void PreprocessTest::interpolatesBilinearly()
{
    Array<std::uint8_t> pair = constantImage(1, 2, 0);
    std::fill(pair.values.begin() + 3, pair.values.end(), std::uint8_t(200));
    const Preprocessing preprocessing{.imageSize = 4,
                                      .resize = Preprocessing::Resize::Squash,
                                      .interpolation = Preprocessing::Interpolation::Bilinear};
    const Array<std::uint8_t> result = resizeAndCrop(pair, preprocessing);
    for (int row = 0; row < 4; ++row) {
        const auto values = result.row(row);
        QCOMPARE((std::array<int, 4>{values[0], values[3], values[6], values[9]}), (std::array{0, 50, 150, 200}));
    }
}

void PreprocessTest::keepsConstantPictures_data()
{
    QTest::addColumn<int>("height");
    QTest::addColumn<int>("width");
    QTest::newRow("one pixel") << 1 << 1;
    QTest::newRow("a thin line") << 1 << 5000;
    QTest::newRow("a high line") << 5000 << 1;
    QTest::newRow("small") << 7 << 5;
    QTest::newRow("large") << 1001 << 999;
}

void PreprocessTest::keepsConstantPictures()
{
    QFETCH(int, height);
    QFETCH(int, width);
    for (const auto resize : {Preprocessing::Resize::Shortest, Preprocessing::Resize::Squash}) {
        const Preprocessing preprocessing{.imageSize = 31, .resize = resize};
        QCOMPARE(resizeAndCrop(constantImage(height, width, 137), preprocessing), constantImage(31, 31, 137));
    }
}

void PreprocessTest::isQuick()
{
    const Array<std::uint8_t> photograph = constantImage(3000, 4000, 99);
    QBENCHMARK { QCOMPARE(resizeAndCrop(photograph, Preprocessing()).shape, (Shape{224, 224, 3})); }
}

void PreprocessTest::turnsPicturesUpright_data()
{
    // Where the upright picture's first row and first column are in the stored one (EXIF 2.3, tag 274).
    QTest::addColumn<int>("orientation");
    QTest::addColumn<bool>("mirrored"); // left and right, before it is turned
    QTest::addColumn<int>("turns");     // by 90° clockwise
    const std::tuple<int, bool, int> cases[] = {{1, false, 0}, {2, true, 0},  {3, false, 2}, {4, true, 2},
                                                {5, true, 3},  {6, false, 1}, {7, true, 1},  {8, false, 3},
                                                {0, false, 0}, {9, false, 0}};
    for (const auto &[orientation, mirrored, turns] : cases)
        QTest::addRow("%d", orientation) << orientation << mirrored << turns;
}

void PreprocessTest::turnsPicturesUpright()
{
    QFETCH(int, orientation);
    QFETCH(bool, mirrored);
    QFETCH(int, turns);
    const std::string plain = encoded(".jpg", noise(24, 40));
    const Array<std::uint8_t> stored = decodeImage(std::as_bytes(std::span(plain)), "picture");
    cv::Mat expected(24, 40, CV_8UC3, const_cast<std::uint8_t *>(stored.values.data()));
    expected = expected.clone();
    if (mirrored)
        cv::flip(expected, expected, 1);
    for (int turn = 0; turn < turns; ++turn)
        cv::rotate(expected, expected, cv::ROTATE_90_CLOCKWISE);

    for (const bool big : {false, true}) {
        const std::string content = withOrientation(plain, orientation, big);
        const auto bytes = std::as_bytes(std::span(content));
        QCOMPARE(decodeImage(bytes, "picture"), stored); // as the published scripts read it
        const Array<std::uint8_t> upright = decodeImage(bytes, "picture", true);
        QCOMPARE(upright.shape, (Shape{expected.rows, expected.cols, 3}));
        QVERIFY(std::equal(upright.values.begin(), upright.values.end(), expected.datastart));
    }
}

void PreprocessTest::inksBecomeColoursAsInPillow_data()
{
    QTest::addColumn<std::string>("file");
    QTest::addColumn<int>("red");
    QTest::addColumn<int>("green");
    QTest::addColumn<int>("blue");
    QTest::newRow("black") << std::string("black-ink.jpg") << 0 << 0 << 0;
    QTest::newRow("three inks") << std::string("brick.jpg") << 38 << 198 << 179;
    QTest::newRow("four inks") << std::string("olive.jpg") << 80 << 60 << 147;
    QTest::newRow("half of each") << std::string("half.jpg") << 68 << 68 << 69;
}

void PreprocessTest::inksBecomeColoursAsInPillow()
{
    QFETCH(std::string, file);
    const auto picture = readImage(kGoldens / "ink" / file);
    for (std::size_t pixel = 0; pixel < picture.values.size(); pixel += 3) {
        QTEST(int(picture.values[pixel]), "red");
        QTEST(int(picture.values[pixel + 1]), "green");
        QTEST(int(picture.values[pixel + 2]), "blue");
    }
    const std::string content = readFile(kGoldens / "ink" / file);
    QVERIFY(problemOf(content.substr(0, content.size() - 20)) != "accepted");
}

void PreprocessTest::inksAreTurnedUprightToo()
{
    // YCCK, 16 × 8, its left half light and its right one dark.
    const std::string plain = readFile(kGoldens / "ink/halves.jpg");
    const auto stored = decodeImage(std::as_bytes(std::span(plain)), "picture");
    QCOMPARE(stored.shape, (Shape{8, 16, 3}));
    const auto isNear = [](int value, int expected) { return std::abs(value - expected) <= 2; };
    QVERIFY(isNear(stored.values.front(), 230 * 200 / 255));
    QVERIFY(isNear(stored.values.back(), 40 * 60 / 255));
    const auto rows = stored.shape[0];
    const auto columns = stored.shape[1];
    for (const bool big : {false, true}) {
        const std::string content = withOrientation(plain, 6, big); // a quarter to the right
        const auto bytes = std::as_bytes(std::span(content));
        QCOMPARE(decodeImage(bytes, "picture"), stored);
        const auto upright = decodeImage(bytes, "picture", true);
        QCOMPARE(upright.shape, (Shape{columns, rows, 3}));
        for (std::int64_t row = 0; row < rows; ++row) {
            for (std::int64_t column = 0; column < columns; ++column)
                QCOMPARE(upright.row(column)[std::size_t(rows - 1 - row) * 3],
                         stored.row(row)[std::size_t(column) * 3]);
        }
    }
}

void PreprocessTest::sixteenBitsAColourCountByTheHighByte()
{
    // 0x10ff would be scaled to 0x11.
    for (const char *extension : {".png", ".tiff"}) {
        const std::string colour = encoded(extension, cv::Mat(4, 4, CV_16UC3, cv::Scalar::all(0x10ff)));
        QCOMPARE(decodeImage(std::as_bytes(std::span(colour)), "picture"), constantImage(4, 4, 0x10));
        const std::string grey = encoded(extension, cv::Mat(4, 4, CV_16UC1, cv::Scalar::all(0x10ff)));
        QCOMPARE(decodeImage(std::as_bytes(std::span(grey)), "picture"), constantImage(4, 4, 0x11));
    }
}

void PreprocessTest::transparencyInATiffLeavesItsColours()
{
    const auto picture = readImage(kGoldens / "ink/rgba.tif"); // half transparent
    for (std::size_t pixel = 0; pixel < picture.values.size(); pixel += 3) {
        QCOMPARE(int(picture.values[pixel]), 200);
        QCOMPARE(int(picture.values[pixel + 1]), 100);
        QCOMPARE(int(picture.values[pixel + 2]), 50);
    }
}

void PreprocessTest::aTiffOfInksIsRefused()
{
    QCOMPARE(problemOf(readFile(kGoldens / "ink/cmyk.tif")), std::string("is a TIFF of inks (CMYK) or Lab"));
}

void PreprocessTest::readsEveryFormat_data()
{
    QTest::addColumn<QString>("extension");
    QTest::addColumn<int>("type");
    QTest::newRow("PNG") << ".png" << CV_8UC3;
    QTest::newRow("PNG, grey") << ".png" << CV_8UC1;
    QTest::newRow("PNG, transparent") << ".png" << CV_8UC4;
    QTest::newRow("PNG, 16 bits") << ".png" << CV_16UC3;
    QTest::newRow("PNG, 16 bits, transparent") << ".png" << CV_16UC4;
    QTest::newRow("BMP") << ".bmp" << CV_8UC3;
    QTest::newRow("BMP, grey") << ".bmp" << CV_8UC1;
    QTest::newRow("BMP, transparent") << ".bmp" << CV_8UC4;
    QTest::newRow("TIFF") << ".tiff" << CV_8UC3;
    QTest::newRow("TIFF, grey") << ".tiff" << CV_8UC1;
    QTest::newRow("TIFF, 16 bits") << ".tiff" << CV_16UC3;
    QTest::newRow("WebP") << ".webp" << CV_8UC3;
    QTest::newRow("WebP, transparent") << ".webp" << CV_8UC4;
}

void PreprocessTest::readsEveryFormat()
{
    QFETCH(QString, extension);
    QFETCH(int, type);
    const cv::Mat image = noise(13, 17, type);
    const std::string content = encoded(extension.toStdString(), image);
    const Array<std::uint8_t> rgb = decodeImage(std::as_bytes(std::span(content)), "picture");
    QCOMPARE(rgb.shape, (Shape{13, 17, 3}));
    cv::Mat bytes;
    image.convertTo(bytes, CV_8U);
    for (int row = 0; row < image.rows && image.depth() == CV_16U; ++row) {
        for (int value = 0; value < image.cols * image.channels(); ++value)
            bytes.ptr(row)[value] = static_cast<std::uint8_t>(image.ptr<std::uint16_t>(row)[value] >> 8);
    }
    for (int row = 0; row < 13; ++row) {
        for (int column = 0; column < 17; ++column) {
            for (int channel = 0; channel < 3; ++channel) {
                const int stored = bytes.channels() == 1 ? 0 : 2 - channel;
                const int expected = bytes.ptr(row)[column * bytes.channels() + stored];
                const int found = rgb.row(row)[static_cast<std::size_t>(column * 3 + channel)];
                QCOMPARE(found, expected);
            }
        }
    }
}

void PreprocessTest::refusesWhatIsNoPicture_data()
{
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("complaint");
    const std::string notRead = "is not a picture that can be read";
    QTest::newRow("empty") << std::string() << std::string("is empty");
    QTest::newRow("one byte") << std::string("x") << notRead;
    QTest::newRow("text") << std::string("this is not a picture at all") << notRead;
    QTest::newRow("HTML") << std::string("<!DOCTYPE html><html></html>") << notRead;
    QTest::newRow("GIF") << std::string("GIF89a\1\0\1\0\0\0\0;", 14) << notRead;
    QTest::newRow("TIFF of floats") << encoded(".tiff", cv::Mat(4, 4, CV_32FC3, cv::Scalar::all(0.5)))
                                    << std::string("has neither 8 nor 16 bits a channel");
}

void PreprocessTest::refusesWhatIsNoPicture()
{
    QFETCH(std::string, content);
    QFETCH(std::string, complaint);
    QCOMPARE(problemOf(content), complaint);
}

void PreprocessTest::refusesEveryTruncation_data()
{
    QTest::addColumn<std::string>("content");
    QTest::addColumn<std::string>("complaint");
    const std::string endsEarly = "ends early: the picture is cut off";
    for (const char *extension : {".png", ".bmp", ".webp", ".jpg"})
        QTest::newRow(extension) << encoded(extension, noise()) << endsEarly;
    // Where the data of a TIFF file end isn't checked before it is decoded.
    QTest::newRow(".tiff") << encoded(".tiff", noise()) << std::string("is damaged, or of a kind that isn't read");
    QTest::newRow("progressive JPEG") << readFile(kGoldens / "images/progressive_444.jpg") << endsEarly;
    QTest::newRow("palette PNG") << readFile(kGoldens / "images/palette.png") << endsEarly;
}

void PreprocessTest::refusesEveryTruncation()
{
    QFETCH(std::string, content);
    QFETCH(std::string, complaint);
    QCOMPARE(problemOf(content), std::string("accepted"));
    for (const std::size_t percent : {1, 5, 20, 50, 80, 99}) {
        const std::size_t size = std::max<std::size_t>(16, content.size() * percent / 100);
        QVERIFY2(problemOf(content.substr(0, size)) != "accepted", std::to_string(percent).c_str());
    }
    QCOMPARE(problemOf(content.substr(0, content.size() - 3)), complaint);
}

void PreprocessTest::refusesHugePicturesUnread_data()
{
    QTest::addColumn<std::string>("content");
    using namespace std::string_literals;
    std::string png = encoded(".png", noise());
    png.replace(16, 8, bigEndian(100'000) + bigEndian(100'000));
    QTest::newRow("PNG") << png;
    std::string jpeg = encoded(".jpg", noise());
    jpeg.replace(jpeg.find("\xff\xc0") + 5, 4, "\xff\xdc\xff\xdc");
    QTest::newRow("JPEG") << jpeg;
    std::string bmp = encoded(".bmp", noise());
    bmp.replace(18, 8, "\0\0\1\0\0\0\1\0"s);
    QTest::newRow("BMP") << bmp;
    std::string topDown = encoded(".bmp", noise());
    topDown.replace(18, 8, "\0\0\1\0\0\0\0\x80"s);
    QTest::newRow("BMP, first row on top") << topDown;
    std::string webp = encoded(".webp", noise());
    webp.replace(21, 4, "\xff\xff\xff\x0f"s);
    QTest::newRow("WebP") << webp;
    const std::string entries = "\1\0\0\4\0\0\0\1\0\1\0\0\1\1\0\4\0\0\0\1\0\1\0\0"s; // width and length, 65536 each
    QTest::newRow("TIFF") << "MM\0*\0\0\0\x08\0\2"s + entries + "\0\0\0\0"s;
}

void PreprocessTest::refusesHugePicturesUnread()
{
    QFETCH(std::string, content);
    const std::string problem = problemOf(content);
    QVERIFY2(problem.starts_with("is too large: "), problem.c_str());
}

void PreprocessTest::refusesDamage()
{
    for (const char *extension : {".png", ".jpg"}) {
        // Every 50th byte behind the headers, one at a time: an error or whole pixels, never a crash; and never
        // unnoticed in a PNG, whose data has checksums.
        const std::string whole = encoded(extension, noise(20, 20));
        for (std::size_t position = 60; position < whole.size() - 12; position += 50) {
            std::string damaged = whole;
            damaged[position] = static_cast<char>(damaged[position] ^ 0x10);
            const std::string problem = problemOf(damaged);
            if (extension == std::string(".png"))
                QVERIFY2(problem != "accepted", std::to_string(position).c_str());
        }
    }
    std::string jpeg = encoded(".jpg", noise());
    std::fill(jpeg.end() - 2000, jpeg.end() - 1000, '\xff');
    QVERIFY(problemOf(jpeg) != "accepted");
}

void PreprocessTest::namesTheMissingFile()
{
    try {
        readImage("no/such/picture.png");
    } catch (const InputError &error) {
        QCOMPARE(error.subject(), std::string("no/such/picture.png"));
        return;
    }
    QFAIL("was accepted");
}

QTEST_GUILESS_MAIN(PreprocessTest)
#include "tst_preprocess.moc"
