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

std::int64_t numberMember(const nlohmann::json &object, const char *key, std::int64_t smallest, std::int64_t largest,
                          const std::string &file)
{
    const auto value = requiredMember<std::int64_t>(object, key, file);
    if (value < smallest || value > largest)
        throw InputError(file, std::string("\"") + key + "\" is " + std::to_string(value),
                         "a number from " + std::to_string(smallest) + " to " + std::to_string(largest) + " is needed");
    return value;
}

int sizeMember(const nlohmann::json &object, const char *key, const std::string &file)
{
    constexpr std::int64_t kLargestSize = 1 << 20;
    return static_cast<int>(numberMember(object, key, 1, kLargestSize, file));
}

}
