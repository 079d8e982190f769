// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/tokenizer.h"
#include "tests/fuzz/fuzz.h"

using namespace headscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const fuzz::Folder folder;
    const auto file = folder.write("tokenizer.json", fuzz::text(data, size));
    fuzz::mayRefuse([&] { Tokenizer::load(file).tokens("a Photo of 2 dogs, isn't it? \u00e9\U0001F600"); });
    return 0;
}
