// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storefile/storecontents.h"

#include "core/dataset/csv.h"
#include "core/decomposition/headbasis.h"
#include "core/error.h"
#include "core/files.h"
#include "core/finite.h"

#include <algorithm>
#include <cstring>
#include <map>
#include <ostream>
#include <string_view>

namespace headscope {
namespace {

constexpr const char *kCountKey = "images";
constexpr const char *kTokenCountKey = "token_images";
constexpr std::int64_t kSlice = 1024;
constexpr const char *kDamaged = "the store is damaged; decompose the pictures again";

[[noreturn]] void refuseNumbers(const std::filesystem::path &file)
{
    throw InputError(file.string(), "holds numbers that are not finite", kDamaged);
}

Array<double> doubles(const SafetensorsFile &file, const std::string &name)
{
    const StoredTensor &stored = file.tensor(name);
    if (stored.dtype != DType::F64)
        throw InputError(file.path().string(), "\"" + name + "\" is not F64", kDamaged);
    Array<double> array(stored.shape);
    if (!array.values.empty())
        std::memcpy(array.values.data(), stored.bytes.data(), stored.bytes.size());
    if (!allFinite(array.values))
        refuseNumbers(file.path());
    return array;
}

std::map<std::string_view, StoredTensor> mapTensors(const std::filesystem::path &path,
                                                    const StoreDescription &description)
{
    std::map<std::string_view, StoredTensor> mapped;
    for (const StoreTensor &expected : storeTensors(description)) {
        const std::filesystem::path file = path / expected.file;
        const StoredTensor stored = SafetensorsFile(file).tensor(expected.tensor);
        Shape shape = expected.rowShape;
        shape.insert(shape.begin(), description.images);
        if (stored.shape != shape || stored.dtype != expected.dtype)
            throw InputError(file.string(),
                             "holds " + std::string(name(stored.dtype)) + toString(stored.shape) + " where " +
                                 std::string(name(expected.dtype)) + toString(shape) + " is announced",
                             kDamaged);
        mapped.emplace(expected.file, stored);
    }
    return mapped;
}

void checkSums(const StoreContents &store)
{
    const StoreDescription &says = store.description;
    const std::int64_t coordinates = says.headDim + kSharedCoordinates;
    const Shape tokens = {says.layers, says.tokens, std::int64_t(says.heads) * says.headDim};
    if (store.moments.sum.shape != Shape{says.layers, says.heads, coordinates} ||
        store.moments.outer.shape != Shape{says.layers, says.heads, coordinates, coordinates} ||
        store.moments.images != says.images || store.tokenSums->heads.shape != tokens ||
        store.tokenSums->mlps.shape != tokens || store.tokenSums->classToken.shape != Shape{tokens.back()} ||
        store.tokenSums->images != says.images)
        throw InputError((store.path / storefiles::kMoments).string(), "doesn't fit the store's description", kDamaged);
}

void readImageList(const std::filesystem::path &file, StoreContents &store)
{
    const CsvTable table = readCsv(file);
    if (static_cast<std::int64_t>(table.rows.size()) != store.description.images || table.header.size() < 2)
        throw InputError(file.string(), "doesn't list the store's images", kDamaged);
    for (const auto &row : table.rows) {
        store.images.push_back({row[0], row[1]});
        store.dataset.paths.emplace_back(row[0]);
    }
    const bool labelled = table.header.size() > 2 && table.header[2] == "label";
    for (std::size_t column = 2; column < table.header.size(); ++column) {
        std::vector<std::string> values;
        for (const auto &row : table.rows)
            values.push_back(row[column]);
        if (labelled && column == 2)
            store.dataset.labels = std::move(values);
        else
            store.dataset.attributes.push_back({table.header[column], std::move(values)});
    }
}

}

std::vector<StoreTensor> storeTensors(const StoreDescription &description)
{
    const DType dtype = description.dtype == "f16" ? DType::F16 : DType::F32;
    const std::int64_t layers = description.layers;
    const std::int64_t embedDim = description.embedDim;
    std::vector<StoreTensor> tensors = {
        {storefiles::kHeads, "coordinates", dtype, {layers, description.heads, description.headDim}},
        {storefiles::kShared, "shared", DType::F32, {kSharedCoordinates}},
        {storefiles::kMlps, "mlps", dtype, {layers + 1, embedDim}},
        {storefiles::kEmbeddings, "embedding_normalised", DType::F32, {embedDim}},
    };
    if (description.classToken)
        tensors.push_back({storefiles::kClassToken, "cls_attn", dtype, {layers, embedDim}});
    return tensors;
}

StoreContents readStore(const std::filesystem::path &path)
{
    const std::filesystem::path descriptionFile = path / storefiles::kDescription;
    if (!std::filesystem::exists(descriptionFile))
        throw InputError(path.string(), "is not a contribution store",
                         "name a folder that `headscope-cli decompose --store` has written");
    StoreContents store;
    store.path = path;
    store.description = readDescription(descriptionFile);
    const StoreDescription &says = store.description;
    if (says.images < 1)
        throw InputError(descriptionFile.string(), "announces no image", kDamaged);

    auto mapped = mapTensors(path, says);
    store.heads = mapped.at(storefiles::kHeads);
    store.shared = mapped.at(storefiles::kShared);
    store.mlps = mapped.at(storefiles::kMlps);
    store.embeddings = mapped.at(storefiles::kEmbeddings);
    if (says.classToken)
        store.classToken = mapped.at(storefiles::kClassToken);
    store.basis = SafetensorsFile(path / storefiles::kBasis)
                      .floats("basis", {says.layers, says.heads, says.headDim + kSharedCoordinates, says.embedDim});
    requireFinite(store.basis.values, path / storefiles::kBasis);
    for (std::int64_t begin = 0; begin < says.images; begin += kSlice)
        readRows(store.embeddings, begin, std::min(kSlice, says.images - begin), path / storefiles::kEmbeddings);
    readSums(path / storefiles::kMoments, store.moments, store.tokenSums.emplace());
    checkSums(store);
    readImageList(path / storefiles::kImages, store);
    return store;
}

void requireFinite(std::span<const float> values, const std::filesystem::path &file)
{
    if (!allFinite(values))
        refuseNumbers(file);
}

FloatArray readRows(const StoredTensor &tensor, std::int64_t begin, std::int64_t count,
                    const std::filesystem::path &file)
{
    Shape shape = tensor.shape;
    const std::size_t rowBytes =
        tensor.bytes.size() / static_cast<std::size_t>(std::max<std::int64_t>(shape.front(), 1));
    shape.front() = count;
    StoredTensor part = tensor;
    part.bytes =
        tensor.bytes.subspan(static_cast<std::size_t>(begin) * rowBytes, static_cast<std::size_t>(count) * rowBytes);
    FloatArray result(shape, part.toFloats(file.string()));
    requireFinite(result.values, file);
    return result;
}

void writeImageList(const std::filesystem::path &file, std::span<const StoredImage> images, const Dataset &dataset)
{
    writeFileAtomically(file, [&](std::ostream &stream) {
        stream << "path," << storefiles::kHashColumn;
        if (!dataset.labels.empty())
            stream << ",label";
        for (const Attribute &attribute : dataset.attributes)
            stream << ',' << csvField(attribute.name);
        stream << '\n';
        for (std::size_t image = 0; image < images.size(); ++image) {
            stream << csvField(images[image].path) << ',' << images[image].hash;
            if (!dataset.labels.empty())
                stream << ',' << csvField(dataset.labels[image]);
            for (const Attribute &attribute : dataset.attributes)
                stream << ',' << csvField(attribute.values[image]);
            stream << '\n';
        }
    });
}

void writeSums(const std::filesystem::path &file, const Moments &moments, const TokenSums &tokenSums)
{
    SafetensorsWriter writer;
    writer.add("sum", moments.sum);
    writer.add("outer", moments.outer);
    writer.add("token_heads", tokenSums.heads);
    writer.add("token_mlps", tokenSums.mlps);
    writer.add("token_class", tokenSums.classToken);
    writer.add(kCountKey, IntArray({1}, moments.images));
    writer.add(kTokenCountKey, IntArray({1}, tokenSums.images));
    writer.write(file);
}

void readSums(const std::filesystem::path &path, Moments &moments, TokenSums &tokenSums)
{
    const SafetensorsFile file(path);
    moments.sum = doubles(file, "sum");
    moments.outer = doubles(file, "outer");
    moments.images = file.ints(kCountKey, {1}).values.front();
    tokenSums.heads = doubles(file, "token_heads");
    tokenSums.mlps = doubles(file, "token_mlps");
    tokenSums.classToken = doubles(file, "token_class");
    tokenSums.images = file.ints(kTokenCountKey, {1}).values.front();
}

}
