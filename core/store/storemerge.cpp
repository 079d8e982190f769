// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storemerge.h"

#include "core/error.h"
#include "core/files.h"
#include "core/storefile/growingtensor.h"
#include "core/storefile/storecontents.h"
#include "core/storefile/storefolder.h"

#include <algorithm>
#include <fstream>
#include <memory>
#include <nlohmann/json.hpp>
#include <unordered_map>

namespace headscope {
namespace {

constexpr std::int64_t kSlice = 256;

/// What the stores to be joined must agree in: all they say of themselves, except for what a shard has of its own.
nlohmann::ordered_json commonFacts(const StoreDescription &description)
{
    nlohmann::ordered_json facts = toJson(description);
    for (const char *own : {"images", "skipped", "batch"})
        facts.erase(own);
    facts["model"].erase("path");
    facts["model"].erase("family");
    return facts;
}

void requireAlike(const StoreContents &first, const StoreContents &other)
{
    if (const auto difference = firstDifference(commonFacts(first.description), commonFacts(other.description)))
        throw InputError(other.path.string(),
                         "has the " + difference->fact + " " + difference->second + " where " + first.path.string() +
                             " has " + difference->first,
                         "only stores that were decomposed alike can be merged");
}

/// What one of them doesn't state, both together can't.
void keepStated(ModelFacts &joined, const ModelFacts &part)
{
    if (!part.activation)
        joined.activation.reset();
    if (!part.layerNormEps)
        joined.layerNormEps.reset();
    if (!part.patchSize)
        joined.patchSize.reset();
}

/// Adds rows; what one of the two doesn't know is empty.
void append(Dataset &joined, const Dataset &part)
{
    const std::size_t before = joined.size();
    const std::size_t after = before + part.size();
    joined.paths.insert(joined.paths.end(), part.paths.begin(), part.paths.end());
    if (!joined.labels.empty() || !part.labels.empty()) {
        joined.labels.resize(before);
        joined.labels.insert(joined.labels.end(), part.labels.begin(), part.labels.end());
        joined.labels.resize(after);
    }
    for (const Attribute &attribute : part.attributes) {
        auto same = std::find_if(joined.attributes.begin(), joined.attributes.end(),
                                 [&](const Attribute &other) { return other.name == attribute.name; });
        if (same == joined.attributes.end())
            same = joined.attributes.insert(same, {attribute.name, std::vector<std::string>(before)});
        same->values.insert(same->values.end(), attribute.values.begin(), attribute.values.end());
    }
    for (Attribute &attribute : joined.attributes)
        attribute.values.resize(after);
}

/// Everything of the shards except for what has a row an image.
StoreContents joinedFacts(std::span<const std::filesystem::path> stores)
{
    StoreContents joined;
    std::unordered_map<std::string, std::size_t> storeOf; // by name and content of a picture
    for (std::size_t store = 0; store < stores.size(); ++store) {
        StoreContents shard = readStore(stores[store]);
        for (const StoredImage &image : shard.images) {
            const auto [known, isNew] = storeOf.try_emplace(image.path + '\n' + image.hash, store);
            if (!isNew && known->second != store)
                throw InputError(stores[store].string(),
                                 "holds " + image.path + ", and so does " + stores[known->second].string(),
                                 "merge shards that have no picture in common");
        }
        if (store == 0) {
            joined = std::move(shard);
            continue;
        }
        requireAlike(joined, shard);
        keepStated(joined.description, shard.description);
        joined.description.images += shard.description.images;
        auto &skipped = joined.description.skipped;
        skipped.insert(skipped.end(), shard.description.skipped.begin(), shard.description.skipped.end());
        joined.moments.add(shard.moments);
        joined.tokenSums->add(*shard.tokenSums);
        joined.images.insert(joined.images.end(), shard.images.begin(), shard.images.end());
        append(joined.dataset, shard.dataset);
    }
    return joined;
}

/// The rows of one file of a store, read in order; through a buffer, because what is mapped counts as memory in use.
class RowReader
{
public:
    RowReader(const std::filesystem::path &file, const std::string &tensor)
        : m_file(file)
        , m_stream(file, std::ios::binary)
    {
        // The file has no other tensor, so its data are what is behind the header.
        const StoredTensor stored = SafetensorsFile(file).tensor(tensor);
        m_rowBytes = stored.bytes.size() / static_cast<std::size_t>(stored.shape.front());
        m_stream.seekg(-static_cast<std::streamoff>(stored.bytes.size()), std::ios::end);
    }

    std::span<const std::byte> next(std::int64_t rows)
    {
        m_buffer.resize(m_rowBytes * static_cast<std::size_t>(rows));
        m_stream.read(reinterpret_cast<char *>(m_buffer.data()), static_cast<std::streamsize>(m_buffer.size()));
        if (!m_stream)
            throw std::runtime_error(m_file.string() + ": can't be read");
        return m_buffer;
    }

private:
    std::filesystem::path m_file;
    std::ifstream m_stream;
    std::size_t m_rowBytes;
    std::vector<std::byte> m_buffer;
};

void copyRows(std::span<const std::filesystem::path> stores, const StoreDescription &description,
              const std::filesystem::path &folder, const Job &job)
{
    const std::vector<StoreTensor> tensors = storeTensors(description);
    std::vector<std::unique_ptr<GrowingTensor>> outputs;
    for (const StoreTensor &tensor : tensors)
        outputs.push_back(
            std::make_unique<GrowingTensor>(folder / tensor.file, tensor.tensor, tensor.dtype, tensor.rowShape, 0));
    std::int64_t done = 0;
    for (const std::filesystem::path &store : stores) {
        std::vector<RowReader> inputs;
        for (const StoreTensor &tensor : tensors)
            inputs.emplace_back(store / tensor.file, tensor.tensor);
        std::int64_t left = readDescription(store / storefiles::kDescription).images;
        while (left > 0) {
            if (job.stop.stop_requested())
                throw Cancelled();
            const std::int64_t rows = std::min(left, kSlice);
            for (std::size_t tensor = 0; tensor < tensors.size(); ++tensor)
                outputs[tensor]->append(inputs[tensor].next(rows));
            left -= rows;
            done += rows;
            job.report(done, description.images);
        }
    }
    for (const auto &output : outputs)
        output->flush();
}

}

MergeSummary mergeStores(std::span<const std::filesystem::path> stores, const std::filesystem::path &out,
                         const Job &job)
{
    StoreFolder folder(out);
    const StoreContents joined = joinedFacts(stores);
    folder.clear();
    try {
        copyRows(stores, joined.description, folder.partial(), job);
        SafetensorsWriter basis;
        basis.add("basis", joined.basis);
        basis.write(folder.partial() / storefiles::kBasis);
        writeSums(folder.partial() / storefiles::kMoments, joined.moments, *joined.tokenSums);
        writeImageList(folder.partial() / storefiles::kImages, joined.images, joined.dataset);
        writeFileAtomically(folder.partial() / storefiles::kDescription, toJson(joined.description).dump(2) + "\n");
        folder.publish();
    } catch (...) {
        folder.discard();
        throw;
    }
    return {joined.description.images, joined.description.skipped};
}

}
