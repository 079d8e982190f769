// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis.h"
#include "widgets/entryfilter.h"

class QAction;
class QDockWidget;

namespace headscope {

/// What can be gone to: heads by number and descriptions, pictures, texts of the pool, and commands.
QList<Entry> findableEntries(const Document &document, const Analysis &analysis, const QList<QAction *> &commands);

/// The panel that a command shows and hides; null if it is another command.
QDockWidget *panelOf(const Entry &entry);

/// Goes there, if it still exists.
void goTo(const Entry &entry, Document &document);

}
