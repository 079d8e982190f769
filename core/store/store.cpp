// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/store/store.h"

#include "core/clip/torchconversions.h"
#include "core/decomposition/headbasis.h"
#include "core/error.h"

#include <c10/core/InferenceMode.h>

#include <cstring>

namespace headscope {
namespace {

StoredTensor inMemory(FloatArray array)
{
    const auto owner = std::make_shared<const FloatArray>(std::move(array));
    return {DType::F32, owner->shape, std::as_bytes(std::span(owner->values)), owner};
}

}

ContributionStore::ContributionStore(std::shared_ptr<const StoreContents> data)
    : m_data(std::move(data))
{
}

ContributionStore ContributionStore::open(const std::filesystem::path &path)
{
    return ContributionStore(std::make_shared<const StoreContents>(readStore(path)));
}

ContributionStore ContributionStore::fromContributions(FloatArray heads, FloatArray mlps, FloatArray classToken)
{
    const std::int64_t images = heads.shape[0];
    const std::int64_t embedDim = heads.shape[3];
    FloatArray basis = toArray(at::eye(embedDim).expand({heads.shape[1], heads.shape[2], -1, -1}));
    return fromCoordinates(std::move(heads), FloatArray({images, 0}), std::move(basis), std::move(mlps),
                           std::move(classToken));
}

ContributionStore ContributionStore::fromCoordinates(FloatArray coordinates, FloatArray shared, FloatArray basis,
                                                     FloatArray mlps, FloatArray classToken)
{
    const c10::InferenceMode guard;
    const Shape shape = coordinates.shape; // [K, L, H, e]
    auto data = std::make_shared<StoreContents>();
    data->description.images = shape[0];
    data->description.layers = static_cast<int>(shape[1]);
    data->description.heads = static_cast<int>(shape[2]);
    data->description.headDim = static_cast<int>(shape[3]);
    data->description.embedDim = static_cast<int>(basis.shape[3]);
    data->description.classToken = !classToken.values.empty();
    data->basis = std::move(basis);
    data->moments = Moments(shape[1], shape[2], data->basis.shape[2]);
    data->moments.add(coordinates, shared);

    // All heads at once are one product with their bases stacked.
    const at::Tensor own = tensorView(data->basis).narrow(2, 0, shape[3]).reshape({-1, data->basis.shape[3]});
    const at::Tensor common = tensorView(data->basis).narrow(2, shape[3], shared.shape[1]).flatten(0, 1).sum(0);
    data->embeddings = inMemory(toArray(at::matmul(tensorView(coordinates).flatten(1), own) +
                                        at::matmul(tensorView(shared), common) + tensorView(mlps).sum(1)));
    data->heads = inMemory(std::move(coordinates));
    data->shared = inMemory(std::move(shared));
    data->mlps = inMemory(std::move(mlps));
    if (data->description.classToken)
        data->classToken = inMemory(std::move(classToken));
    return ContributionStore(data);
}

std::string ContributionStore::name() const { return m_data->path.empty() ? "store" : m_data->path.string(); }

const StoreDescription &ContributionStore::description() const { return m_data->description; }

std::int64_t ContributionStore::images() const { return m_data->description.images; }

bool ContributionStore::hasClassToken() const { return m_data->description.classToken; }

const FloatArray &ContributionStore::basis() const { return m_data->basis; }

const Moments &ContributionStore::moments() const { return m_data->moments; }

const std::optional<TokenSums> &ContributionStore::tokenSums() const { return m_data->tokenSums; }

FloatArray ContributionStore::coordinates(int layer, int head, std::int64_t begin, std::int64_t count) const
{
    const auto headDim = static_cast<std::size_t>(m_data->heads.shape[3]);
    const auto sharedCount = static_cast<std::size_t>(m_data->shared.shape[1]);
    const auto headsAnImage = static_cast<std::size_t>(m_data->heads.shape[1] * m_data->heads.shape[2]);
    const std::size_t headIndex = static_cast<std::size_t>(layer * heads() + head);
    const std::size_t size = byteSize(m_data->heads.dtype);
    const std::filesystem::path headsFile = m_data->path / storefiles::kHeads;
    const std::filesystem::path sharedFile = m_data->path / storefiles::kShared;
    FloatArray result({count, coordinateCount()});
    for (std::int64_t row = 0; row < count; ++row) {
        const auto image = static_cast<std::size_t>(begin + row);
        const std::byte *own = m_data->heads.bytes.data() + (image * headsAnImage + headIndex) * headDim * size;
        float *out = result.row(row).data();
        if (m_data->heads.dtype == DType::F32)
            std::memcpy(out, own, headDim * size);
        else
            halfToFloat({reinterpret_cast<const std::uint16_t *>(own), headDim}, out);
        std::memcpy(out + headDim, m_data->shared.bytes.data() + image * sharedCount * sizeof(float),
                    sharedCount * sizeof(float));
        requireFinite({out, headDim}, headsFile);
        requireFinite({out + headDim, sharedCount}, sharedFile);
    }
    return result;
}

FloatArray ContributionStore::contributions(int layer, int head, std::int64_t begin, std::int64_t count) const
{
    const c10::InferenceMode guard;
    const FloatArray own = coordinates(layer, head, begin, count);
    return toArray(at::matmul(tensorView(own), tensorView(m_data->basis)[layer][head]));
}

FloatArray ContributionStore::contributions(std::int64_t begin, std::int64_t count) const
{
    const c10::InferenceMode guard;
    FloatArray result({count, layers(), heads(), embedDim()});
    at::Tensor out = tensorView(result);
    for (int layer = 0; layer < layers(); ++layer) {
        for (int head = 0; head < heads(); ++head) {
            const FloatArray own = coordinates(layer, head, begin, count);
            out.select(1, layer).select(1, head).copy_(
                at::matmul(tensorView(own), tensorView(m_data->basis)[layer][head]));
        }
    }
    return result;
}

FloatArray ContributionStore::mlps(std::int64_t begin, std::int64_t count) const
{
    return readRows(m_data->mlps, begin, count, m_data->path / storefiles::kMlps);
}

FloatArray ContributionStore::classToken(std::int64_t begin, std::int64_t count) const
{
    if (!hasClassToken())
        throw InputError(name(), "the class token's own share wasn't kept", "decompose again with --cls-token");
    return readRows(m_data->classToken, begin, count, m_data->path / storefiles::kClassToken);
}

FloatArray ContributionStore::embeddings(std::int64_t begin, std::int64_t count) const
{
    return readRows(m_data->embeddings, begin, count, m_data->path / storefiles::kEmbeddings);
}

FloatArray ContributionStore::norms(std::int64_t begin, std::int64_t count) const
{
    FloatArray result({count}, 1.0f);
    const FloatArray shared = readRows(m_data->shared, begin, count, m_data->path / storefiles::kShared);
    if (shared.shape[1] == kSharedCoordinates) {
        for (std::int64_t row = 0; row < count; ++row)
            result.values[static_cast<std::size_t>(row)] = 1 / shared.row(row)[2];
    }
    return result;
}

const std::vector<StoredImage> &ContributionStore::storedImages() const { return m_data->images; }

const Dataset &ContributionStore::dataset() const { return m_data->dataset; }

}
