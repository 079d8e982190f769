// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset.h"
#include "tests/fuzz/fuzz.h"

using namespace headscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const fuzz::Folder folder;
    const auto file = folder.write("manifest.csv", fuzz::text(data, size));
    fuzz::mayRefuse([&] {
        const Dataset dataset = readManifest(file);
        encode(dataset.labels);
        for (const Attribute &attribute : dataset.attributes)
            encode(attribute.values);
    });
    return 0;
}
