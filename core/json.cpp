// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/json.h"

#include "core/files.h"

namespace headscope {
namespace {

template <typename Json>
Json parse(const std::filesystem::path &path)
{
    // Whoever copies or prints a value goes down into it, on a stack that ends.
    constexpr int kDeepest = 100;
    const auto checkDepth = [&path](int depth, typename Json::parse_event_t, Json &) {
        if (depth > kDeepest)
            throw InputError(path.string(), "is nested more than " + std::to_string(kDeepest) + " levels deep",
                             "mend or replace it");
        return true;
    };
    const std::string text = readFile(path);
    try {
        return Json::parse(text, checkDepth);
    } catch (const nlohmann::json::parse_error &error) {
        throw InputError(path.string(), "is not JSON (byte " + std::to_string(error.byte) + ")", "mend or replace it");
    } catch (const nlohmann::json::exception &) { // e.g. a number out of range
        throw InputError(path.string(), "is not JSON that can be used", "mend or replace it");
    }
}

}

nlohmann::json readJson(const std::filesystem::path &path) { return parse<nlohmann::json>(path); }

nlohmann::ordered_json readOrderedJson(const std::filesystem::path &path)
{
    return parse<nlohmann::ordered_json>(path);
}

}
