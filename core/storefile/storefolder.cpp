// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/storefile/storefolder.h"

#include "core/files.h"
#include "core/json.h"
#include "core/storefile/storecontents.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace headscope {
namespace {

constexpr const char *kReplaced = ".replaced";

bool isStoreFile(const std::filesystem::path &path)
{
    const std::string name = path.filename().string();
    return std::find(std::begin(storefiles::kAll), std::end(storefiles::kAll), name) != std::end(storefiles::kAll);
}

/// Whether a folder holds only what a writer of stores leaves in one, finished or not.
bool holdsOnlyStoreFiles(const std::filesystem::path &folder)
{
    if (!std::filesystem::is_directory(folder))
        return false;
    for (const auto &entry : std::filesystem::directory_iterator(folder)) {
        const std::string name = entry.path().filename().string();
        if (!isStoreFile(entry.path()) && !name.starts_with("journal") && name.find(".part") == std::string::npos)
            return false;
    }
    return true;
}

/// Whether the folder's description, if it has one, is a store's: another program may give a file the same name. One
/// that can't be read, torn by a kill or a full disk, is a store's if another file of a store lies beside it.
bool isDescribedAsStore(const std::filesystem::path &folder)
{
    const std::filesystem::path file = folder / storefiles::kDescription;
    try {
        return !std::filesystem::exists(file) || isStoreDescription(readJson(file));
    } catch (const InputError &) {
        return std::filesystem::exists(folder / storefiles::kHeads);
    }
}

std::filesystem::path beside(std::filesystem::path path, const char *suffix)
{
    path += suffix;
    return path;
}

/// The folder itself where `path` is a link to one; without a trailing slash, which would put a sibling's name inside.
std::filesystem::path folderName(const std::filesystem::path &path)
{
    const std::filesystem::path normal = std::filesystem::absolute(path).lexically_normal();
    return linkTarget(normal.has_filename() ? normal : normal.parent_path());
}

}

/// An advisory lock on a file beside the store; the system releases it when the process ends, however it ends.
class StoreFolder::Lock
{
public:
    explicit Lock(const std::filesystem::path &path)
        : m_path(path)
    {
        struct stat status = {};
        do { // once more if the one who held it has just removed the file
            m_fd = ::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
            if (m_fd < 0)
                throw InputError(path.parent_path().string(),
                                 std::string("can't be written to: ") + std::strerror(errno), "name a folder that can");
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

StoreFolder::StoreFolder(const std::filesystem::path &path)
    : m_path(folderName(path))
    , m_partial(partialFolder(path))
{
    for (const auto &folder : {m_path, m_partial, beside(m_path, kReplaced)}) {
        const bool isOurs = holdsOnlyStoreFiles(folder) && (folder != m_path || isDescribedAsStore(folder));
        if (std::filesystem::exists(folder) && !isOurs)
            throw InputError(folder.string(), "exists and is not a contribution store", "name another folder");
    }
    if (!std::filesystem::is_directory(m_path.parent_path()))
        throw InputError(m_path.parent_path().string(), "is not a folder", "create it first");
    m_lock = std::make_unique<Lock>(beside(m_path, ".lock"));
}

StoreFolder::~StoreFolder() = default;

void StoreFolder::clear()
{
    std::filesystem::remove_all(m_partial);
    std::filesystem::create_directories(m_partial);
}

void StoreFolder::publish()
{
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

void StoreFolder::discard() { std::filesystem::remove_all(m_partial); }

std::filesystem::path partialFolder(const std::filesystem::path &path) { return beside(folderName(path), ".partial"); }

}
