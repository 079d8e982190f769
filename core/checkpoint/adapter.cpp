// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/adapter.h"

#include "core/error.h"
#include "core/json.h"

#include <algorithm>

namespace headscope {
namespace {

namespace fs = std::filesystem;

constexpr const char *kConfig = "adapter_config.json";
constexpr std::string_view kWeights = "adapter_model.";

bool isAdapterFile(const fs::path &file)
{
    const std::string name = file.filename().string();
    return name == kConfig || name.starts_with(kWeights);
}

[[noreturn]] void refuse(const fs::path &path, const fs::path &folder)
{
    std::string type = "LORA", base;
    if (const fs::path file = folder / kConfig; fs::exists(file)) {
        const auto config = readJson(file);
        type = optionalMember<std::string>(config, "peft_type", file.string()).value_or(type);
        base = optionalMember<std::string>(config, "base_model_name_or_path", file.string()).value_or("");
    }
    throw InputError(path.string(),
                     "is a " + (type == "LORA" ? "LoRA (PEFT)" : "PEFT (" + type + ")") + " adapter of " +
                         (base.empty() ? "another model" : base) + ", not a model of its own",
                     "merge it into that model first (PEFT's merge_and_unload) and save the result");
}

}

void refuseAdapters(const fs::path &path)
{
    if (!fs::is_directory(path)) {
        if (isAdapterFile(path))
            refuse(path, fs::absolute(path).parent_path());
        return;
    }
    const bool adapter = std::ranges::any_of(
        fs::directory_iterator(path), [](const fs::directory_entry &entry) { return isAdapterFile(entry.path()); });
    if (adapter && !hasUsualWeights(path))
        refuse(path, path);
}

void refuseAdapterTensors(const Weights &weights)
{
    const auto isLora = [](const auto &entry) { return entry.first.find("lora_") != entry.first.npos; };
    if (std::ranges::any_of(weights.tensors, isLora))
        refuse(weights.file, fs::absolute(weights.file).parent_path());
}

}
