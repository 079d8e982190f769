// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/gui/analysis.h"
#include "app/gui/panel.h"

class QComboBox;
class QLineEdit;
class QListView;

namespace headscope {

class HeatmapView;
class ImageListModel;

/// The pictures, and in the chosen one where heads see a text, with its class scores.
class PicturePanel : public Panel
{
    Q_OBJECT

public:
    PicturePanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

    void setErrorText(const QString &text);

private:
    void showStudy();
    void showPicture();
    void showScores();
    void showTexts();
    void takeTexts();

    Document &m_document;
    Analysis &m_analysis;
    ImageListModel *m_images;
    QListView *m_list;
    QLineEdit *m_text;
    QLineEdit *m_versus;
    QComboBox *m_heads;
    QTimer m_typing;
    HeatmapView *m_view;
    ClassScores *m_scores;
};

}
