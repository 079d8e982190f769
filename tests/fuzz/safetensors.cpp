// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/checkpoint/safetensors.h"
#include "tests/fuzz/fuzz.h"

using namespace headscope;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    fuzz::mayRefuse([&] {
        std::map<std::string, std::string> metadata;
        const auto tensors = parseSafetensors(std::as_bytes(std::span(data, size)), "file", &metadata);
        for (const auto &[name, tensor] : tensors) {
            const bool floats = tensor.dtype == DType::F16 || tensor.dtype == DType::BF16 ||
                                tensor.dtype == DType::F32 || tensor.dtype == DType::F64;
            if (floats)
                tensor.toFloats(name);
            else
                tensor.toInts(name);
        }
    });
    return 0;
}
