// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/jpeg.h"

#include "core/dataset/headerreader.h"

#include <algorithm>
#include <csetjmp>
#include <cstdio>
#include <vector>

// After <cstdio>, which they need but don't include.
#include <jerror.h>
#include <jpeglib.h>

namespace headscope {

namespace {

constexpr int kExifMarker = JPEG_APP0 + 1;

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

/// As succeeds(), but throws InputError for a failure.
template <typename Step>
void run(JpegPass &pass, const std::string &file, Step step)
{
    if (!succeeds(pass, step))
        pass.errors.truncated ? refuseTruncated(file) : refuseDamaged(file);
}

/// A decoder that has read the header, so that `pass.jpeg` says what is to come.
void open(JpegPass &pass, std::span<const std::byte> bytes, const std::string &file)
{
    pass.jpeg.err = jpeg_std_error(&pass.errors.manager);
    pass.jpeg.err->error_exit = escape;
    pass.jpeg.err->emit_message = onJpegMessage;
    run(pass, file, [&] {
        jpeg_create_decompress(&pass.jpeg);
        jpeg_save_markers(&pass.jpeg, kExifMarker, 0xffff);
        jpeg_mem_src(&pass.jpeg, reinterpret_cast<const unsigned char *>(bytes.data()), bytes.size());
        jpeg_read_header(&pass.jpeg, TRUE);
    });
    checkSize(pass.jpeg.image_width, pass.jpeg.image_height, file);
}

void start(JpegPass &pass, const std::string &file)
{
    run(pass, file, [&] { jpeg_start_decompress(&pass.jpeg); });
    pass.row.resize(std::size_t(pass.jpeg.output_width) * static_cast<std::size_t>(pass.jpeg.output_components));
    pass.rowPointer = pass.row.data();
}

/// 1 if there is none that can be read.
int orientationOf(std::span<const std::byte> exif)
try {
    constexpr std::size_t kTiff = 6; // behind "Exif", 0, 0
    constexpr std::size_t kEntrySize = 12;
    constexpr std::uint32_t kOrientation = 0x0112;
    const std::string file;
    const bool big = HeaderReader(exif, file, true).text(kTiff, 2) == "MM";
    const HeaderReader reader(exif.subspan(kTiff), file, big);
    const std::size_t directory = reader.number(4, 4);
    const std::size_t entries = reader.number(directory, 2);
    for (std::size_t entry = 0; entry < entries; ++entry) {
        const std::size_t position = directory + 2 + entry * kEntrySize;
        if (reader.number(position, 2) == kOrientation)
            return static_cast<int>(reader.number(position + 8, 2));
    }
    return 1;
} catch (const InputError &) {
    return 1;
}

/// a·b/255, rounded, for 0…255.
std::uint8_t scaled(int a, int b)
{
    const int product = a * b + 128;
    return static_cast<std::uint8_t>((product / 256 + product) / 256);
}

}

/// Decodes at an eighth of the size, where little is left to do but to read all the data.
void checkJpeg(std::span<const std::byte> bytes, const std::string &file)
{
    JpegPass pass;
    open(pass, bytes, file);
    jpeg_decompress_struct &jpeg = pass.jpeg;
    jpeg.scale_num = 1;
    jpeg.scale_denom = 8;
    jpeg.out_color_space = jpeg.jpeg_color_space;
    start(pass, file);
    run(pass, file, [&] {
        while (jpeg.output_scanline < jpeg.output_height)
            jpeg_read_scanlines(&jpeg, &pass.rowPointer, 1);
        jpeg_finish_decompress(&jpeg);
    });
}

std::optional<InkJpeg> decodeInkJpeg(std::span<const std::byte> bytes, const std::string &file)
{
    JpegPass pass;
    open(pass, bytes, file);
    jpeg_decompress_struct &jpeg = pass.jpeg;
    if (jpeg.num_components != 4)
        return std::nullopt;
    InkJpeg result;
    for (auto marker = jpeg.marker_list; marker; marker = marker->next) {
        const auto data = std::as_bytes(std::span(marker->data, marker->data_length));
        if (HeaderReader(data, file, true).text(0, std::min<std::size_t>(4, data.size())) == "Exif")
            result.orientation = orientationOf(data);
    }
    jpeg.out_color_space = JCS_CMYK;
    start(pass, file);
    result.rgb = Array<std::uint8_t>({jpeg.output_height, jpeg.output_width, 3});
    std::uint8_t *out = result.rgb.values.data();
    while (jpeg.output_scanline < jpeg.output_height) {
        run(pass, file, [&] { jpeg_read_scanlines(&jpeg, &pass.rowPointer, 1); });
        for (const JSAMPLE *ink = pass.row.data(); ink != pass.row.data() + pass.row.size(); ink += 4) {
            const int light = ink[3]; // what black leaves
            for (int channel = 0; channel < 3; ++channel)
                *out++ = static_cast<std::uint8_t>(light - scaled(255 - ink[channel], light));
        }
    }
    return result;
}

}
