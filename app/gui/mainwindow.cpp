// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QMenuBar>
#include <QMessageBox>
#include <QMimeData>
#include <QSettings>
#include <QVBoxLayout>

#include "app/gui/comparepanel.h"
#include "app/gui/explanations.h"
#include "app/gui/finder.h"
#include "app/gui/gallery.h"
#include "app/gui/groupspanel.h"
#include "app/gui/headimagespanel.h"
#include "app/gui/headpanel.h"
#include "app/gui/inputkind.h"
#include "app/gui/inspectorpanel.h"
#include "app/gui/layerpanel.h"
#include "app/gui/leftout.h"
#include "app/gui/metricspanel.h"
#include "app/gui/modelpanel.h"
#include "app/gui/notices.h"
#include "app/gui/picturepanel.h"
#include "app/gui/remarks.h"
#include "app/gui/remarkspanel.h"
#include "app/gui/ruledialog.h"
#include "app/gui/textspanel.h"
#include "app/gui/topbar.h"
#include "app/gui/trailpanel.h"
#include "widgets/commandpalette.h"
#include "widgets/icon.h"
#include "widgets/infostrip.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

constexpr QSize kSize(1440, 900);
constexpr const char *kGeometry = "geometry"; // in the settings
constexpr const char *kPanels = "panels";
constexpr const char *kZoom = "zoom"; // per cent
constexpr const char *kKeptFile = "ablations.json";

fs::path keptPath(const MainWindow::Places &places)
{
    return places.settings.empty() ? fs::path() : places.settings.parent_path() / kKeptFile;
}

}

MainWindow::MainWindow(Places places, QWidget *parent)
    : QMainWindow(parent)
    , m_places(std::move(places))
    , m_analysis(m_document, m_jobs)
    , m_significance(m_document, m_analysis, m_jobs)
    , m_trail(m_document, m_analysis, m_jobs)
    , m_reference(m_document, m_trail)
    , m_kept(m_document, keptPath(m_places))
    , m_topBar(new TopBar(m_document, m_analysis, m_jobs, m_places.demoModels))
    , m_info(new InfoStrip)
    , m_notices(new Notices(m_document, m_analysis, *m_topBar, *m_info, this))
    , m_images(m_document, m_analysis)
    , m_headPanel(new HeadPanel(m_document, m_analysis))
    , m_picturePanel(new PicturePanel(m_document, m_analysis, m_images))
    , m_inspector(new InspectorPanel(m_document, m_analysis))
    , m_layer(new LayerPanel(m_document, m_analysis))
    , m_headImages(new HeadImagesPanel(m_document, m_analysis, m_jobs, m_images))
    , m_metrics(new MetricsPanel(m_document, m_analysis, m_significance))
    , m_groups(new GroupsPanel(m_document, m_analysis))
    , m_trailPanel(new TrailPanel(m_document, m_trail, m_reference, m_significance))
    , m_compare(new ComparePanel(m_document, m_analysis, m_jobs, m_trail, m_reference, *m_topBar))
    , m_remarks(new RemarksPanel(m_document, m_analysis))
    , m_model(new ModelPanel(m_document))
    , m_texts(new TextsPanel(m_document))
{
    setWindowTitle(tr("Headscope"));
    setAcceptDrops(true);
    addToolBar(m_topBar);
    setCentralWidget(makeCentre());
    makeActions();
    resize(kSize);
    arrange(*m_panels, Layout::Explore);
    restoreArrangement();

    connect(m_texts, &TextsPanel::askedForPool, this, &MainWindow::askForPool);
    connect(m_groups, &GroupsPanel::groupChosen, this, [this](const QString &label, const QString &value) {
        showPanel(m_picturePanel);
        m_picturePanel->gallery().showGroup(label, value);
    });
    connect(m_remarks, &RemarksPanel::actionChosen, this, [this](const QString &id) {
        if (id == kShowModel)
            showPanel(m_model);
        else if (id == kShowTexts)
            showPanel(m_texts);
        else if (id == kOpenPictures)
            askForPictureFolder();
        else if (id == kShowLeftOut)
            showLeftOut(m_document, this);
    });
    connect(m_notices, &Notices::askedForDemo, this, &MainWindow::openDemo);
    connect(m_notices, &Notices::askedForModel, this, &MainWindow::askForModel);
    connect(m_notices, &Notices::askedForPictures, this, &MainWindow::askForPictureFolder);
    connect(m_notices, &Notices::askedForLeftOut, this, [this] { showLeftOut(m_document, this); });
    connect(m_notices, &Notices::askedForTexts, this, &MainWindow::askForPool);
    connect(m_topBar, &TopBar::modelChosen, this, &MainWindow::openModel);
    connect(m_topBar, &TopBar::picturesChosen, this, &MainWindow::openPictures);
    connect(m_topBar, &TopBar::askedForModel, this, &MainWindow::askForModel);
    connect(m_topBar, &TopBar::askedForPool, this, &MainWindow::askForPool);

    connect(&m_kept, &KeptFile::failed, this, [this](const QString &message) { m_notices->warn(kKeptFile, message); });
    m_kept.load();
}

MainWindow::~MainWindow()
{
    hide(); // takes what is being edited
    // Panels refer to members, which go before children do.
    delete takeCentralWidget();
    delete m_rule;
}

void MainWindow::makeActions()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addAction(icon(Icon::Play), tr("Open the &demo"), this, &MainWindow::openDemo);
    file->addSeparator();
    file->addAction(icon(Icon::Open), tr("&Open model…"), QKeySequence::Open, this, &MainWindow::askForModel);
    file->addAction(icon(Icon::Pictures), tr("Open &folder of pictures…"), Qt::CTRL | Qt::SHIFT | Qt::Key_O, this,
                    &MainWindow::askForPictureFolder);
    file->addAction(icon(Icon::Table), tr("Open &manifest of pictures…"), this, &MainWindow::askForManifest);
    file->addAction(icon(Icon::Texts), tr("Open &texts…"), Qt::CTRL | Qt::Key_T, this, &MainWindow::askForPool);
    file->addSeparator();
    file->addAction(icon(Icon::Quit), tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);

    addEditMenu();
    addViewMenu();
    addAnalyseMenu();

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    for (const Topic topic : kTopics) {
        const Explanation explanation = explanationOf(topic);
        help->addAction(icon(Icon::Help), tr("What does “%1” mean?").arg(explanation.title), this, [this, explanation] {
            ExplanationSheet::open(explanation, m_panels, QRect(m_panels->rect().center() / 2, QSize()));
        });
    }
    help->addSeparator();
    help->addAction(tr("&About Headscope"), this, &MainWindow::about);
}

void MainWindow::addEditMenu()
{
    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    QAction *undo = m_document.undoStack().createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setIcon(icon(Icon::Undo));
    QAction *redo = m_document.undoStack().createRedoAction(this, tr("&Redo"));
    redo->setShortcuts({Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y});
    redo->setIcon(icon(Icon::Redo));
    edit->addAction(undo);
    edit->addAction(redo);
    edit->addSeparator();
    edit->addAction(icon(Icon::Find), tr("&Find…"), Qt::CTRL | Qt::Key_K, this, &MainWindow::find);
    edit->addAction(tr("&Let go of the head"), Qt::Key_Escape, this, [this] {
        m_document.setSelection({});
        m_document.unlockHead();
    });
}

void MainWindow::addAnalyseMenu()
{
    QMenu *analyse = menuBar()->addMenu(tr("&Analyse"));
    analyse->addAction(icon(Icon::Ablate), tr("&Ablate or put back the head"), Qt::CTRL | Qt::Key_B, this, [this] {
        if (m_document.study())
            m_document.setAblated({m_document.shownHead()}, !m_document.isAblated(m_document.shownHead()));
    });
    analyse->addAction(tr("Ablate by &rule…"), Qt::CTRL | Qt::Key_R, this, &MainWindow::ablateByRule);
    analyse->addAction(icon(Icon::Pin), tr("&Keep the ablation…"), Qt::CTRL | Qt::Key_D, this,
                       &MainWindow::keepAblation);
    analyse->addSeparator();
    QAction *restore = analyse->addAction(icon(Icon::Restore), tr("&Put all heads back"),
                                          Qt::CTRL | Qt::SHIFT | Qt::Key_B, &m_document, &Document::restoreAll);
    restore->setEnabled(false);
    connect(&m_document, &Document::ablationChanged, restore,
            [this, restore] { restore->setEnabled(!m_document.ablation().empty()); });
    connect(&m_document, &Document::studyChanged, restore,
            [this, restore] { restore->setEnabled(!m_document.ablation().empty()); });
}

void MainWindow::keepAblation()
{
    showPanel(m_compare);
    m_compare->keep();
}

void MainWindow::ablateByRule()
{
    if (!m_rule)
        m_rule = new RuleDialog(m_document, m_analysis, this);
    m_rule->openBeside(*m_headPanel);
}

QWidget *MainWindow::makeCentre()
{
    // A window within the window, so that the strip above the panels can be as high as its messages need.
    m_panels = new QMainWindow(nullptr, Qt::Widget);
    m_panels->setDockOptions(AnimatedDocks | AllowNestedDocks | AllowTabbedDocks | GroupedDragging);
    m_panels->setTabPosition(Qt::AllDockWidgetAreas, QTabWidget::North);
    auto *middle = new QWidget; // panels fill the window to the middle
    m_panels->setCentralWidget(middle);
    middle->hide();
    for (Panel *panel : panels())
        panel->setParent(m_panels);

    auto *centre = new QWidget;
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
    layout->setSpacing(kSmallGap);
    layout->addWidget(m_info);
    layout->addWidget(m_panels, 1);
    return centre;
}

void MainWindow::addViewMenu()
{
    QMenu *view = menuBar()->addMenu(tr("&View"));
    view->setToolTipsVisible(true);
    const auto addLayout = [&](const QString &name, int key, Layout layout) {
        view->addAction(icon(Icon::Layout), name, Qt::ALT | Qt::Key(key), this, [this, layout] { setLayout(layout); });
    };
    addLayout(tr("&Explore"), Qt::Key_1, Layout::Explore);
    addLayout(tr("&Heatmaps"), Qt::Key_2, Layout::Heatmaps);
    addLayout(tr("&Audit"), Qt::Key_3, Layout::Audit);
    view->addSeparator();
    for (Panel *panel : panels())
        view->addAction(panel->toggleViewAction());
    view->addSeparator();
    QAction *maximise = view->addAction(icon(Icon::Maximise), tr("&Maximise the panel"), Qt::Key_F11, this,
                                        &MainWindow::toggleMaximised);
    maximise->setToolTip(tr("Shows the panel with the focus alone, and all again"));
    view->addSeparator();
    m_zoom.addActions(*view);
    connect(&m_zoom, &Zoom::changed, m_picturePanel, &PicturePanel::fitGallery);
    connect(m_picturePanel, &PicturePanel::layerScaleChanged, m_layer, &LayerPanel::setScale);
    connect(&m_zoom, &Zoom::changed, &m_images, &ImageListModel::forgetThumbnails);
}

QList<Panel *> MainWindow::panels() const
{
    return {m_headPanel, m_picturePanel, m_inspector, m_layer,   m_headImages, m_metrics,
            m_groups,    m_trailPanel,   m_compare,   m_remarks, m_model,      m_texts};
}

void MainWindow::find()
{
    if (!m_palette) {
        m_palette = new CommandPalette(this);
        connect(m_palette, &CommandPalette::activated, this, [this](const Entry &entry) {
            if (auto *panel = qobject_cast<Panel *>(panelOf(entry)))
                return showPanel(panel); // its command would close it if it is open
            goTo(entry, m_document);
            if (entry.id.typeId() == QMetaType::QPoint)
                showPanel(m_inspector);
            else if (entry.id.typeId() == QMetaType::Int || entry.id.typeId() == QMetaType::QString)
                showPanel(m_picturePanel);
        });
        connect(&m_document, &Document::studyChanged, m_palette, [this] {
            if (m_palette->isVisible())
                fillPalette();
        });
    }
    fillPalette();
    m_palette->popup();
}

void MainWindow::fillPalette()
{
    QList<QAction *> commands;
    for (const QAction *menu : menuBar()->actions())
        commands.append(menu->menu()->actions());
    m_palette->setEntries(findableEntries(m_document, m_analysis, commands));
}

void MainWindow::showPanel(Panel *panel)
{
    panel->show();
    panel->raise();
}

void MainWindow::setLayout(Layout layout)
{
    m_beforeMaximised.clear();
    arrange(*m_panels, layout);
}

void MainWindow::toggleMaximised()
{
    if (!m_beforeMaximised.isEmpty()) {
        m_panels->restoreState(std::exchange(m_beforeMaximised, {}));
        return;
    }
    const auto holdsFocus = [](const Panel *panel) { return panel->isAncestorOf(QApplication::focusWidget()); };
    const QList<Panel *> all = panels();
    const auto found = std::find_if(all.begin(), all.end(), holdsFocus);
    Panel *chosen = found == all.end() ? m_headPanel : *found;
    m_beforeMaximised = m_panels->saveState();
    for (Panel *panel : all)
        panel->setVisible(panel == chosen);
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_places.settings.empty()) {
        QSettings settings(QString::fromStdString(m_places.settings.string()), QSettings::IniFormat);
        settings.setValue(kGeometry, saveGeometry());
        settings.setValue(kZoom, m_zoom.percent());
        settings.setValue(kPanels, m_beforeMaximised.isEmpty() ? m_panels->saveState() : m_beforeMaximised);
    }
    QMainWindow::closeEvent(event);
}

void MainWindow::restoreArrangement()
{
    if (m_places.settings.empty())
        return;
    const QSettings settings(QString::fromStdString(m_places.settings.string()), QSettings::IniFormat);
    m_zoom.setPercent(settings.value(kZoom, m_zoom.percent()).toInt());
    restoreGeometry(settings.value(kGeometry).toByteArray());
    m_panels->restoreState(settings.value(kPanels).toByteArray());
}

void MainWindow::openDemo()
{
    m_analysis.open({m_topBar->biasedModel(), DemoSet::Professions, m_places.cache}, Document::Texts::Taken);
}

void MainWindow::openModel(const fs::path &path)
{
    StudyRequest request = currentRequest();
    request.model = path;
    m_analysis.open(request);
}

void MainWindow::openPictures(const PictureSource &pictures)
{
    StudyRequest request = currentRequest();
    request.pictures = pictures;
    m_analysis.open(request);
}

void MainWindow::openTexts(const fs::path &path) { m_analysis.heads().openTexts(path); }

StudyRequest MainWindow::currentRequest() const
{
    return m_analysis.request().value_or(StudyRequest{m_topBar->biasedModel(), DemoSet::Professions, m_places.cache});
}

void MainWindow::askForModel()
{
    const QString file = QFileDialog::getOpenFileName(
        this, tr("Open a model: its weights, or its configuration"), {},
        tr("Models (*.safetensors *.pt *.pth *.bin *.index.json config.json open_clip_config.json)"));
    if (!file.isEmpty())
        openModel(pathOf(file));
}

void MainWindow::askForPictureFolder()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a folder of pictures"));
    if (!folder.isEmpty())
        openPictures(pathOf(folder));
}

void MainWindow::askForManifest()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Open a manifest of pictures"), {}, tr("CSV (*.csv)"));
    if (!file.isEmpty())
        openPictures(pathOf(file));
}

void MainWindow::askForPool()
{
    const QString file = QFileDialog::getOpenFileName(this, tr("Open texts"), {}, tr("Texts (*.txt *.csv)"));
    if (!file.isEmpty())
        openTexts(pathOf(file));
}

void MainWindow::about()
{
    QMessageBox::about(this, tr("About Headscope"),
                       tr("<p><b>Headscope %1</b></p><p>See what the attention heads of a CLIP model see, and what "
                          "becomes of accuracy "
                          "and bias when some of them are switched off.</p><p>Free software: GPL-3.0-or-later.</p>")
                           .arg(QCoreApplication::applicationVersion()));
}

void MainWindow::dragEnterEvent(QDragEnterEvent *event)
{
    const QList<QUrl> urls = event->mimeData()->urls();
    if (urls.size() == 1 && urls.front().isLocalFile())
        event->acceptProposedAction();
}

void MainWindow::dropEvent(QDropEvent *event)
{
    const fs::path path = pathOf(event->mimeData()->urls().front().toLocalFile());
    event->acceptProposedAction();
    switch (inputKind(path)) {
    case InputKind::Model:
        return openModel(path);
    case InputKind::Pictures:
        return openPictures(path);
    case InputKind::Pool:
        return openTexts(path);
    }
}

}
