// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/panels/panel.h"
#include "app/gui/session/document.h"

namespace headscope {

class CheckSheet;

/// What the model is, and how each fact is known.
class ModelPanel : public Panel
{
    Q_OBJECT

public:
    explicit ModelPanel(Document &document, QWidget *parent = nullptr);

private:
    void showModel();

    Document &m_document;
    CheckSheet *m_sheet;
};

}
