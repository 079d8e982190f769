// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/inputkind.h"

#include <algorithm>
#include <fstream>
#include <string>

#include "core/clip/unicode.h"
#include "core/dataset/csv.h"
#include "core/files.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

bool isConfiguration(const fs::path &path)
{
    return path.filename() == "open_clip_config.json" || path.filename() == "config.json";
}

/// Weights, or a file that leads to them.
bool isModelFile(const fs::path &path)
{
    const std::string extension = extensionOf(path);
    return extension == ".safetensors" || extension == ".pt" || extension == ".pth" || extension == ".bin" ||
           path.filename().string().ends_with(".index.json") || isConfiguration(path);
}

bool holdsTexts(const fs::path &csv)
{
    std::ifstream file(csv);
    std::string header;
    std::getline(file, header);
    header = lowerCase(header);
    const auto names = [&header](const char *column) { return header.find(column) != std::string::npos; };
    return names("text") && !names("path") && !names("file_name");
}

}

InputKind inputKind(const fs::path &path)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        const fs::directory_iterator entries(path, ignored);
        const bool isModel = std::any_of(begin(entries), end(entries),
                                         [](const fs::directory_entry &entry) { return isModelFile(entry.path()); });
        return isModel ? InputKind::Model : InputKind::Pictures;
    }
    if (isModelFile(path))
        return InputKind::Model;
    if (extensionOf(path) == ".txt" || (isCsv(path) && holdsTexts(path)))
        return InputKind::Pool;
    return InputKind::Pictures;
}

}
