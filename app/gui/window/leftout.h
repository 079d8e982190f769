// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QWidget;

namespace headscope {

class Document;

/// A window with the pictures that were left out and why, all of them, to read and to copy. It goes with the study.
void showLeftOut(Document &document, QWidget *parent);

}
