// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis/analysis.h"
#include "app/gui/panels/panel.h"

class QBoxLayout;
class QComboBox;

namespace headscope {

class ColourBar;
class HeadMapKey;
class HeadMapView;

/// All heads of the model, coloured by a measure.
class HeadPanel : public Panel
{
    Q_OBJECT

public:
    HeadPanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void defineMeasures();
    void fitShape();
    void fitFoot();
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
    QBoxLayout *m_foot; ///< legend and key, beside each other where they fit
    ColourBar *m_legend;
    ColourBar *m_undefined; ///< in its place where there is nothing to show
    HeadMapKey *m_key;
    QComboBox *m_measure;
    QComboBox *m_mode;
};

}
