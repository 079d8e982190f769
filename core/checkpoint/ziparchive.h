// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <span>
#include <string>

namespace headscope {

/// A zip archive in memory whose entries are used in place: PyTorch stores the numbers of its files uncompressed, so
/// that they can be mapped. Reads the zip64 fields of large files.
class ZipArchive
{
public:
    /// Checks the whole directory before an entry is used: that every entry lies inside the archive, that none overlap
    /// and no name stands twice. Throws InputError about `file`.
    ZipArchive(std::span<const std::byte> bytes, std::string file);

    struct Entry
    {
        std::span<const std::byte> bytes; ///< as they lie in the archive
        std::uint16_t method = 0;         ///< 0 is stored
        bool encrypted = false;
    };
    const std::map<std::string, Entry> &entries() const { return m_entries; }

    /// The content of an entry. Throws InputError if there is none, or if it is compressed or encrypted.
    std::span<const std::byte> content(const std::string &name) const;

private:
    std::string m_file;
    std::map<std::string, Entry> m_entries;
};

}
