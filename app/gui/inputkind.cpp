// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/inputkind.h"

#include <algorithm>
#include <fstream>
#include <string>

namespace fs = std::filesystem;

namespace headscope {

namespace {

bool isWeights(const fs::path &path)
{
    const fs::path extension = path.extension();
    return extension == ".safetensors" || extension == ".pt" || extension == ".bin";
}

bool holdsTexts(const fs::path &csv)
{
    std::ifstream file(csv);
    std::string header;
    std::getline(file, header);
    return header.find("text") != std::string::npos && header.find("path") == std::string::npos;
}

}

InputKind inputKind(const fs::path &path)
{
    std::error_code ignored;
    if (fs::is_directory(path, ignored)) {
        const fs::directory_iterator entries(path, ignored);
        const bool isModel = std::any_of(begin(entries), end(entries), [](const fs::directory_entry &entry) {
            return isWeights(entry.path()) || entry.path().filename() == "open_clip_config.json";
        });
        return isModel ? InputKind::Model : InputKind::Pictures;
    }
    if (isWeights(path))
        return InputKind::Model;
    if (path.extension() == ".txt" || (path.extension() == ".csv" && holdsTexts(path)))
        return InputKind::Pool;
    return InputKind::Pictures;
}

}
