// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QCoreApplication;

namespace headscope {

/// The program's own texts are English but for counts, which they have in the plural only: "1 images". This adds the
/// singular. Call before texts are made.
void installEnglish(QCoreApplication &application);

}
