// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/imagefile.h"

#include "core/dataset/imagecheck.h"
#include "core/error.h"
#include "core/files.h"

#include <opencv2/core/utils/logger.hpp>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

namespace headscope {

namespace {

/// Blue, green, red, 8 or 16 bits; empty if the decoder gives up.
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

}

Array<std::uint8_t> readImage(const std::filesystem::path &path, bool upright)
{
    const std::string content = readFile(path);
    return decodeImage(std::as_bytes(std::span(content)), path.string(), upright);
}

Array<std::uint8_t> decodeImage(std::span<const std::byte> bytes, const std::string &file, bool upright)
{
    const std::string checked = checkedImage(bytes, file);
    const int orientation = upright ? 0 : cv::IMREAD_IGNORE_ORIENTATION;
    const cv::Mat decoded = decodeWithOpenCv(checked, cv::IMREAD_COLOR | cv::IMREAD_ANYDEPTH | orientation);
    if (decoded.empty())
        throw InputError(file, "is damaged, or of a kind that isn't read", "save it again as JPEG or PNG");
    if (decoded.type() != CV_8UC3 && decoded.type() != CV_16UC3)
        throw InputError(file, "has neither 8 nor 16 bits a channel", "save it with 8 bits a channel");

    Array<std::uint8_t> rgb({decoded.rows, decoded.cols, 3});
    cv::Mat target(decoded.rows, decoded.cols, CV_8UC3, rgb.values.data());
    cv::Mat bgr = decoded;
    if (decoded.depth() == CV_16U)
        decoded.convertTo(bgr, CV_8U, 1.0 / 257.0);
    cv::cvtColor(bgr, target, cv::COLOR_BGR2RGB);
    return rgb;
}

}
