// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/imagefile.h"

#include "core/dataset/imagecheck.h"
#include "core/dataset/jpeg.h"
#include "core/error.h"
#include "core/files.h"

#include <algorithm>
#include <array>
#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace headscope {

namespace {

/// Grey, or blue, green, red; 8 or 16 bits; empty if the decoder gives up.
cv::Mat decodeWithOpenCv(const std::string &content, int flags)
{
    // OpenCV reports a bad file on standard error as well; what we throw says it once.
    static const auto silenced = cv::utils::logging::setLogLevel(cv::utils::logging::LOG_LEVEL_SILENT);
    static_cast<void>(silenced);
    try {
        const cv::Mat buffer(1, static_cast<int>(content.size()), CV_8U, const_cast<char *>(content.data()));
        return cv::imdecode(buffer, flags);
    } catch (const cv::Exception &) {
        return {};
    }
}

/// From 16 bits: colours by their high byte, as Pillow reads them; grey, which Pillow cuts off at 255, scaled.
cv::Mat eightBits(const cv::Mat &picture, bool grey)
{
    cv::Mat bytes;
    if (grey) {
        picture.convertTo(bytes, CV_8U, 1.0 / 257.0);
        return bytes;
    }
    bytes.create(picture.size(), CV_8UC(picture.channels()));
    for (int row = 0; row < picture.rows; ++row) {
        const auto *from = picture.ptr<std::uint16_t>(row);
        std::transform(from, from + picture.cols * picture.channels(), bytes.ptr<std::uint8_t>(row),
                       [](std::uint16_t value) { return static_cast<std::uint8_t>(value >> 8); });
    }
    return bytes;
}

/// Turned as an EXIF orientation says.
Array<std::uint8_t> turned(Array<std::uint8_t> &rgb, int orientation)
{
    if (orientation < 2 || orientation > 8)
        return std::move(rgb);
    cv::Mat picture(static_cast<int>(rgb.shape[0]), static_cast<int>(rgb.shape[1]), CV_8UC3, rgb.values.data());
    if (orientation > 4)
        cv::transpose(picture, picture);
    constexpr int kNone = 2;
    const int flip = std::array{1, -1, 0, kNone, 1, -1, 0}[static_cast<std::size_t>(orientation - 2)];
    Array<std::uint8_t> result({picture.rows, picture.cols, 3});
    cv::Mat target(picture.size(), CV_8UC3, result.values.data());
    if (flip == kNone)
        picture.copyTo(target);
    else
        cv::flip(picture, target, flip);
    return result;
}

}

Array<std::uint8_t> readImage(const std::filesystem::path &path, bool upright)
{
    const std::string content = readFile(path);
    return decodeImage(std::as_bytes(std::span(content)), path.string(), upright);
}

Array<std::uint8_t> decodeImage(std::span<const std::byte> bytes, const std::string &file, bool upright)
{
    const std::string checked = checkedImage(bytes, file);
    if (checked.starts_with("\xff\xd8")) {
        if (auto ink = decodeInkJpeg(bytes, file))
            return upright ? turned(ink->rgb, ink->orientation) : std::move(ink->rgb);
    }
    const int orientation = upright ? 0 : cv::IMREAD_IGNORE_ORIENTATION;
    const cv::Mat decoded = decodeWithOpenCv(checked, cv::IMREAD_ANYCOLOR | cv::IMREAD_ANYDEPTH | orientation);
    if (decoded.empty())
        throw InputError(file, "is damaged, or of a kind that isn't read", "save it again as JPEG or PNG");
    if (decoded.depth() != CV_8U && decoded.depth() != CV_16U)
        throw InputError(file, "has neither 8 nor 16 bits a channel", "save it with 8 bits a channel");

    Array<std::uint8_t> rgb({decoded.rows, decoded.cols, 3});
    cv::Mat target(decoded.rows, decoded.cols, CV_8UC3, rgb.values.data());
    const bool grey = decoded.channels() == 1;
    cv::cvtColor(decoded.depth() == CV_8U ? decoded : eightBits(decoded, grey), target,
                 grey ? cv::COLOR_GRAY2RGB : cv::COLOR_BGR2RGB);
    return rgb;
}

}
