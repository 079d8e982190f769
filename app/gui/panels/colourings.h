// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QComboBox;

namespace headscope {

/// The measures that heads are coloured and ranked by; an item's data is the Document::Colouring as int.
void addColourings(QComboBox &box);

}
