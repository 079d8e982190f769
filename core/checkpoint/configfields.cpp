// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/configfields.h"

#include "core/checkpoint/clipconfig.h"

#include <algorithm>
#include <vector>

namespace headscope {

int sizeMember(const nlohmann::json &object, const char *key, int largest, const std::string &file)
{
    const auto value = requiredMember<std::int64_t>(object, key, file);
    if (value < 1 || value > largest)
        throw InputError(file, std::string("\"") + key + "\" is " + std::to_string(value),
                         "a number from 1 to " + std::to_string(largest) + " is needed");
    return static_cast<int>(value);
}

int sizeMember(const nlohmann::json &object, const char *key, int largest, int fallback, const std::string &file)
{
    const bool given = optionalMember<nlohmann::json>(object, key, file).has_value();
    return given ? sizeMember(object, key, largest, file) : fallback;
}

std::array<float, 3> colourMember(const nlohmann::json &object, const char *key, std::array<float, 3> fallback,
                                  const std::string &file)
{
    const auto values = optionalMember<std::vector<double>>(object, key, file);
    if (!values)
        return fallback;
    if (values->size() != 3)
        throw InputError(file, std::string("\"") + key + "\" has " + std::to_string(values->size()) + " numbers",
                         "three are needed, for red, green and blue");
    std::array<float, 3> colour;
    std::ranges::copy(*values, colour.begin());
    return colour;
}

std::array<float, 3> deviationMember(const nlohmann::json &object, const char *key, std::array<float, 3> fallback,
                                     const std::string &file)
{
    const auto colour = colourMember(object, key, fallback, file);
    if (!std::ranges::all_of(colour, [](float deviation) { return deviation > 0; }))
        throw InputError(file, std::string("\"") + key + "\" is not positive",
                         "each of its three numbers must be above 0");
    return colour;
}

double epsilonMember(const nlohmann::json &object, const char *key, const std::string &file)
{
    const double epsilon = optionalMember<double>(object, key, file).value_or(TowerShape().layerNormEps);
    if (!(epsilon > 0 && epsilon < 1))
        throw InputError(file, std::string("\"") + key + "\" is " + std::to_string(epsilon),
                         "a small number above 0 is needed");
    return epsilon;
}

}
