// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "app/gui/analysis/analysis.h"
#include "app/gui/panels/panel.h"
#include "widgets/pictures/heat.h"

namespace headscope {

class SmallMultiples;

/// Where each head of a layer sees the text, side by side.
class LayerPanel : public Panel
{
    Q_OBJECT

public:
    LayerPanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

    /// That of the picture, where one head of the layer is seen; none: that of the layer alone.
    void setScale(const std::optional<ColourScale> &scale);

private:
    void showLayer();

    Document &m_document;
    Analysis &m_analysis;
    SmallMultiples *m_view;
};

}
