// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/inputkind.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <string>
#include <string_view>

#include "core/files.h"
#include "core/tokens/unicode.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

constexpr std::size_t kSniffed = 4096;        // bytes
constexpr std::size_t kSafetensorsLength = 8; // of the length before the header

template <std::size_t N>
bool isAmong(const std::array<std::string_view, N> &all, std::string_view one)
{
    return std::find(all.begin(), all.end(), one) != all.end();
}

/// Weights, or a file that leads to them.
bool isModelName(const fs::path &path)
{
    constexpr std::array<std::string_view, 4> kWeights = {".safetensors", ".pt", ".pth", ".bin"};
    const std::string name = path.filename().string();
    return isAmong(kWeights, extensionOf(path)) || name.ends_with(".index.json") || name == "config.json" ||
           name == "open_clip_config.json";
}

/// Also of kinds that can't be read: whoever reads them says why.
bool isPictureName(const fs::path &path)
{
    constexpr std::array<std::string_view, 12> kPictures = {".png", ".jpg",  ".jpeg", ".jfif", ".bmp",  ".webp",
                                                            ".tif", ".tiff", ".gif",  ".heic", ".avif", ".svg"};
    return isAmong(kPictures, extensionOf(path));
}

std::string beginningOf(const fs::path &path)
{
    std::ifstream file(path, std::ios::binary);
    std::string beginning(kSniffed, '\0');
    file.read(beginning.data(), std::streamsize(beginning.size()));
    beginning.resize(std::size_t(file.gcount()));
    return beginning;
}

bool isPicture(std::string_view beginning)
{
    using namespace std::string_view_literals;
    constexpr std::array kSigns = {"\x89PNG"sv, "\xff\xd8\xff"sv, "II*\0"sv, "MM\0*"sv, "GIF8"sv};
    return std::any_of(kSigns.begin(), kSigns.end(), [&](auto sign) { return beginning.starts_with(sign); }) ||
           (beginning.starts_with("RIFF") && beginning.substr(0, 12).ends_with("WEBP"));
}

/// A pickle, alone or in PyTorch's archive, or safetensors.
bool isWeights(std::string_view beginning)
{
    const bool isArchive = beginning.starts_with("PK\x03\x04") && beginning.find("data.pkl") != std::string_view::npos;
    const bool isSafetensors = beginning.size() > kSafetensorsLength && beginning[kSafetensorsLength] == '{' &&
                               beginning.substr(0, kSafetensorsLength).ends_with(std::string_view("\0\0\0", 3));
    return isArchive || isSafetensors || beginning.starts_with("\x80\x02");
}

/// Neither binary nor marked up; its last line may be cut off.
bool isPlainText(std::string_view beginning)
{
    const bool isBinary = std::any_of(beginning.begin(), beginning.end(), [](char c) {
        return static_cast<unsigned char>(c) < ' ' && c != '\t' && c != '\r' && c != '\n';
    });
    const std::size_t first = beginning.find_first_not_of(" \t\r\n");
    return !isBinary && first != std::string_view::npos && beginning[first] != '{' && beginning[first] != '<' &&
           isUtf8(beginning.size() < kSniffed ? beginning : beginning.substr(0, beginning.find_last_of('\n')));
}

bool holdsTexts(std::string_view table)
{
    const std::string header = lowerCase(table.substr(0, table.find('\n')));
    const auto names = [&header](const char *column) { return header.find(column) != std::string::npos; };
    return names("text") && !names("path") && !names("file_name");
}

InputKind kindOfFile(const fs::path &path)
{
    if (isModelName(path))
        return InputKind::Model;
    if (isPictureName(path))
        return InputKind::Picture;
    const std::string extension = extensionOf(path);
    if (extension == ".txt")
        return InputKind::Texts;
    const std::string beginning = beginningOf(path);
    if (extension == ".csv" || extension == ".tsv")
        return holdsTexts(beginning) ? InputKind::Texts : InputKind::Pictures;
    if (isPicture(beginning))
        return InputKind::Picture;
    if (isWeights(beginning))
        return InputKind::Model;
    return isPlainText(beginning) ? InputKind::Texts : InputKind::Unknown;
}

}

InputKind inputKind(const fs::path &path)
{
    std::error_code ignored;
    if (!fs::is_directory(path, ignored))
        return kindOfFile(path);
    const fs::directory_iterator entries(path, ignored);
    const bool isModel = std::any_of(begin(entries), end(entries),
                                     [](const fs::directory_entry &entry) { return isModelName(entry.path()); });
    return isModel ? InputKind::Model : InputKind::Pictures;
}

}
