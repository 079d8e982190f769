// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <iosfwd>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace headscope {

/// A file mapped read-only for as long as this object lives. Throws InputError if it is missing or can't be mapped.
class MappedFile
{
public:
    explicit MappedFile(const std::filesystem::path &path);
    ~MappedFile();
    MappedFile(const MappedFile &) = delete;
    MappedFile &operator=(const MappedFile &) = delete;

    std::span<const std::byte> bytes() const { return {m_data, m_size}; }

private:
    const std::byte *m_data = nullptr;
    std::size_t m_size = 0;
};

bool isUtf8(std::string_view text);
/// The text with what isn't UTF-8 replaced, so that it can stand in JSON and CSV.
std::string toUtf8(std::string_view text);

/// The extension of a file's name with its dot, in small letters: ".csv" of "texts.CSV".
std::string extensionOf(const std::filesystem::path &path);

/// The whole file; InputError if it can't be read.
std::string readFile(const std::filesystem::path &path);

/// The lines of a UTF-8 file, every one a text: nothing is a comment, nothing de-duplicated, only CR/LF (and a leading
/// byte order mark) stripped. A newline at the very end doesn't start another line.
/// Throws InputError if the file is missing or not UTF-8.
std::vector<std::string> readLines(const std::filesystem::path &path);

/// What `path` leads to: a symbolic link is followed, even to a name that isn't there yet. Only the system's links to
/// open files (/dev/stdout) stay, which lead to no name.
std::filesystem::path linkTarget(std::filesystem::path path);

/// Throws std::runtime_error that says why if writeFileAtomically couldn't write there. It is found out by trying, and
/// before the work whose result would be lost.
void requireWritable(const std::filesystem::path &path);

/// Writes a file whole or not at all: `write` fills a stream to a temporary name beside `path`, which is flushed to
/// disk and renamed once everything has been written. A link stays a link to the file that is replaced, and the new
/// file has the permissions of the one before. What is no file but a pipe or a device is written through. Throws
/// std::runtime_error naming the file if writing fails; an exception out of `write` leaves nothing behind either.
void writeFileAtomically(const std::filesystem::path &path, const std::function<void(std::ostream &)> &write);
void writeFileAtomically(const std::filesystem::path &path, std::string_view content);

/// SHA-256 in hexadecimal.
std::string sha256(std::span<const std::byte> bytes);
std::string sha256OfFile(const std::filesystem::path &path);

}
