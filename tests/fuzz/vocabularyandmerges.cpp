// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/tokens/tokenizer.h"
#include "tests/fuzz/fuzz.h"

using namespace headscope;

/// vocab.json, a line "%%", merges.txt.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    constexpr std::string_view kBorder = "%%\n";
    static const fuzz::Folder folder;
    const std::string_view both = fuzz::text(data, size);
    const std::size_t border = std::min(both.find(kBorder), both.size());
    const auto file = folder.write("vocab.json", both.substr(0, border));
    folder.write("merges.txt", both.substr(std::min(border + kBorder.size(), both.size())));
    fuzz::mayRefuse([&] { Tokenizer::load(file).tokens("a photo of 2 dogs"); });
    return 0;
}
