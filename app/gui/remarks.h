// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis.h"
#include "widgets/issuelist.h"

namespace headscope {

/// What can be done about a remark.
inline constexpr const char *kShowModel = "show the model";
inline constexpr const char *kShowTexts = "show the texts";

/// What a careful auditor would notice about what is open: a baseline near chance, tiny groups, data that carry the
/// association themselves, cut texts, pictures left out, facts that were assumed. Ids say what can be done.
QList<Issue> remarks(const Study &study, const NamedPool *pool, int cutTexts, const QString &attribute,
                     const std::optional<Metrics> &baseline);

}
