// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/imagecheck.h"

#include "core/dataset/headerreader.h"
#include "core/dataset/jpeg.h"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <zlib.h>

namespace headscope {

namespace {

/// Walks the chunks up to the last one: all there, and those that a picture can't do without intact. Returns the
/// picture without its descriptive chunks, because libpng has something to say about many a colour profile in there.
std::string checkedPng(std::span<const std::byte> bytes, const std::string &file)
{
    constexpr std::size_t kSignature = 8;
    constexpr std::size_t kChunkOverhead = 12; // length and type before the data, checksum after it
    const HeaderReader reader(bytes, file, true);
    if (reader.text(kSignature + 4, 4) != "IHDR")
        refuseDamaged(file);
    checkSize(reader.number(16, 4), reader.number(20, 4), file);
    std::string essential(reader.text(0, kSignature));
    std::string_view type;
    for (std::size_t chunk = kSignature; type != "IEND";) {
        const std::size_t size = reader.number(chunk, 4);
        type = reader.text(chunk + 4, 4);
        const std::string_view summed = reader.text(chunk + 4, size + 4);
        const std::uint32_t checksum = reader.number(chunk + 8 + size, 4);
        const bool critical = type[0] >= 'A' && type[0] <= 'Z';
        if (critical && checksum != crc32_z(0, reinterpret_cast<const Bytef *>(summed.data()), summed.size()))
            refuseDamaged(file);
        if (critical || type == "eXIf") // the latter holds the orientation
            essential += reader.text(chunk, kChunkOverhead + size);
        chunk += kChunkOverhead + size;
    }
    return essential;
}

void checkWebP(std::span<const std::byte> bytes, const std::string &file)
{
    const HeaderReader reader(bytes, file, false);
    reader.part(8, reader.number(4, 4));
    const std::string_view kind = reader.text(12, 4);
    if (kind == "VP8X") {
        checkSize(reader.number(24, 3) + std::int64_t(1), reader.number(27, 3) + std::int64_t(1), file);
    } else if (kind == "VP8L") {
        const std::uint32_t bits = reader.number(21, 4);
        checkSize((bits & 0x3fff) + 1, (bits >> 14 & 0x3fff) + 1, file);
    } else {
        checkSize(reader.number(26, 2) & 0x3fff, reader.number(28, 2) & 0x3fff, file);
    }
}

/// The size in the first directory, which is the picture that is read. Of an entry that is there twice, the larger
/// counts. Inks and Lab are refused: their colours would come out a little wrong. Returns the picture with transparency
/// that isn't multiplied into the colours declared as if it were, so that decoding leaves the colours as they are.
std::string checkedTiff(std::span<const std::byte> bytes, const std::string &file)
{
    constexpr std::uint32_t kImageWidth = 256;
    constexpr std::uint32_t kImageLength = 257;
    constexpr std::uint32_t kPhotometric = 262;
    constexpr std::uint32_t kExtraSamples = 338;
    constexpr std::uint32_t kFirstOfInks = 5;
    constexpr std::uint32_t kYCbCr = 6;
    constexpr std::uint32_t kLastOfLab = 10;
    constexpr std::uint32_t kUnassociated = 2;
    constexpr std::uint32_t kShort = 3;
    constexpr std::size_t kEntrySize = 12;
    const HeaderReader reader(bytes, file, bytes[0] == std::byte('M'));
    const std::size_t directory = reader.number(4, 4);
    const std::size_t entries = reader.number(directory, 2);
    std::string content(reader.text(0, bytes.size()));
    std::int64_t width = 0;
    std::int64_t height = 0;
    for (std::size_t entry = 0; entry < entries; ++entry) {
        const std::size_t position = directory + 2 + entry * kEntrySize;
        const std::uint32_t tag = reader.number(position, 2);
        const std::int64_t value = reader.number(position + 8, reader.number(position + 2, 2) == kShort ? 2 : 4);
        if (tag == kImageWidth)
            width = std::max(width, value);
        else if (tag == kImageLength)
            height = std::max(height, value);
        else if (tag == kPhotometric && value >= kFirstOfInks && value <= kLastOfLab && value != kYCbCr)
            throw InputError(file, "is a TIFF of inks (CMYK) or Lab", "save it as RGB");
        else if (tag == kExtraSamples && value == kUnassociated)
            std::ranges::replace(content.begin() + std::ptrdiff_t(position) + 8,
                                 content.begin() + std::ptrdiff_t(position) + 10, char(kUnassociated), char(1));
    }
    checkSize(width, height, file);
    return content;
}

void checkBmp(std::span<const std::byte> bytes, const std::string &file)
{
    constexpr std::uint32_t kOldHeaderSize = 12;
    constexpr std::uint32_t kRunLength8 = 1;
    constexpr std::uint32_t kRunLength4 = 2;
    const HeaderReader reader(bytes, file, false);
    const bool old = reader.number(14, 4) == kOldHeaderSize;
    const auto width = static_cast<std::int32_t>(reader.number(18, old ? 2 : 4));
    // A negative height means that the first row is the top one.
    const std::int64_t height =
        std::abs(std::int64_t(static_cast<std::int32_t>(reader.number(old ? 20 : 22, old ? 2 : 4))));
    checkSize(width, height, file);
    const std::uint32_t compression = old ? 0 : reader.number(30, 4);
    if (compression == kRunLength8 || compression == kRunLength4)
        return;
    const std::int64_t bitsPerPixel = reader.number(old ? 24 : 28, 2);
    const std::int64_t bytesPerRow = (width * bitsPerPixel + 31) / 32 * 4;
    reader.part(reader.number(10, 4), static_cast<std::size_t>(bytesPerRow * height));
}

}

std::string checkedImage(std::span<const std::byte> bytes, const std::string &file)
{
    if (bytes.empty())
        throw InputError(file, "is empty", "copy or download it again");
    if (bytes.size() > std::size_t(std::numeric_limits<std::int32_t>::max()))
        throw InputError(file, "is larger than 2 GiB", "a picture has at most 200 megapixels");
    using namespace std::string_view_literals;
    const std::string_view content(reinterpret_cast<const char *>(bytes.data()), bytes.size());
    if (content.starts_with("\x89PNG\r\n\x1a\n"sv))
        return checkedPng(bytes, file);
    if (content.starts_with("II*\0"sv) || content.starts_with("MM\0*"sv))
        return checkedTiff(bytes, file);
    if (content.starts_with("\xff\xd8\xff"sv))
        checkJpeg(bytes, file);
    else if (content.starts_with("RIFF"sv) && content.substr(0, 12).ends_with("WEBP"sv))
        checkWebP(bytes, file);
    else if (content.starts_with("BM"sv))
        checkBmp(bytes, file);
    else
        throw InputError(file, "is not a picture that can be read", "use JPEG, PNG, WebP, TIFF or BMP");
    return std::string(content);
}

}
