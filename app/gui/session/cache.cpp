// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/session/cache.h"

#include <QDir>
#include <QTemporaryDir>

#include <utility>

#include "app/gui/session/failure.h"
#include "core/files.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

constexpr std::size_t kProbeBytes = std::size_t(16) << 20;

/// Why nothing of a store's size can be written there; empty: it can.
std::string problemOf(const fs::path &cache)
{
    const std::string content(kProbeBytes, ' ');
    try {
        for (const fs::path &folder : {cache, cache / "stores"}) {
            fs::create_directories(folder);
            const fs::path probe = folder / "probe";
            writeFileAtomically(probe, content);
            fs::remove(probe);
        }
        return {};
    } catch (const std::exception &) {
        return failureOf(std::current_exception()).text().toStdString();
    }
}

/// For as long as the program runs.
fs::path temporaryCache()
{
    static const QTemporaryDir s_folder(QDir::tempPath() + QStringLiteral("/headscope-XXXXXX"));
    if (!s_folder.isValid())
        throw InputError(QDir::tempPath().toStdString(), "can't be written, nor can the cache",
                         "free some room, or set TMPDIR to a folder that you may write to");
    return s_folder.path().toStdString();
}

}

bool Cache::isWithin(const std::string &subject) const { return subject.starts_with(m_path.string()); }

bool Cache::replace()
{
    std::string problem = problemOf(m_path);
    if (problem.empty())
        return false;
    m_path = temporaryCache();
    m_problem = std::move(problem);
    return true;
}

}
