// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QList>
#include <QTimer>

#include <optional>

#include "app/gui/analysis/analysis.h"
#include "app/gui/panels/panel.h"
#include "widgets/pictures/heatmappair.h"

class QAction;
class QComboBox;
class QLabel;
class QLineEdit;
class QMenu;
class QPushButton;
class QToolButton;

namespace headscope {

class ElidedLabel;
class Gallery;
class ImageListModel;

/// The pictures, and in the chosen one where heads see a text, with its class scores.
class PicturePanel : public Panel
{
    Q_OBJECT

public:
    PicturePanel(Document &document, Analysis &analysis, ImageListModel &images, QWidget *parent = nullptr);

    /// As a person wishes it, whatever room there is.
    void setGalleryShown(bool isShown);
    Gallery &gallery() { return *m_gallery; }
    /// Thumbnails stand in few columns where the panel is narrow or they are large; in still less room they fold away,
    /// so that the picture keeps its own.
    void fitGallery();

Q_SIGNALS:
    /// What the heatmaps of one head are coloured by, for those of its layer too; none if it isn't theirs to share.
    void layerScaleChanged(const std::optional<headscope::ColourScale> &scale);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeGalleryButton();
    QMenu *makeCompareMenu();
    void showStudy();
    void showHeading();
    void showPicture();
    void shareScale();
    void showScores();
    void showTexts();
    HeatmapPair::Side sideOf(const SeenPicture &seen) const;
    HeatmapPair::Side sideBeside(const SeenPicture &beside) const;
    void takeTexts();
    void takePin();

    Document &m_document;
    Analysis &m_analysis;
    ImageListModel &m_images;
    Gallery *m_gallery;
    QToolButton *m_showGallery;
    std::optional<bool> m_wishesGallery; ///< empty: as there is room
    QLineEdit *m_text;
    QLineEdit *m_versus;
    QComboBox *m_heads;
    QPushButton *m_compare;
    QList<QAction *> m_besides; ///< what can stand beside, as Document::Beside has it
    QTimer m_typing;
    HeatmapPair *m_view;
    ElidedLabel *m_facts; ///< of the picture
    QLabel *m_unread;     ///< what the model doesn't read of the texts
    QLabel *m_scoresTitle;
    ClassScores *m_scores;
    std::optional<int> m_pinned;                                      ///< the picture that was pinned last
    Document::Beside m_besideBefore = Document::Beside::LeastSimilar; ///< before it was
};

}
