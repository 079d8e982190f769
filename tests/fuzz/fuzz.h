// SPDX-License-Identifier: GPL-3.0-or-later
// What the fuzz targets share. A target gives bytes to a parser, which may refuse them with an InputError of one line
// and nothing else: any other exception, and whatever the sanitizers see, is a bug.
#pragma once

#include "core/error.h"

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <unistd.h>

namespace headscope::fuzz {

inline std::string_view text(const std::uint8_t *data, std::size_t size)
{
    return {reinterpret_cast<const char *>(data), size};
}

/// A folder in memory, for parsers that take a path; removed when the program ends.
class Folder
{
public:
    Folder()
        : m_path((std::filesystem::is_directory("/dev/shm") ? "/dev/shm" : std::filesystem::temp_directory_path()) /
                 ("headscope-fuzz-" + std::to_string(::getpid())))
    {
        std::filesystem::create_directories(m_path);
    }
    ~Folder()
    {
        std::error_code ignored;
        std::filesystem::remove_all(m_path, ignored);
    }
    Folder(const Folder &) = delete;
    Folder &operator=(const Folder &) = delete;

    const std::filesystem::path &path() const { return m_path; }

    std::filesystem::path write(const std::string &name, std::string_view content) const
    {
        std::ofstream(m_path / name, std::ios::binary) << content;
        return m_path / name;
    }

private:
    std::filesystem::path m_path;
};

template <typename Parse>
void mayRefuse(const Parse &parse)
{
    try {
        parse();
    } catch (const InputError &error) {
        if (std::string_view(error.what()).find('\n') != std::string_view::npos)
            std::abort();
    }
}

}
