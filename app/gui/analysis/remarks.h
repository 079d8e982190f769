// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis/analysis.h"
#include "widgets/messages/issuelist.h"

namespace headscope {

/// What can be done about a remark.
inline constexpr const char *kShowModel = "show the model";
inline constexpr const char *kShowTexts = "show the texts";
inline constexpr const char *kOpenPictures = "open pictures";
inline constexpr const char *kShowLeftOut = "show what was left out";

/// What a careful auditor would notice about what is open: a baseline near chance, tiny groups, data that carry the
/// association themselves, texts that are cut or not known, too few pictures, pictures left out, facts that were
/// assumed. Ids say what can be done.
QList<Issue> remarks(const Study &study, const NamedPool *pool, const UnreadTexts &unread, const QString &attribute,
                     const std::optional<Metrics> &baseline);

}
