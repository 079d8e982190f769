// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <memory>

namespace headscope {

/// The folder of a store that is being written: "PATH.partial", which is renamed to PATH when it is complete. Only one
/// process at a time has it. If PATH is a link, all this is beside the folder that it leads to, and it stays a link.
class StoreFolder
{
public:
    /// Throws InputError if `path` is something other than a store or can't be written to, or if another process is
    /// writing it. Doesn't create the folder: what an interrupted build left there is untouched.
    explicit StoreFolder(const std::filesystem::path &path);
    ~StoreFolder();
    StoreFolder(StoreFolder &&) = delete;

    const std::filesystem::path &partial() const { return m_partial; }
    /// Makes the partial folder, empty.
    void clear();
    /// Removes from the partial folder what is no part of a store, and moves it to its place; a store there is
    /// replaced.
    void publish();
    /// Removes the partial folder.
    void discard();

private:
    class Lock;

    std::filesystem::path m_path;
    std::filesystem::path m_partial;
    std::unique_ptr<Lock> m_lock;
};

/// Where an unfinished store at `path` lies.
std::filesystem::path partialFolder(const std::filesystem::path &path);

}
