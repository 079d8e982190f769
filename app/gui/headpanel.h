// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis.h"
#include "app/gui/panel.h"

class QComboBox;

namespace headscope {

class ColourBar;
class HeadMapView;

/// All heads of the model, coloured by a measure.
class HeadPanel : public Panel
{
    Q_OBJECT

public:
    HeadPanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

private:
    void defineMeasures();
    void fitShape();
    void showStudy();
    void showFigures();
    void showScores();
    void showAblation();
    void markHead();
    void showSelection();

    Document &m_document;
    Analysis &m_analysis;
    HeadMapModel *m_heads;
    HeadMapView *m_view;
    ColourBar *m_legend;
    QComboBox *m_measure;
    QComboBox *m_mode;
};

}
