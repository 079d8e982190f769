// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/files.h"

#include "core/error.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <fstream>
#include <openssl/evp.h>
#include <random>
#include <sstream>
#include <stdexcept>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unicode/utf8.h>
#include <unistd.h>

namespace headscope {
namespace {

class FileDescriptor
{
public:
    FileDescriptor(const std::filesystem::path &path, int flags, mode_t mode = 0)
        : m_fd(::open(path.c_str(), flags | O_CLOEXEC, mode))
    {
    }
    ~FileDescriptor()
    {
        if (m_fd >= 0)
            ::close(m_fd);
    }
    FileDescriptor(const FileDescriptor &) = delete;
    FileDescriptor &operator=(const FileDescriptor &) = delete;
    int get() const { return m_fd; }

private:
    int m_fd;
};

void syncToDisk(const std::filesystem::path &path)
{
    const FileDescriptor file(path, O_RDONLY);
    if (file.get() >= 0)
        ::fsync(file.get());
}

using Write = std::function<void(std::ostream &)>;

[[noreturn]] void failToWrite(const std::filesystem::path &path, const std::string &reason)
{
    throw std::runtime_error(path.string() + ": can't be written: " + reason);
}

/// Opens a file, fills and closes it; errors call it `path`.
void fill(const std::filesystem::path &file, std::ios::openmode mode, const std::filesystem::path &path,
          const Write &write)
{
    errno = 0;
    std::ofstream stream(file, std::ios::binary | mode);
    if (!stream)
        failToWrite(path, std::strerror(errno));
    write(stream);
    stream.close();
    if (!stream)
        throw std::runtime_error(path.string() + ": could not be written completely: " + std::strerror(errno));
}

/// Whether there is something that only its name could be taken from: a pipe, a device, an open file of a process.
bool isStream(const std::filesystem::path &target)
{
    std::error_code ignored;
    const auto status = std::filesystem::status(target, ignored);
    return std::filesystem::is_other(status) ||
           (std::filesystem::is_regular_file(status) && std::filesystem::is_symlink(target, ignored));
}

/// An empty file beside the target, with the owner and the permissions of the one that is there. Its name is its own,
/// so that two programs that write the same file don't tear each other's.
std::filesystem::path makeTemporary(const std::filesystem::path &target, const std::filesystem::path &path)
{
    const std::filesystem::path folder = std::filesystem::absolute(target).parent_path();
    std::error_code ignored;
    if (std::filesystem::is_directory(target, ignored))
        failToWrite(path, "it is a folder");
    if (!std::filesystem::is_directory(folder, ignored))
        failToWrite(path, "there is no folder " + folder.string());
    if (std::filesystem::is_symlink(target, ignored))
        failToWrite(path, std::strerror(ELOOP));
    struct stat before = {};
    const bool exists = ::stat(target.c_str(), &before) == 0;
    if (exists && ::access(target.c_str(), W_OK) != 0)
        failToWrite(path, std::strerror(errno));

    std::random_device random;
    std::filesystem::path temporary = target;
    temporary += ".part" + std::to_string(random());
    const FileDescriptor file(temporary, O_WRONLY | O_CREAT | O_EXCL, 0666);
    if (file.get() < 0)
        failToWrite(path, std::strerror(errno));
    if (exists) {
        // Only root can give a file away; for others it stays theirs.
        [[maybe_unused]] const int given = ::fchown(file.get(), before.st_uid, before.st_gid);
        ::fchmod(file.get(), before.st_mode & 07777);
    }
    return temporary;
}

}

bool isUtf8(std::string_view text)
{
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    const auto length = static_cast<std::int64_t>(text.size());
    for (std::int64_t position = 0; position < length;) {
        UChar32 character;
        U8_NEXT(bytes, position, length, character);
        if (character < 0)
            return false;
    }
    return true;
}

std::string toUtf8(std::string_view text)
{
    const auto *bytes = reinterpret_cast<const std::uint8_t *>(text.data());
    const auto length = static_cast<std::int64_t>(text.size());
    std::string result;
    for (std::int64_t position = 0; position < length;) {
        const std::int64_t begin = position;
        UChar32 character;
        U8_NEXT(bytes, position, length, character);
        if (character < 0)
            result += "\uFFFD";
        else
            result.append(text, static_cast<std::size_t>(begin), static_cast<std::size_t>(position - begin));
    }
    return result;
}

MappedFile::MappedFile(const std::filesystem::path &path)
{
    const FileDescriptor file(path, O_RDONLY);
    struct stat status = {};
    if (file.get() < 0 || ::fstat(file.get(), &status) != 0)
        throw InputError(path.string(), std::strerror(errno), "check the path");
    if (!S_ISREG(status.st_mode))
        throw InputError(path.string(), "is not a file", "name a file");
    m_size = static_cast<std::size_t>(status.st_size);
    if (m_size == 0)
        return;
    void *data = ::mmap(nullptr, m_size, PROT_READ, MAP_PRIVATE, file.get(), 0);
    if (data == MAP_FAILED)
        throw InputError(path.string(), std::string("can't be read: ") + std::strerror(errno), "check the disk");
    m_data = static_cast<const std::byte *>(data);
}

MappedFile::~MappedFile()
{
    if (m_data)
        ::munmap(const_cast<std::byte *>(m_data), m_size);
}

std::string extensionOf(const std::filesystem::path &path)
{
    std::string extension = path.extension().string();
    std::ranges::transform(extension, extension.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return extension;
}

std::string readFile(const std::filesystem::path &path)
{
    const MappedFile file(path);
    return {reinterpret_cast<const char *>(file.bytes().data()), file.bytes().size()};
}

std::vector<std::string> readLines(const std::filesystem::path &path)
{
    const std::string content = readFile(path);
    if (!isUtf8(content))
        throw InputError(path.string(), "is not UTF-8 text", "save it as UTF-8, one text a line");

    constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
    std::string_view rest = content;
    if (rest.starts_with(kByteOrderMark))
        rest.remove_prefix(kByteOrderMark.size());

    std::vector<std::string> lines;
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        std::string_view line = rest.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        lines.emplace_back(line);
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return lines;
}

std::filesystem::path linkTarget(std::filesystem::path path)
{
    constexpr int kMostLinks = 40; // one more is a circle, which opening it says
    std::error_code ignored;
    for (int links = 0; links < kMostLinks && std::filesystem::is_symlink(path, ignored); ++links) {
        const auto folder = std::filesystem::canonical(std::filesystem::absolute(path).parent_path(), ignored);
        if (folder.string().starts_with("/proc/"))
            break;
        path = folder / std::filesystem::read_symlink(path, ignored);
    }
    return path;
}

void requireWritable(const std::filesystem::path &path)
{
    const std::filesystem::path target = linkTarget(path);
    if (!isStream(target))
        std::filesystem::remove(makeTemporary(target, path));
    else if (::access(target.c_str(), W_OK) != 0)
        failToWrite(path, std::strerror(errno));
}

void writeFileAtomically(const std::filesystem::path &path, const Write &write)
{
    const std::filesystem::path target = linkTarget(path);
    if (isStream(target))
        return fill(target, std::ios::app, path, write);
    const std::filesystem::path temporary = makeTemporary(target, path);
    try {
        fill(temporary, std::ios::trunc, path, write);
        syncToDisk(temporary);
        std::filesystem::rename(temporary, target);
    } catch (...) {
        std::error_code ignored;
        std::filesystem::remove(temporary, ignored);
        throw;
    }
}

void writeFileAtomically(const std::filesystem::path &path, std::string_view content)
{
    writeFileAtomically(path, [content](std::ostream &stream) {
        stream.write(content.data(), static_cast<std::streamsize>(content.size()));
    });
}

std::string sha256(std::span<const std::byte> bytes)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int length = 0;
    if (EVP_Digest(bytes.data(), bytes.size(), digest, &length, EVP_sha256(), nullptr) != 1)
        throw std::runtime_error("SHA-256 is not available in this OpenSSL");

    static constexpr char kDigits[] = "0123456789abcdef";
    std::string hexadecimal;
    for (unsigned int index = 0; index < length; ++index) {
        hexadecimal += kDigits[digest[index] >> 4];
        hexadecimal += kDigits[digest[index] & 15];
    }
    return hexadecimal;
}

std::string sha256OfFile(const std::filesystem::path &path) { return sha256(MappedFile(path).bytes()); }

}
