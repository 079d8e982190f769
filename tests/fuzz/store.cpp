// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/files.h"
#include "core/storefile/storecontents.h"
#include "tests/fuzz/fuzz.h"

#include <iterator>
#include <nlohmann/json.hpp>

using namespace headscope;

namespace {

/// The smallest store there is: one image, and 1 wherever there is a size.
void writeStore(const std::filesystem::path &folder)
{
    StoreDescription description;
    description.layers = description.heads = description.headDim = description.embedDim = description.tokens = 1;
    description.batch = 1;
    description.images = 1;
    description.classToken = true;
    writeFileAtomically(folder / storefiles::kDescription, toJson(description).dump());
    for (const StoreTensor &tensor : storeTensors(description)) {
        Shape shape = tensor.rowShape;
        shape.insert(shape.begin(), 1);
        SafetensorsWriter writer;
        writer.add(tensor.tensor, FloatArray(shape));
        writer.write(folder / tensor.file);
    }
    SafetensorsWriter basis;
    basis.add("basis", FloatArray({1, 1, 4, 1}));
    basis.write(folder / storefiles::kBasis);
    Moments moments;
    moments.images = 1;
    moments.sum = Array<double>({1, 1, 4});
    moments.outer = Array<double>({1, 1, 4, 4});
    TokenSums tokenSums;
    tokenSums.images = 1;
    tokenSums.heads = tokenSums.mlps = Array<double>({1, 1, 1});
    tokenSums.classToken = Array<double>({1});
    writeSums(folder / storefiles::kMoments, moments, tokenSums);
    Dataset dataset;
    dataset.labels = {"a"};
    writeImageList(folder / storefiles::kImages, std::vector<StoredImage>{{"picture.png", "00"}}, dataset);
}

}

/// The first byte, a digit, says which file of a whole store the others replace.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t *data, std::size_t size)
{
    static const fuzz::Folder folder;
    static const bool written = (writeStore(folder.path()), true);
    static_cast<void>(written);
    if (size == 0 || data[0] < '0' || data[0] >= '0' + std::size(storefiles::kAll))
        return -1;
    const std::string file = storefiles::kAll[data[0] - '0'];
    const std::string whole = readFile(folder.path() / file);
    folder.write(file, fuzz::text(data + 1, size - 1));
    fuzz::mayRefuse([&] { readStore(folder.path()); });
    folder.write(file, whole);
    return 0;
}
