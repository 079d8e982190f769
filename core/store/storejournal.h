// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/decomposition/moments.h"
#include "core/storefile/storedescription.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace headscope {

/// How far the files of an unfinished store are valid, and what else is needed to go on from there.
struct StoreJournal
{
    std::string source;                ///< tells what is being decomposed, and how
    StoreDescription description;      ///< with the images stored and skipped so far
    std::int64_t position = 0;         ///< pictures of the source that are done with, stored or skipped
    std::int64_t generation = 0;       ///< counts journals, so that the older is there until the newer is
    std::vector<std::int64_t> indices; ///< of each stored image in the source
    std::vector<std::string> hashes;   ///< of each stored image
    Moments moments;
    TokenSums tokenSums;
};

/// Replaces the journal in the folder by this one, whose generation is the next.
void writeJournal(const std::filesystem::path &folder, const StoreJournal &journal);

/// Nothing if there is none that can be read. Of `withSums`, the moments and token sums are large.
std::optional<StoreJournal> readJournal(const std::filesystem::path &folder, bool withSums = true);

}
