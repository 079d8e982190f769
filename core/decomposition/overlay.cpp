// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/overlay.h"

#include "core/files.h"

#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>

#include <algorithm>
#include <cmath>
#include <vector>

namespace headscope {
namespace {

constexpr int kSmallestSide = 336;
constexpr float kOpacity = 0.65f;
const cv::Vec3f kBlue(172, 102, 33); // blue, green, red
const cv::Vec3f kOrange(20, 116, 224);

}

void writeOverlay(const Array<std::uint8_t> &picture, const FloatArray &heat, bool diverging,
                  const std::filesystem::path &path)
{
    const auto size = static_cast<int>(picture.shape[0]);
    const int side = (kSmallestSide + size - 1) / size * size;
    cv::Mat image;
    cv::cvtColor(cv::Mat(size, size, CV_8UC3, const_cast<std::uint8_t *>(picture.values.data())), image,
                 cv::COLOR_RGB2BGR);
    cv::resize(image, image, {side, side}, 0, 0, cv::INTER_CUBIC);

    const cv::Mat map(static_cast<int>(heat.shape[0]), static_cast<int>(heat.shape[1]), CV_32F,
                      const_cast<float *>(heat.values.data()));
    cv::Mat large;
    cv::resize(map, large, {side, side}, 0, 0, cv::INTER_LINEAR);
    double low = 0;
    double high = 0;
    cv::minMaxLoc(map, &low, &high);

    if (diverging) {
        const auto extent = static_cast<float>(std::max({std::abs(low), std::abs(high), 1e-12}));
        for (int y = 0; y < side; ++y) {
            for (int x = 0; x < side; ++x) {
                const float strength = std::clamp(large.at<float>(y, x) / extent, -1.0f, 1.0f);
                const cv::Vec3f colour = strength > 0 ? kOrange : kBlue;
                const float opacity = std::abs(strength) * (0.5f + kOpacity / 2);
                auto &pixel = image.at<cv::Vec3b>(y, x);
                pixel = cv::Vec3f(pixel) * (1 - opacity) + colour * opacity;
            }
        }
    } else {
        cv::Mat grey, colours;
        const double range = std::max(high - low, 1e-12);
        large.convertTo(grey, CV_8U, 255 / range, -255 * low / range);
        cv::applyColorMap(grey, colours, cv::COLORMAP_CIVIDIS);
        cv::addWeighted(colours, kOpacity, image, 1 - kOpacity, 0, image);
    }

    std::vector<std::uint8_t> encoded;
    cv::imencode(".png", image, encoded);
    writeFileAtomically(path, std::string_view(reinterpret_cast<const char *>(encoded.data()), encoded.size()));
}

}
