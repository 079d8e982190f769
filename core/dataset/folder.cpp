// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/dataset/dataset.h"
#include "core/error.h"
#include "core/files.h"
#include "core/tokens/unicode.h"

#include <algorithm>
#include <array>
#include <span>

namespace fs = std::filesystem;

namespace headscope {
namespace {

constexpr auto kPictures = std::to_array<std::string_view>(
    {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".jif", ".pjpeg", ".webp", ".tif", ".tiff", ".bmp", ".dib"});
/// Texts, tables and arrays that lie beside pictures by design. They are left out in silence, as is what systems
/// leave behind; every other file that isn't read is named.
constexpr auto kBeside = std::to_array<std::string_view>(
    {".txt", ".csv", ".tsv", ".json", ".jsonl", ".md", ".yaml", ".yml", ".safetensors"});
constexpr auto kLitter = std::to_array<std::string_view>({"thumbs.db", "desktop.ini"});

bool isHidden(const fs::path &path) { return path.filename().native().starts_with('.'); }

bool isOneOf(std::span<const std::string_view> extensions, const fs::path &path)
{
    return std::ranges::find(extensions, extensionOf(path)) != extensions.end();
}

/// Reads a folder, and notes what it can't read.
class FolderReader
{
public:
    explicit FolderReader(const fs::path &folder)
        : m_root(fs::absolute(folder).lexically_normal())
    {
        for (const fs::directory_entry &entry : fs::directory_iterator(m_root))
            isFolder(entry) ? addLabel(entry) : add(entry, {});
    }

    Dataset take()
    {
        std::ranges::sort(m_pictures, {}, &Picture::path);
        std::ranges::sort(m_dataset.skipped, {}, &SkippedImage::path);
        for (Picture &picture : m_pictures) {
            m_dataset.paths.push_back(std::move(picture.path));
            if (m_labelled)
                m_dataset.labels.push_back(std::move(picture.label));
        }
        return std::move(m_dataset);
    }

private:
    struct Picture
    {
        fs::path path;
        std::string label;
    };

    static bool isFolder(const fs::directory_entry &entry)
    {
        std::error_code ignored;
        return entry.is_directory(ignored);
    }

    void addLabel(const fs::directory_entry &folder)
    {
        if (isHidden(folder.path()))
            return;
        for (const fs::directory_entry &entry : fs::directory_iterator(folder.path()))
            isFolder(entry) ? skipBelow(entry) : add(entry, folder.path().filename().string());
    }

    void add(const fs::directory_entry &entry, const std::string &label)
    {
        std::error_code ignored;
        if (isNoPicture(entry.path()))
            return;
        if (!isOneOf(kPictures, entry.path()))
            return skip(entry.path(), "is of a kind that isn't read: only JPEG, PNG, WebP, TIFF and BMP are");
        if (!entry.is_regular_file(ignored))
            return skip(entry.path(), entry.is_symlink(ignored) ? "is a link to nothing" : "is not a file");
        m_pictures.push_back({entry.path(), label});
        m_labelled = m_labelled || !label.empty();
    }

    void skipBelow(const fs::directory_entry &folder)
    {
        constexpr const char *kTooDeep = "lies too deep: pictures are read in a folder and in the folders in it";
        if (isHidden(folder.path()))
            return;
        if (folder.is_symlink())
            return skip(folder.path(), kTooDeep);
        for (const fs::directory_entry &entry : fs::directory_iterator(folder.path())) {
            if (isFolder(entry))
                skipBelow(entry);
            else if (!isNoPicture(entry.path()))
                skip(entry.path(), kTooDeep);
        }
    }

    static bool isNoPicture(const fs::path &path)
    {
        return isHidden(path) || isOneOf(kBeside, path) ||
               std::ranges::find(kLitter, lowerCase(path.filename().string())) != kLitter.end();
    }

    void skip(const fs::path &path, const std::string &reason)
    {
        m_dataset.skipped.push_back({toUtf8(path.string()), reason});
    }

    fs::path m_root;
    std::vector<Picture> m_pictures;
    bool m_labelled = false;
    Dataset m_dataset;
};

}

Dataset readFolder(const fs::path &folder)
try {
    Dataset dataset = FolderReader(folder).take();
    if (dataset.paths.empty())
        throw InputError(folder.string(),
                         "holds no pictures" + (dataset.skipped.empty() ? ""
                                                                        : ": " + dataset.skipped.front().path + " " +
                                                                              dataset.skipped.front().reason),
                         "name a manifest, a folder of pictures or a folder with a folder of pictures for each label");
    return dataset;
} catch (const fs::filesystem_error &error) {
    throw InputError(error.path1().string(), "can't be listed: " + error.code().message(), "check the folder");
}

}
