// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/storewriter.h"

#include "core/decomposition/headbasis.h"
#include "core/error.h"
#include "core/files.h"
#include "core/storefile/storecontents.h"

#include <nlohmann/json.hpp>

namespace headscope {

StoreWriter::StoreWriter(const std::filesystem::path &path, const StoreDescription &description,
                         const std::string &source)
    : m_folder(path)
{
    const std::string identity = toJson(description).dump() + source;
    const std::string hash = sha256(std::as_bytes(std::span(identity)));
    if (!resume(hash)) {
        startAnew(description, hash);
        openTensors();
    }
}

bool StoreWriter::resume(const std::string &source)
{
    auto journal = readJournal(m_folder.partial());
    if (!journal || journal->source != source)
        return false;
    m_journal = std::move(*journal);
    try {
        openTensors();
        return true;
    } catch (const InputError &) {
        // Shorter than the journal says: somebody has been at it.
        return false;
    }
}

void StoreWriter::startAnew(const StoreDescription &description, const std::string &source)
{
    m_tensors.clear();
    m_folder.clear();
    m_journal = StoreJournal();
    m_journal.source = source;
    m_journal.description = description;
    m_journal.moments = Moments(description.layers, description.heads, description.headDim + kSharedCoordinates);
    m_journal.tokenSums = TokenSums(description.layers, description.tokens,
                                    static_cast<std::int64_t>(description.heads) * description.headDim);
}

void StoreWriter::openTensors()
{
    for (const StoreTensor &tensor : storeTensors(m_journal.description))
        m_tensors[tensor.file] = std::make_unique<GrowingTensor>(m_folder.partial() / tensor.file, tensor.tensor,
                                                                 tensor.dtype, tensor.rowShape, images());
}

void StoreWriter::add(const PixelBatch &batch, const Decomposition &decomposition, std::int64_t position)
{
    m_tensors.at(storefiles::kHeads)->append(decomposition.coordinates);
    m_tensors.at(storefiles::kShared)->append(decomposition.shared);
    m_tensors.at(storefiles::kMlps)->append(decomposition.mlps);
    m_tensors.at(storefiles::kEmbeddings)->append(normalisedRows(decomposition.embedding));
    if (m_journal.description.classToken)
        m_tensors.at(storefiles::kClassToken)->append(decomposition.classToken);
    m_journal.moments.add(decomposition.coordinates, decomposition.shared);
    m_journal.indices.insert(m_journal.indices.end(), batch.indices.begin(), batch.indices.end());
    m_journal.hashes.insert(m_journal.hashes.end(), batch.hashes.begin(), batch.hashes.end());
    m_journal.description.images += static_cast<std::int64_t>(batch.indices.size());
    auto &skipped = m_journal.description.skipped;
    skipped.insert(skipped.end(), batch.skipped.begin(), batch.skipped.end());
    m_journal.position = position;
}

void StoreWriter::flush()
{
    for (const auto &[file, tensor] : m_tensors)
        tensor->flush();
}

void StoreWriter::checkpoint()
{
    flush();
    ++m_journal.generation;
    writeJournal(m_folder.partial(), m_journal);
}

void StoreWriter::finish(const FloatArray &basis, const PixelSource &source, const Dataset &dataset)
{
    flush();
    SafetensorsWriter basisWriter;
    basisWriter.add("basis", basis);
    basisWriter.write(m_folder.partial() / storefiles::kBasis);
    writeSums(m_folder.partial() / storefiles::kMoments, m_journal.moments, m_journal.tokenSums);

    std::vector<StoredImage> stored;
    std::vector<int> indices;
    for (std::size_t row = 0; row < m_journal.indices.size(); ++row) {
        stored.push_back({source.name(m_journal.indices[row]), m_journal.hashes[row]});
        indices.push_back(static_cast<int>(m_journal.indices[row]));
    }
    writeImageList(m_folder.partial() / storefiles::kImages, stored,
                   dataset.size() > 0 ? dataset.select(indices) : Dataset());
    writeFileAtomically(m_folder.partial() / storefiles::kDescription, toJson(m_journal.description).dump(2) + "\n");
    m_folder.publish();
}

}
