// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/decomposition/storewriter.h"

#include "core/dataset/csv.h"
#include "core/decomposition/headbasis.h"
#include "core/error.h"
#include "core/files.h"
#include "core/json.h"

#include <algorithm>
#include <fcntl.h>
#include <ostream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace headscope {
namespace {

constexpr const char *kJournal = "journal.json";
constexpr const char *kReplaced = ".replaced";

bool isStoreFile(const std::filesystem::path &path)
{
    const std::string name = path.filename().string();
    return std::find(std::begin(storefiles::kAll), std::end(storefiles::kAll), name) != std::end(storefiles::kAll);
}

/// Whether a folder holds only what a writer of stores leaves in one, finished or not.
bool holdsNothingElse(const std::filesystem::path &folder)
{
    if (!std::filesystem::is_directory(folder))
        return false;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!isStoreFile(entry.path()) && !name.starts_with("journal") && name.find(".part") == std::string::npos)
            return false;
    }
    if (!std::filesystem::exists(folder / storefiles::kDescription))
        return true;
    try {
        descriptionFromJson(folder / storefiles::kDescription);
        return true;
    } catch (const InputError &) {
        return false;
    }
}

std::filesystem::path sumsFile(const std::filesystem::path &partial, std::int64_t generation)
{
    return partial / ("journal-" + std::to_string(generation) + ".safetensors");
}

std::filesystem::path beside(std::filesystem::path path, const char *suffix)
{
    path += suffix;
    return path;
}

/// Without a trailing slash, which would put a sibling's name inside the folder.
std::filesystem::path folderName(const std::filesystem::path &path)
{
    const std::filesystem::path normal = std::filesystem::absolute(path).lexically_normal();
    return normal.has_filename() ? normal : normal.parent_path();
}

}

/// An advisory lock on a file beside the store; the system releases it when the process ends, however it ends.
class StoreWriter::Lock
{
public:
    explicit Lock(const std::filesystem::path &path)
        : m_path(path)
    {
        struct stat status = {};
        do { // once more if the one who held it has just removed the file
            m_fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
            if (m_fd < 0)
                throw InputError(path.parent_path().string(), "can't be written to", "name a folder that can");
            if (::flock(m_fd, LOCK_EX | LOCK_NB) != 0) {
                ::close(m_fd);
                throw InputError(path.string(), "another process is writing this store",
                                 "wait for it, or name another store");
            }
            if (::fstat(m_fd, &status) == 0 && status.st_nlink == 0)
                ::close(m_fd);
        } while (status.st_nlink == 0);
    }
    ~Lock()
    {
        std::error_code ignored;
        std::filesystem::remove(m_path, ignored);
        ::close(m_fd);
    }
    Lock(const Lock &) = delete;
    Lock &operator=(const Lock &) = delete;

private:
    std::filesystem::path m_path;
    int m_fd = -1;
};

StoreWriter::StoreWriter(const std::filesystem::path &path, const StoreDescription &description,
                         const std::string &source)
    : m_path(folderName(path))
    , m_partial(beside(m_path, ".partial"))
    , m_description(description)
{
    for (const auto &folder : {m_path, m_partial, beside(m_path, kReplaced)}) {
        if (std::filesystem::exists(folder) && !holdsNothingElse(folder))
            throw InputError(folder.string(), "exists and is not a contribution store", "name another folder");
    }
    if (!std::filesystem::is_directory(m_path.parent_path()))
        throw InputError(m_path.parent_path().string(), "is not a folder", "create it first");
    const std::string identity = toJsonText(description) + source;
    m_source = sha256(std::as_bytes(std::span(identity)));
    m_lock = std::make_unique<Lock>(beside(m_path, ".lock"));

    if (!readJournal())
        startAnew();
    try {
        openTensors();
    } catch (const InputError &) {
        // Shorter than the journal says: somebody has been at it.
        startAnew();
        openTensors();
    }
}

StoreWriter::~StoreWriter() = default;

void StoreWriter::startAnew()
{
    std::filesystem::remove_all(m_partial);
    std::filesystem::create_directories(m_partial);
    m_description.images = 0;
    m_description.skipped.clear();
    m_position = 0;
    m_indices.clear();
    m_hashes.clear();
    m_moments = Moments(m_description.layers, m_description.heads, m_description.headDim + kSharedCoordinates);
    m_tokenSums = TokenSums(m_description.layers, m_description.tokens,
                            static_cast<std::int64_t>(m_description.heads) * m_description.headDim);
}

void StoreWriter::openTensors()
{
    const DType dtype = m_description.dtype == "f16" ? DType::F16 : DType::F32;
    const std::int64_t layers = m_description.layers;
    const std::int64_t embedDim = m_description.embedDim;
    const auto open = [&](const char *file, const char *tensor, DType type, Shape rowShape) {
        return std::make_unique<GrowingTensor>(m_partial / file, tensor, type, std::move(rowShape),
                                               m_description.images);
    };
    m_heads = open(storefiles::kHeads, "coordinates", dtype, {layers, m_description.heads, m_description.headDim});
    m_shared = open(storefiles::kShared, "shared", DType::F32, {kSharedCoordinates});
    m_mlps = open(storefiles::kMlps, "mlps", dtype, {layers + 1, embedDim});
    m_embeddings = open(storefiles::kEmbeddings, "embedding_normalised", DType::F32, {embedDim});
    if (m_description.classToken)
        m_classToken = open(storefiles::kClassToken, "cls_attn", dtype, {layers, embedDim});
}

bool StoreWriter::readJournal()
{
    const std::filesystem::path path = m_partial / kJournal;
    if (!std::filesystem::exists(path))
        return false;
    try {
        const std::string file = path.string();
        const nlohmann::json journal = readJson(path);
        if (requiredMember<std::string>(journal, "source", file) != m_source)
            return false;
        const auto generation = requiredMember<std::int64_t>(journal, "generation", file);
        readSums(SafetensorsFile(sumsFile(m_partial, generation)), m_moments, m_tokenSums);
        m_generation = generation;
        m_position = requiredMember<std::int64_t>(journal, "position", file);
        m_indices = requiredMember<std::vector<std::int64_t>>(journal, "indices", file);
        m_hashes = requiredMember<std::vector<std::string>>(journal, "hashes", file);
        m_description.images = static_cast<std::int64_t>(m_indices.size());
        for (const auto &entry : requiredMember<nlohmann::json>(journal, "skipped", file))
            m_description.skipped.push_back(
                {requiredMember<std::string>(entry, "path", file), requiredMember<std::string>(entry, "reason", file)});
        return true;
    } catch (const InputError &) {
        // A journal that can't be read has nothing to resume from.
        return false;
    }
}

void StoreWriter::add(const PixelBatch &batch, const Decomposition &decomposition, std::int64_t position)
{
    m_moments.add(decomposition.coordinates, decomposition.shared);
    m_heads->append(decomposition.coordinates);
    m_shared->append(decomposition.shared);
    m_mlps->append(decomposition.mlps);
    m_embeddings->append(normalisedRows(decomposition.embedding));
    if (m_classToken)
        m_classToken->append(decomposition.classToken);
    m_indices.insert(m_indices.end(), batch.indices.begin(), batch.indices.end());
    m_hashes.insert(m_hashes.end(), batch.hashes.begin(), batch.hashes.end());
    m_description.images += static_cast<std::int64_t>(batch.indices.size());
    m_description.skipped.insert(m_description.skipped.end(), batch.skipped.begin(), batch.skipped.end());
    m_position = position;
}

void StoreWriter::checkpoint()
{
    for (const auto *tensor : {&m_heads, &m_shared, &m_mlps, &m_classToken, &m_embeddings}) {
        if (*tensor)
            (*tensor)->flush();
    }
    SafetensorsWriter sums;
    addSums(sums, m_moments, m_tokenSums);
    sums.write(sumsFile(m_partial, m_generation + 1));

    nlohmann::json skipped = nlohmann::json::array();
    for (const SkippedImage &image : m_description.skipped)
        skipped.push_back({{"path", image.path}, {"reason", image.reason}});
    const nlohmann::json journal = {{"source", m_source},     {"generation", m_generation + 1},
                                    {"position", m_position}, {"indices", m_indices},
                                    {"hashes", m_hashes},     {"skipped", skipped}};
    writeFileAtomically(m_partial / kJournal, journal.dump());
    // Only now is the older one not needed any more.
    std::filesystem::remove(sumsFile(m_partial, m_generation));
    ++m_generation;
}

void StoreWriter::finish(const FloatArray &basis, const PixelSource &source, const Dataset &dataset)
{
    for (const auto *tensor : {&m_heads, &m_shared, &m_mlps, &m_classToken, &m_embeddings}) {
        if (*tensor)
            (*tensor)->flush();
    }
    SafetensorsWriter basisWriter;
    basisWriter.add("basis", basis);
    basisWriter.write(m_partial / storefiles::kBasis);
    SafetensorsWriter sums;
    addSums(sums, m_moments, m_tokenSums);
    sums.write(m_partial / storefiles::kMoments);

    writeFileAtomically(m_partial / storefiles::kImages, [&](std::ostream &stream) {
        stream << "path," << storefiles::kHashColumn;
        if (!dataset.labels.empty())
            stream << ",label";
        for (const Attribute &attribute : dataset.attributes)
            stream << ',' << csvField(attribute.name);
        stream << '\n';
        for (std::size_t row = 0; row < m_indices.size(); ++row) {
            const auto image = static_cast<std::size_t>(m_indices[row]);
            stream << csvField(source.name(m_indices[row])) << ',' << m_hashes[row];
            if (!dataset.labels.empty())
                stream << ',' << csvField(dataset.labels[image]);
            for (const Attribute &attribute : dataset.attributes)
                stream << ',' << csvField(attribute.values[image]);
            stream << '\n';
        }
    });
    writeFileAtomically(m_partial / storefiles::kDescription, toJsonText(m_description));
    // Journals, and what a kill may have left of a file that was being written.
    for (const auto &entry : std::filesystem::directory_iterator(m_partial)) {
        if (!isStoreFile(entry.path()))
            std::filesystem::remove(entry.path());
    }

    const std::filesystem::path replaced = beside(m_path, kReplaced);
    std::filesystem::remove_all(replaced);
    if (std::filesystem::exists(m_path))
        std::filesystem::rename(m_path, replaced);
    std::filesystem::rename(m_partial, m_path);
    std::filesystem::remove_all(replaced);
}

void StoreWriter::discard() { std::filesystem::remove_all(m_partial); }

}
