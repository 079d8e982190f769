// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace headscope {

/// An attribute and, for each of its values, texts that describe it.
struct Concept
{
    struct Group
    {
        std::string name;
        std::vector<std::string> texts;
    };
    std::string name;
    std::vector<Group> groups;
};

/// A concepts.json: {"gender": {"female": ["a woman", …], "male": […]}, …}, in the file's order. Throws InputError if
/// it isn't one, or a concept has no group or a group no text.
std::vector<Concept> readConcepts(const std::filesystem::path &path);

}
