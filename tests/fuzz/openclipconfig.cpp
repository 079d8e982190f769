// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/checkpoint.h"
#include "tests/fuzz/fuzz.h"

using namespace headscope;

/// Whatever the configuration says, there are no weights to it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const fuzz::Folder folder;
    folder.write("open_clip_config.json", fuzz::text(data, size));
    fuzz::mayRefuse([&] { readCheckpoint(folder.path()); });
    return 0;
}
