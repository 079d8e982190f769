// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json.h"

#include "core/files.h"

namespace headscope {

nlohmann::json readJson(const std::filesystem::path &path)
{
    const std::string text = readFile(path);
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::parse_error &error) {
        throw InputError(path.string(), "is not JSON (byte " + std::to_string(error.byte) + ")", "mend or replace it");
    } catch (const nlohmann::json::exception &) { // e.g. a number out of range
        throw InputError(path.string(), "is not JSON that can be used", "mend or replace it");
    }
}

}
