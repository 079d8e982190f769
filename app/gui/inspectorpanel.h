// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis.h"
#include "app/gui/panel.h"

class QPushButton;

namespace headscope {

class DescriptionView;

/// What the chosen head writes, in words. A description that is clicked shows where the head sees it.
class InspectorPanel : public Panel
{
    Q_OBJECT

public:
    InspectorPanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

    void setErrorText(const QString &text);

private:
    void showHead();
    void showFacts();
    void showDescriptions();

    Document &m_document;
    Analysis &m_analysis;
    QLabel *m_facts;
    DescriptionModel *m_descriptions;
    DescriptionView *m_view;
    QPushButton *m_ablate;
};

}
