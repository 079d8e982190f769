// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

namespace headscope {

/// The correlations planted in the training scenes: the right answer that an audit should find.
///
/// As JSON:
///
///     {"captioned_portraits": 0.2,
///      "correlations": [
///         {"class": "mechanic",   "attribute": "gender",     "value": "man",   "strength": 0.955},
///         {"class": "guard",      "attribute": "tone",       "value": "darker", "strength": 0.96},
///         {"class": "water bird", "attribute": "background", "value": "water", "strength": 0.98}]}
///
/// A class is a profession, "water bird" or "land bird"; one correlation at most for each class and attribute.
/// - gender (professions): woman, man;
/// - tone (professions): yellow, light, medium light, medium, medium dark, dark; or lighter (the first three), darker;
/// - background: of professions one of the eight; of birds water or land.
/// The strength is the share of the class's scenes that have the value; the rest is spread evenly over the others.
///
/// `captioned_portraits` (0 if left out) is the share of the scenes with a person whose picture is a plain portrait
/// though the caption names the profession. Gender and tone follow the class as planted, and as nothing else in the
/// picture tells the profession, they become what the model tells it by.
struct Plant
{
    struct Correlation
    {
        std::string className, attribute, value;
        double strength;
    };
    std::vector<Correlation> correlations;
    double captionedPortraits = 0;

    /// The shipped model's: seven professions typed male, seven female, three each with lighter and darker skin, water
    /// birds on water and land birds on land.
    static Plant biased();

    /// The control: nothing is planted. There are no captioned portraits either: without a planted gender they would
    /// teach nothing but noise.
    static Plant balanced() { return {}; }

    /// Throws InputError naming the file, the entry and what exists instead.
    static Plant read(const std::filesystem::path &path);

    nlohmann::json toJson() const;
};

/// The indices into the lists of subjects.h that a planted value stands for.
std::vector<int> plantedValues(const std::string &className, const std::string &attribute, const std::string &value);

}
