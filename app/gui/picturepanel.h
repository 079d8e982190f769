// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "app/gui/analysis.h"
#include "app/gui/panel.h"

class QComboBox;
class QLabel;
class QLineEdit;
class QListView;
class QToolButton;

namespace headscope {

class HeatmapView;
class ImageFilter;
class ImageListModel;

/// The pictures, and in the chosen one where heads see a text, with its class scores.
class PicturePanel : public Panel
{
    Q_OBJECT

public:
    PicturePanel(Document &document, Analysis &analysis, ImageListModel &images, QWidget *parent = nullptr);

    void setErrorText(const QString &text);
    /// Shows only pictures of this class and with this value of the chosen attribute.
    void showGroup(const QString &label, const QString &value);
    /// Larger thumbnails stand in fewer columns.
    void fitGallery();

private:
    QLayout *makeGallery();
    void markImage();
    void showCount();
    void showStudy();
    void showPicture();
    void showScores();
    void showTexts();
    void takeTexts();

    Document &m_document;
    Analysis &m_analysis;
    ImageListModel &m_images;
    ImageFilter *m_filter;
    QListView *m_list;
    QComboBox *m_which;
    QComboBox *m_order;
    QLabel *m_count;
    QToolButton *m_allGroups;
    QLineEdit *m_text;
    QLineEdit *m_versus;
    QComboBox *m_heads;
    QTimer m_typing;
    HeatmapView *m_view;
    QLabel *m_scoresTitle;
    ClassScores *m_scores;
};

}
