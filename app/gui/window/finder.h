// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis/analysis.h"
#include "widgets/messages/entryfilter.h"

class QAction;

namespace headscope {

/// What can be gone to: heads by number and descriptions, pictures, texts of the pool, and commands.
QList<Entry> findableEntries(const Document &document, const Analysis &analysis, const QList<QAction *> &commands);

/// Goes there, if it still exists.
void goTo(const Entry &entry, Document &document);

}
