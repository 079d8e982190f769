// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/imagecheck.h"

#include "core/error.h"

#include <algorithm>
#include <csetjmp>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string_view>
#include <vector>
#include <zlib.h>

// After <cstdio>, which they need but don't include.
#include <jerror.h>
#include <jpeglib.h>

namespace headscope {

namespace {

constexpr std::int64_t kMaximumPixels = 200'000'000;

[[noreturn]] void refuseTruncated(const std::string &file)
{
    throw InputError(file, "ends early: the picture is cut off", "copy or download it again");
}

[[noreturn]] void refuseDamaged(const std::string &file)
{
    throw InputError(file, "is damaged", "copy or download it again");
}

void checkSize(std::int64_t width, std::int64_t height, const std::string &file)
{
    if (width <= 0 || height <= 0)
        refuseDamaged(file);
    if (height > kMaximumPixels / width)
        throw InputError(file, "is too large: " + std::to_string(width) + " x " + std::to_string(height) + " pixels",
                         "scale it to at most 200 megapixels");
}

/// Reads numbers out of a header; a position beyond the end means that the file is cut off.
class HeaderReader
{
public:
    HeaderReader(std::span<const std::byte> bytes, const std::string &file, bool bigEndian)
        : m_bytes(bytes)
        , m_file(file)
        , m_bigEndian(bigEndian)
    {
    }

    std::uint32_t number(std::size_t position, std::size_t size) const
    {
        std::uint32_t value = 0;
        const std::span<const std::byte> digits = part(position, size);
        for (std::size_t digit = 0; digit < size; ++digit)
            value = value << 8 | std::to_integer<std::uint32_t>(digits[m_bigEndian ? digit : size - 1 - digit]);
        return value;
    }

    std::string_view text(std::size_t position, std::size_t size) const
    {
        const std::span<const std::byte> characters = part(position, size);
        return {reinterpret_cast<const char *>(characters.data()), size};
    }

    std::span<const std::byte> part(std::size_t position, std::size_t size) const
    {
        if (position > m_bytes.size() || size > m_bytes.size() - position)
            refuseTruncated(m_file);
        return m_bytes.subspan(position, size);
    }

private:
    std::span<const std::byte> m_bytes;
    const std::string &m_file;
    bool m_bigEndian;
};

struct JpegErrors
{
    jpeg_error_mgr manager;
    std::jmp_buf escape;
    bool truncated;
};

[[noreturn]] void escape(j_common_ptr jpeg)
{
    auto *errors = reinterpret_cast<JpegErrors *>(jpeg->err);
    const int code = errors->manager.msg_code;
    errors->truncated = code == JWRN_JPEG_EOF || code == JERR_INPUT_EOF || code == JERR_INPUT_EMPTY;
    std::longjmp(errors->escape, 1);
}

/// Warnings that mean pixels were made up end the decoding. Harmless ones, such as stray bytes between two segments,
/// are common in the photographs of real cameras.
void onJpegMessage(j_common_ptr jpeg, int level)
{
    const int code = jpeg->err->msg_code;
    if (level < 0 &&
        (code == JWRN_JPEG_EOF || code == JWRN_HIT_MARKER || code == JWRN_HUFF_BAD_CODE || code == JWRN_MUST_RESYNC))
        escape(jpeg);
}

struct JpegPass
{
    jpeg_decompress_struct jpeg = {};
    JpegErrors errors = {};
    std::vector<JSAMPLE> row;
    JSAMPROW rowPointer = nullptr;
    ~JpegPass() { jpeg_destroy_decompress(&jpeg); }
};

/// Runs `step` with libjpeg's way of failing, a jump, confined to it: `step` must own nothing.
template <typename Step>
bool succeeds(JpegPass &pass, Step step)
{
    if (setjmp(pass.errors.escape) != 0)
        return false;
    step();
    return true;
}

/// Decodes at an eighth of the size, where little is left to do but to read all the data.
void checkJpeg(std::span<const std::byte> bytes, const std::string &file)
{
    JpegPass pass;
    jpeg_decompress_struct &jpeg = pass.jpeg;
    jpeg.err = jpeg_std_error(&pass.errors.manager);
    jpeg.err->error_exit = escape;
    jpeg.err->emit_message = onJpegMessage;
    const auto run = [&](auto step) {
        if (!succeeds(pass, step))
            pass.errors.truncated ? refuseTruncated(file) : refuseDamaged(file);
    };
    run([&] {
        jpeg_create_decompress(&jpeg);
        jpeg_mem_src(&jpeg, reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size());
        jpeg_read_header(&jpeg, TRUE);
    });
    checkSize(jpeg.image_width, jpeg.image_height, file);
    run([&] {
        jpeg.scale_num = 1;
        jpeg.scale_denom = 8;
        jpeg.out_color_space = jpeg.jpeg_color_space;
        jpeg_start_decompress(&jpeg);
    });
    pass.row.resize(std::size_t(jpeg.output_width) * static_cast<std::size_t>(jpeg.output_components));
    pass.rowPointer = pass.row.data();
    run([&] {
        while (jpeg.output_scanline < jpeg.output_height)
            jpeg_read_scanlines(&jpeg, &pass.rowPointer, 1);
        jpeg_finish_decompress(&jpeg);
    });
}

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
/// counts.
void checkTiff(std::span<const std::byte> bytes, const std::string &file)
{
    constexpr std::uint32_t kImageWidth = 256;
    constexpr std::uint32_t kImageLength = 257;
    constexpr std::uint32_t kShort = 3;
    constexpr std::size_t kEntrySize = 12;
    const HeaderReader reader(bytes, file, bytes[0] == std::byte('M'));
    const std::size_t directory = reader.number(4, 4);
    const std::size_t entries = reader.number(directory, 2);
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
    }
    checkSize(width, height, file);
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
    if (content.starts_with("\xff\xd8\xff"sv))
        checkJpeg(bytes, file);
    else if (content.starts_with("RIFF"sv) && content.substr(0, 12).ends_with("WEBP"sv))
        checkWebP(bytes, file);
    else if (content.starts_with("II*\0"sv) || content.starts_with("MM\0*"sv))
        checkTiff(bytes, file);
    else if (content.starts_with("BM"sv))
        checkBmp(bytes, file);
    else
        throw InputError(file, "is not a picture that can be read", "use JPEG, PNG, WebP, TIFF or BMP");
    return std::string(content);
}

}
