// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/weightsfile.h"

#include "core/checkpoint/torcharchive.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"

#include <algorithm>
#include <array>
#include <set>

namespace headscope {
namespace {

namespace fs = std::filesystem;

constexpr std::array kExtensions = {".safetensors", ".bin", ".pt", ".pth"};

/// A configuration and the names of weights that go with it, the best first.
struct Layout
{
    const char *config;
    std::array<const char *, 4> weights;
};
constexpr std::array<Layout, 2> kLayouts = {{
    {"open_clip_config.json",
     {"open_clip_model.safetensors", "open_clip_pytorch_model.safetensors", "open_clip_pytorch_model.bin",
      "open_clip_model.bin"}},
    {"config.json",
     {"model.safetensors", "model.safetensors.index.json", "pytorch_model.bin", "pytorch_model.bin.index.json"}},
}};

/// By name of the tensor, the name of the file it is in.
std::map<std::string, std::string> readIndex(const fs::path &index)
{
    const auto json = readJson(index);
    const auto map = optionalMember<std::map<std::string, std::string>>(json, "weight_map", index.string());
    if (!map || map->empty())
        throw InputError(index.string(), "has no \"weight_map\"", "it names the file of every tensor");
    for (const auto &[tensor, file] : *map) {
        if (fs::path(file).filename() != file || file == "." || file == ".." || file.empty() ||
            file.find('\\') != file.npos || file.find('\0') != file.npos)
            throw InputError(index.string(), "names the file \"" + toUtf8(file) + "\"",
                             "only files beside it can be named");
    }
    return *map;
}

Weights readShards(const fs::path &index)
{
    Weights weights;
    weights.file = index;
    std::map<std::string, Weights> shards;
    for (const auto &[tensor, file] : readIndex(index)) {
        if (!shards.contains(file)) {
            if (isWeightsIndex(file))
                throw InputError(index.string(), "names another index, " + file, "it must name files of tensors");
            shards[file] = readWeights(index.parent_path() / file);
        }
        const auto found = shards[file].tensors.find(tensor);
        if (found == shards[file].tensors.end())
            throw InputError((index.parent_path() / file).string(), "has no tensor \"" + toUtf8(tensor) + "\"",
                             "the index " + index.filename().string() + " says it is there; fetch both again");
        weights.tensors.insert(*found);
    }
    return weights;
}

bool startsLikeTorch(std::span<const std::byte> bytes)
{
    const std::string_view start(reinterpret_cast<const char *>(bytes.data()), std::min<std::size_t>(bytes.size(), 4));
    return start == "PK\3\4" || start.starts_with('\x80');
}

}

bool hasUsualWeights(const fs::path &folder)
{
    return std::ranges::any_of(kLayouts, [&folder](const Layout &layout) {
        return std::ranges::any_of(layout.weights, [&](const char *name) { return fs::exists(folder / name); });
    });
}

bool isWeightsIndex(const fs::path &file) { return file.string().ends_with(".index.json"); }

std::vector<fs::path> filesOfIndex(const fs::path &index)
{
    std::set<fs::path> files;
    for (const auto &[tensor, file] : readIndex(index))
        files.insert(index.parent_path() / file);
    return {files.begin(), files.end()};
}

Weights readWeights(const fs::path &file)
{
    if (isWeightsIndex(file))
        return readShards(file);
    Weights weights;
    weights.file = file;
    const auto mapped = std::make_shared<const MappedFile>(file);
    if (extensionOf(file) != ".safetensors" && startsLikeTorch(mapped->bytes())) {
        TorchArchive archive = parseTorchArchive(mapped->bytes(), file.string(), mapped);
        weights.tensors = std::move(archive.tensors);
        weights.script = archive.script;
    } else if (extensionOf(file) == ".safetensors") {
        weights.tensors = SafetensorsFile(file).tensors();
    } else {
        throw InputError(file.string(), "is no checkpoint", "safetensors or a file of torch.save is needed");
    }
    return weights;
}

fs::path findWeights(const fs::path &folder)
{
    for (const bool configured : {true, false}) {
        for (const Layout &layout : kLayouts) {
            for (const char *name : layout.weights) {
                if ((!configured || fs::exists(folder / layout.config)) && fs::exists(folder / name))
                    return folder / name;
            }
        }
    }
    std::vector<fs::path> others;
    for (const fs::directory_entry &entry : fs::directory_iterator(folder)) {
        if (std::ranges::find(kExtensions, extensionOf(entry.path())) != kExtensions.end())
            others.push_back(entry.path());
    }
    if (others.size() == 1)
        return others.front();
    if (!others.empty())
        throw InputError(folder.string(), "holds several files of weights", "name the one to read");
    throw InputError(folder.string(), "is not a checkpoint: it holds no weights",
                     "open_clip_model.safetensors with open_clip_config.json, or model.safetensors with config.json, "
                     "is needed");
}

}
