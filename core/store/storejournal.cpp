// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storejournal.h"

#include "core/files.h"
#include "core/json.h"
#include "core/storefile/storecontents.h"

namespace headscope {
namespace {

constexpr const char *kJournal = "journal.json";

std::filesystem::path sumsFile(const std::filesystem::path &folder, std::int64_t generation)
{
    return folder / ("journal-" + std::to_string(generation) + ".safetensors");
}

}

void writeJournal(const std::filesystem::path &folder, const StoreJournal &journal)
{
    writeSums(sumsFile(folder, journal.generation), journal.moments, journal.tokenSums);
    const nlohmann::ordered_json json = {{"source", journal.source},     {"description", toJson(journal.description)},
                                         {"position", journal.position}, {"generation", journal.generation},
                                         {"indices", journal.indices},   {"hashes", journal.hashes}};
    writeFileAtomically(folder / kJournal, json.dump());
    // Only now is the older one not needed any more.
    std::filesystem::remove(sumsFile(folder, journal.generation - 1));
}

std::optional<StoreJournal> readJournal(const std::filesystem::path &folder, bool withSums)
{
    const std::filesystem::path path = folder / kJournal;
    if (!std::filesystem::exists(path))
        return std::nullopt;
    try {
        const std::string file = path.string();
        const nlohmann::json json = readJson(path);
        StoreJournal journal;
        journal.source = requiredMember<std::string>(json, "source", file);
        journal.description = descriptionFrom(requiredMember<nlohmann::json>(json, "description", file), file);
        journal.position = requiredMember<std::int64_t>(json, "position", file);
        journal.generation = requiredMember<std::int64_t>(json, "generation", file);
        journal.indices = requiredMember<std::vector<std::int64_t>>(json, "indices", file);
        journal.hashes = requiredMember<std::vector<std::string>>(json, "hashes", file);
        if (withSums)
            readSums(sumsFile(folder, journal.generation), journal.moments, journal.tokenSums);
        return journal;
    } catch (const InputError &) {
        return std::nullopt;
    }
}

}
