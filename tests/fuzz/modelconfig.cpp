// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/openclip.h"
#include "core/checkpoint/transformers.h"
#include "tests/fuzz/fuzz.h"

using namespace headscope;

/// Whatever the configuration says, there are no weights to it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const fuzz::Folder folder;
    const std::filesystem::path file = folder.write("config.json", fuzz::text(data, size));
    fuzz::mayRefuse([&] { readOpenClip(file, {"weights", {}, false}); });
    fuzz::mayRefuse([&] { readTransformers(file, {"weights", {}, false}); });
    return 0;
}
