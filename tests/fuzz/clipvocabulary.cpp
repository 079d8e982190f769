// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/tokenizer.h"
#include "tests/fuzz/fuzz.h"

using namespace headscope;

/// The same bytes as they are, and as gzip data, which a fuzzer seldom gets right.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const fuzz::Folder folder;
    for (const char *name : {"bpe_simple_vocab_16e6.txt", "bpe_simple_vocab_16e6.txt.gz"}) {
        const auto file = folder.write(name, fuzz::text(data, size));
        fuzz::mayRefuse([&] { Tokenizer::load(file).tokens("a photo of 2 dogs"); });
    }
    return 0;
}
