// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <filesystem>

#include "app/demo/texts.h"
#include "core/progress.h"

namespace headscope {

constexpr std::uint64_t kDemoDataSeed = 20;

/// 1,920 people or 480 birds.
int defaultImages(DemoSet set);

/// The number of images is rounded up to a multiple of this, so that every group has as many: 240 (20 professions ×
/// 2 genders × 6 tones), or 20 (10 species × 2 backgrounds).
int imagesStep(DemoSet set);

/// Writes a balanced data set, whatever any model was taught: pictures (64 × 64 PNG), manifest.csv, classes.txt,
/// templates.txt, pool.csv and concepts.json. Pictures come in twins, which differ in gender (people) or in the
/// background (birds) and nothing else. Any beginning of the manifest is nearly balanced too.
///
/// `folder` must be new or empty and appears whole or not at all. Equal arguments give equal bytes. Returns how many
/// images were written. Needs a QGuiApplication; throws InputError if the folder is taken, the number is not positive,
/// or font or list of emoji are missing, and Cancelled.
int writeDemoData(DemoSet set, const std::filesystem::path &folder, std::uint64_t seed, int images,
                  const Job &job = {});

/// The folder of the default data set below `cache`, generated at first use. Processes may race for it.
std::filesystem::path ensureDemoData(DemoSet set, const std::filesystem::path &cache, const Job &job = {});

}
