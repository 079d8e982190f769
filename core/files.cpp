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
    FileDescriptor(const std::filesystem::path &path, int flags)
        : m_fd(::open(path.c_str(), flags | O_CLOEXEC))
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

void writeFileAtomically(const std::filesystem::path &path, const std::function<void(std::ostream &)> &write)
{
    // A name of its own, so that two programs that write the same file don't tear each other's.
    std::random_device random;
    std::filesystem::path temporary = path;
    temporary += ".part" + std::to_string(random());

    try {
        errno = 0;
        std::ofstream stream(temporary, std::ios::binary);
        if (!stream)
            throw std::runtime_error(path.string() + ": can't be written: " + std::strerror(errno));
        write(stream);
        stream.close();
        if (!stream)
            throw std::runtime_error(path.string() + ": could not be written completely: " + std::strerror(errno));
        syncToDisk(temporary);
        std::filesystem::rename(temporary, path);
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
