// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <filesystem>
#include <string>

#include "core/error.h"

namespace headscope {

/// Where demo pictures and stores are kept, as long as that can be written; once it can't, another folder in its place,
/// which lasts as long as the program.
class Cache
{
public:
    /// `path` follows the folder.
    explicit Cache(std::filesystem::path &path)
        : m_path(path)
    {
    }

    /// Calls `use` once more if the cache was to blame for an error.
    template <typename Use>
    auto with(const Use &use)
    {
        try {
            return use();
        } catch (const Cancelled &) {
            throw;
        } catch (const InputError &error) {
            if (!isWithin(error.subject()) || !replace())
                throw;
        } catch (const std::exception &) {
            if (!replace())
                throw;
        }
        return use();
    }

    /// Why it couldn't be written; empty: it could.
    const std::string &problem() const { return m_problem; }

private:
    /// Whether an error that names `subject` may be the cache's.
    bool isWithin(const std::string &subject) const;
    /// False if it can be written. Throws InputError if there is no other.
    bool replace();

    std::filesystem::path &m_path;
    std::string m_problem;
};

}
