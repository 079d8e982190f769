// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis/analysis.h"
#include "app/gui/panels/panel.h"

namespace headscope {

class GroupBars;
class ScopeBox;

/// Accuracy by class and value of the attribute, before and now.
class GroupsPanel : public Panel
{
    Q_OBJECT

public:
    GroupsPanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

Q_SIGNALS:
    /// Show these pictures.
    void groupChosen(const QString &label, const QString &value);

private:
    void showGroups();

    Document &m_document;
    Analysis &m_analysis;
    GroupBars *m_bars;
    ScopeBox *m_scope;
};

}
