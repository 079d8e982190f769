// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis/reference.h"
#include "app/gui/analysis/significance.h"
#include "app/gui/panels/panel.h"

class QLabel;

namespace headscope {

class ScopeBox;
class TrailPlot;
struct TrailPoint;

/// Every ablation that was tried, accuracy against bias, among random ones.
class TrailPanel : public Panel
{
    Q_OBJECT

public:
    TrailPanel(Document &document, Trail &trail, const Reference &reference, Significance &significance,
               QWidget *parent = nullptr);

private:
    void showTrail();
    TrailPoint point(const Trail::Step &step) const;
    void showControls();

    Document &m_document;
    Trail &m_trail;
    const Reference &m_reference;
    Significance &m_significance;
    TrailPlot *m_plot;
    ScopeBox *m_scope;
    QLabel *m_verdict;
};

}
