// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/concepts/concepts.h"

#include "core/error.h"
#include "core/json.h"

#include <algorithm>

namespace headscope {
namespace {

using Json = nlohmann::ordered_json;

bool isListOfTexts(const Json &json)
{
    return json.is_array() && !json.empty() &&
           std::all_of(json.begin(), json.end(), [](const Json &text) { return text.is_string(); });
}

}

std::vector<Concept> readConcepts(const std::filesystem::path &path)
{
    const auto fail = [&path](const std::string &problem) {
        throw InputError(path.string(), problem, R"(write {"concept": {"group": ["text", …], …}, …})");
    };
    const Json json = readOrderedJson(path);
    if (!json.is_object() || json.empty())
        fail("holds no concept");
    std::vector<Concept> concepts;
    for (const auto &[name, groups] : json.items()) {
        if (!groups.is_object() || groups.empty())
            fail("the concept \"" + name + "\" has no groups");
        concepts.push_back({name, {}});
        for (const auto &[group, texts] : groups.items()) {
            if (!isListOfTexts(texts))
                fail("the group \"" + group + "\" of \"" + name + "\" has no list of texts");
            concepts.back().groups.push_back({group, texts.get<std::vector<std::string>>()});
        }
    }
    return concepts;
}

}
