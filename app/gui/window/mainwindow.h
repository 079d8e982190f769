// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>

#include "app/gui/analysis/analysis.h"
#include "app/gui/analysis/reference.h"
#include "app/gui/analysis/significance.h"
#include "app/gui/analysis/trail.h"
#include "app/gui/panels/imagelistmodel.h"
#include "app/gui/session/document.h"
#include "app/gui/session/jobs.h"
#include "app/gui/session/keptfile.h"
#include "app/gui/session/names.h"
#include "app/gui/window/layouts.h"
#include "app/gui/window/zoom.h"

namespace headscope {

class Arrangement;
class CommandPalette;
class ComparePanel;
class GroupsPanel;
class HeadImagesPanel;
class HeadPanel;
class InfoStrip;
class InspectorPanel;
class LayerPanel;
class MetricsPanel;
class ModelPanel;
class Notices;
class Panel;
class PicturePanel;
class RemarksPanel;
class RuleDialog;
class TextsPanel;
class TopBar;
class TrailPanel;

/// The explorer's window: what is open at the top, its panels, and what is going on at the bottom.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Where the demo's models lie (folders "biased" and "balanced"), where pictures and stores are kept, and in which
    /// file the arrangement of the panels; empty: nowhere. Ablations that were given names are kept beside it.
    struct Places
    {
        std::filesystem::path demoModels;
        std::filesystem::path cache;
        std::filesystem::path settings = {};
    };

    explicit MainWindow(Places places, QWidget *parent = nullptr);
    ~MainWindow() override;

    void openDemo();
    void openModel(const std::filesystem::path &path);
    void openPictures(const PictureSource &pictures);
    void openTexts(const std::filesystem::path &path);
    /// Whatever they are; why some aren't opened is told.
    void open(const std::vector<std::filesystem::path> &paths);
    void setLayout(Layout layout);

    Document &document() { return m_document; }
    Jobs &jobs() { return m_jobs; }
    const Analysis &analysis() const { return m_analysis; }

protected:
    void closeEvent(QCloseEvent *event) override;

private:
    QWidget *makeCentre();
    void makeActions();
    void addEditMenu();
    void addViewMenu();
    void addAnalyseMenu();
    void addHelpMenu();
    void find();
    void fillPalette();
    void help();
    void ablateByRule();
    void keepAblation();
    void openDropped(const QList<QUrl> &urls);
    QSize firstSize() const;
    void restore();
    void fitScreen();
    void askForModel();
    void askForPictureFolder();
    void askForManifest();
    void askForPool();
    void about();

    StudyRequest currentRequest() const;

    Places m_places;
    Names m_names;
    Document m_document;
    Jobs m_jobs;
    Analysis m_analysis;
    Significance m_significance;
    Trail m_trail;
    Reference m_reference;
    KeptFile m_kept;
    Zoom m_zoom;

    QMainWindow *m_panels;
    CommandPalette *m_palette = nullptr; ///< made when first asked for, as is
    RuleDialog *m_rule = nullptr;
    TopBar *m_topBar;
    InfoStrip *m_info;
    Notices *m_notices;
    ImageListModel m_images;
    HeadPanel *m_headPanel;
    PicturePanel *m_picturePanel;
    InspectorPanel *m_inspector;
    LayerPanel *m_layer;
    HeadImagesPanel *m_headImages;
    MetricsPanel *m_metrics;
    GroupsPanel *m_groups;
    TrailPanel *m_trailPanel;
    ComparePanel *m_compare;
    RemarksPanel *m_remarks;
    ModelPanel *m_model;
    TextsPanel *m_texts;
    Arrangement *m_arrangement;
    QList<QAction *> m_showing; ///< shows each panel, whether it is hidden or behind others
};

}
