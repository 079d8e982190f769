// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/error.h"

#include <cstdint>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

namespace headscope {

/// Parses a JSON file; InputError with the place of the first mistake.
nlohmann::json readJson(const std::filesystem::path &path);
/// The same with the members of objects in the file's order.
nlohmann::ordered_json readOrderedJson(const std::filesystem::path &path);

/// Member `key` of `object` as a T, or nothing if it isn't there (or null). InputError naming `file` and the key if it
/// is there but of another type.
template <typename T>
std::optional<T> optionalMember(const nlohmann::json &object, const char *key, const std::string &file)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    if (!object.is_object() || found == object.end() || found->is_null())
        return std::nullopt;
    constexpr bool wantsNumber = std::is_arithmetic_v<T> && !std::is_same_v<T, bool>;
    const bool fits = !wantsNumber || (std::is_integral_v<T> ? found->is_number_integer() : found->is_number());
    try {
        if (fits)
            return found->template get<T>();
    } catch (const nlohmann::json::exception &) {
    }
    throw InputError(file, std::string("\"") + key + "\" is " + found->dump(), "another type of value is needed there");
}

template <typename T>
T requiredMember(const nlohmann::json &object, const char *key, const std::string &file)
{
    if (auto value = optionalMember<T>(object, key, file))
        return *value;
    throw InputError(file, std::string("has no \"") + key + "\"", "add it");
}

/// A whole number from `smallest` to `largest`; InputError if it is missing or another.
std::int64_t numberMember(const nlohmann::json &object, const char *key, std::int64_t smallest, std::int64_t largest,
                          const std::string &file);
/// A size: at least 1, and within bounds that every CLIP stays far below, so that products of a few never overflow.
int sizeMember(const nlohmann::json &object, const char *key, const std::string &file);

}
