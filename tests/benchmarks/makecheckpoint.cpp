// SPDX-License-Identifier: GPL-3.0-or-later
// Writes a checkpoint of a real model's shape with random weights, for `headscope-cli bench`:
//     makecheckpoint ViT-B-16 FOLDER
#include "core/checkpoint/checkpoint.h"

#include <cstdio>
#include <cstring>
#include <random>

namespace {

struct NamedShape
{
    const char *name;
    int imageSize, patchSize, width, layers, heads, embedDim, textWidth, textLayers, textHeads;
};

constexpr NamedShape kShapes[] = {
    {"ViT-B-32", 224, 32, 768, 12, 12, 512, 512, 12, 8},     {"ViT-B-16", 224, 16, 768, 12, 12, 512, 512, 12, 8},
    {"ViT-L-14", 224, 14, 1024, 24, 16, 768, 768, 12, 12},   {"ViT-L-14-336", 336, 14, 1024, 24, 16, 768, 768, 12, 12},
    {"ViT-H-14", 224, 14, 1280, 32, 16, 1024, 1024, 24, 16},
};

headscope::ClipConfig configOf(const NamedShape &shape)
{
    headscope::ClipConfig config;
    config.vision = {.width = shape.width, .layers = shape.layers, .heads = shape.heads, .mlpWidth = 4 * shape.width};
    config.text = headscope::TowerShape{.width = shape.textWidth,
                                        .layers = shape.textLayers,
                                        .heads = shape.textHeads,
                                        .mlpWidth = 4 * shape.textWidth};
    config.patchSize = shape.patchSize;
    config.embedDim = shape.embedDim;
    config.vocabularySize = 49408;
    config.preprocessing.imageSize = shape.imageSize;
    return config;
}

}

int main(int argc, char **argv)
{
    for (const NamedShape &shape : kShapes) {
        if (argc != 3 || std::strcmp(argv[1], shape.name) != 0)
            continue;
        const headscope::ClipConfig config = configOf(shape);
        std::mt19937 random(1);
        std::normal_distribution<float> normal(0, 0.02f);
        std::map<std::string, headscope::FloatArray> tensors;
        for (const auto &[name, tensorShape] : headscope::expectedTensors(config)) {
            headscope::FloatArray tensor(tensorShape, 1.0f);
            if (tensorShape.size() > 1) {
                for (float &value : tensor.values)
                    value = normal(random);
            }
            tensors.emplace(name, std::move(tensor));
        }
        headscope::writeOpenClipCheckpoint(argv[2], config, tensors);
        return 0;
    }
    std::fprintf(stderr, "usage: makecheckpoint ViT-B-32|ViT-B-16|ViT-L-14|ViT-L-14-336|ViT-H-14 FOLDER\n");
    return 2;
}
