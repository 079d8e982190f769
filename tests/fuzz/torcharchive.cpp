// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/torcharchive.h"
#include "tests/fuzz/fuzz.h"

using namespace headscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::mayRefuse([&] {
        const TorchArchive archive = parseTorchArchive(std::as_bytes(std::span(data, size)), "file", nullptr);
        for (const auto &[name, tensor] : archive.tensors) {
            if (tensor.dtype == DType::F32)
                tensor.toFloats(name);
        }
    });
    return 0;
}
