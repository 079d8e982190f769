// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/gunzip.h"

#include "core/error.h"

#include <array>
#include <memory>
#include <stdexcept>
#include <zlib.h>

namespace headscope {

std::string gunzip(std::string_view data, std::size_t maximumSize, const std::string &file)
{
    constexpr int kGzipOnly = 16;
    z_stream stream = {};
    if (inflateInit2(&stream, kGzipOnly + MAX_WBITS) != Z_OK)
        throw std::runtime_error("zlib can't be initialised");
    const std::unique_ptr<z_stream, decltype(&inflateEnd)> closer(&stream, &inflateEnd);
    stream.next_in = reinterpret_cast<Bytef *>(const_cast<char *>(data.data()));
    stream.avail_in = static_cast<uInt>(data.size());

    std::string text;
    std::array<char, 65536> buffer;
    for (int status = Z_OK; status != Z_STREAM_END;) {
        stream.next_out = reinterpret_cast<Bytef *>(buffer.data());
        stream.avail_out = static_cast<uInt>(buffer.size());
        status = inflate(&stream, Z_NO_FLUSH);
        if (status == Z_BUF_ERROR)
            throw InputError(file, "ends early: the gzip data is cut off", "copy or download it again");
        if (status != Z_OK && status != Z_STREAM_END)
            throw InputError(file, "is not gzip data, or damaged", "copy or download it again");
        text.append(buffer.data(), buffer.size() - stream.avail_out);
        if (text.size() > maximumSize)
            throw InputError(file, "inflates to more than " + std::to_string(maximumSize >> 20) + " MiB",
                             "a vocabulary is a few megabytes");
    }
    return text;
}

}
