// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis/analysis.h"
#include "app/gui/panels/panel.h"

class QLabel;
class QLineEdit;
class QPushButton;
class QSlider;
class QSplitter;

namespace headscope {

class DescriptionView;

/// The chosen head: what it writes, in words; which concept that is, and how consistently; and how much of it is left.
/// A description that is clicked shows where the head sees it.
class InspectorPanel : public Panel
{
    Q_OBJECT

public:
    InspectorPanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeConceptRow();
    void makeGainRow();
    void showHead();
    void showFacts();
    void showGain();
    void showConcept();
    void showDescriptions();
    QWidget *makePublished();
    void showPublished();
    void takeLabel();
    void toggleVerdict(int row);

    Document &m_document;
    Analysis &m_analysis;
    QLabel *m_facts;
    QLineEdit *m_label;
    HeadId m_labelled; ///< the head whose name is being typed
    QLabel *m_score;
    QLabel *m_tie; ///< with other concepts
    QSlider *m_gain;
    QLabel *m_gainText;
    DescriptionModel *m_descriptions;
    DescriptionView *m_view;
    QSplitter *m_lists; ///< one's own texts and the published ones
    QWidget *m_published;
    QLabel *m_publishedTitle;
    DescriptionModel *m_publishedTexts;
    DescriptionView *m_publishedView;
    QPushButton *m_ablate;
    QPushButton *m_pin;
};

}
