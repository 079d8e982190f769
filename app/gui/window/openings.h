// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>

#include <optional>

#include "app/gui/session/study.h"

namespace headscope {

/// What is to be opened of files and folders that somebody brings at once.
struct Openings
{
    std::optional<std::filesystem::path> model;
    std::optional<PictureSource> pictures;
    std::optional<std::filesystem::path> texts;
    QStringList refused; ///< what else there is, each with the reason
};

/// One of each kind, the first; but all single pictures together.
Openings sortOut(const std::vector<std::filesystem::path> &paths);

}
