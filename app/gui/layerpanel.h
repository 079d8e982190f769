// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis.h"
#include "app/gui/panel.h"

namespace headscope {

class SmallMultiples;

/// Where each head of a layer sees the text, side by side.
class LayerPanel : public Panel
{
    Q_OBJECT

public:
    LayerPanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

private:
    void showLayer();

    Document &m_document;
    Analysis &m_analysis;
    SmallMultiples *m_view;
};

}
