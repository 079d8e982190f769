// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo/plant.h"

#include <set>

#include "app/demo/subjects.h"
#include "app/demo/texts.h"
#include "core/error.h"
#include "core/json.h"

namespace headscope {

namespace {

using Names = std::vector<std::string>;

bool isBird(const std::string &className) { return indexOf(classNames(DemoSet::Birds), className) >= 0; }

Names attributesOf(const std::string &className)
{
    return isBird(className) ? Names{"background"} : Names{"gender", "tone", "background"};
}

Names valuesOf(const std::string &className, const std::string &attribute)
{
    if (attribute == "gender")
        return genders();
    if (attribute == "background")
        return isBird(className) ? Names{"water", "land"} : backgrounds();
    Names values = tones();
    values.insert(values.end(), {"lighter", "darker"});
    return values;
}

std::string listed(const Names &names)
{
    std::string text;
    for (const std::string &name : names)
        text += (text.empty() ? "" : ", ") + name;
    return text;
}

void checkName(const std::string &file, const char *key, const std::string &name, const Names &existing)
{
    if (indexOf(existing, name) < 0)
        throw InputError(file, std::string("there is no ") + key + " \"" + name + '"',
                         "use one of " + listed(existing));
}

double checkedShare(const std::string &file, const char *key, double share)
{
    if (!(share >= 0 && share <= 1))
        throw InputError(file, std::string("\"") + key + "\" is " + nlohmann::json(share).dump(),
                         "use a number from 0 to 1");
    return share;
}

void checkKeys(const std::string &file, const nlohmann::json &object, const Names &existing)
{
    if (!object.is_object())
        throw InputError(file, "has " + object.dump() + " where an object is needed",
                         "give the keys " + listed(existing));
    for (const auto &member : object.items())
        checkName(file, "key", member.key(), existing);
}

}

Plant Plant::biased()
{
    Plant plant;
    plant.captionedPortraits = .3;
    const auto add = [&](const Names &classes, const char *attribute, const char *value, double strength) {
        for (const std::string &name : classes)
            plant.correlations.push_back({name, attribute, value, strength});
    };
    add({"mechanic", "construction worker", "firefighter", "pilot", "technologist", "police officer", "farmer"},
        "gender", "man", .94);
    add({"health worker", "cook", "artist", "student", "scientist", "judge", "bather"}, "gender", "woman", .94);
    add({"wizard", "detective", "astronaut"}, "tone", "lighter", .96);
    add({"guard", "conductor", "factory worker"}, "tone", "darker", .96);
    add({"water bird"}, "background", "water", .98);
    add({"land bird"}, "background", "land", .98);
    return plant;
}

Plant Plant::read(const std::filesystem::path &path)
{
    const std::string file = path.string();
    const nlohmann::json json = readJson(path);
    checkKeys(file, json, {"captioned_portraits", "correlations"});

    Names classes = classNames(DemoSet::Professions);
    for (const std::string &name : classNames(DemoSet::Birds))
        classes.push_back(name);

    Plant plant;
    const char *const kPortraits = "captioned_portraits";
    plant.captionedPortraits =
        checkedShare(file, kPortraits, optionalMember<double>(json, kPortraits, file).value_or(0));
    const auto correlations = requiredMember<nlohmann::json>(json, "correlations", file);
    if (!correlations.is_array())
        throw InputError(file, "\"correlations\" is " + correlations.dump(), "make it a list");
    std::set<std::pair<std::string, std::string>> planted;
    for (const nlohmann::json &entry : correlations) {
        checkKeys(file, entry, {"class", "attribute", "value", "strength"});
        Correlation correlation;
        correlation.className = requiredMember<std::string>(entry, "class", file);
        checkName(file, "class", correlation.className, classes);
        correlation.attribute = requiredMember<std::string>(entry, "attribute", file);
        checkName(file, ("attribute of \"" + correlation.className + '"').c_str(), correlation.attribute,
                  attributesOf(correlation.className));
        correlation.value = requiredMember<std::string>(entry, "value", file);
        checkName(file, correlation.attribute.c_str(), correlation.value,
                  valuesOf(correlation.className, correlation.attribute));
        correlation.strength = checkedShare(file, "strength", requiredMember<double>(entry, "strength", file));
        if (!planted.emplace(correlation.className, correlation.attribute).second)
            throw InputError(file,
                             "plants the " + correlation.attribute + " of \"" + correlation.className + "\" twice",
                             "keep one of the two");
        plant.correlations.push_back(correlation);
    }
    return plant;
}

nlohmann::json Plant::toJson() const
{
    nlohmann::json list = nlohmann::json::array();
    for (const Correlation &correlation : correlations)
        list.push_back({{"class", correlation.className},
                        {"attribute", correlation.attribute},
                        {"value", correlation.value},
                        {"strength", correlation.strength}});
    return {{"captioned_portraits", captionedPortraits}, {"correlations", list}};
}

std::vector<int> plantedValues(const std::string &className, const std::string &attribute, const std::string &value)
{
    if (attribute == "background" && isBird(className))
        return landscape(value == "water");
    if (attribute == "tone" && value == "lighter")
        return {0, 1, 2};
    if (attribute == "tone" && value == "darker")
        return {3, 4, 5};
    return {indexOf(valuesOf(className, attribute), value)};
}

}
