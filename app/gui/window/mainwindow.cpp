// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QFileDialog>
#include <QMenuBar>
#include <QScreen>
#include <QSettings>
#include <QVBoxLayout>

#include "app/gui/analysis/remarks.h"
#include "app/gui/panels/comparepanel.h"
#include "app/gui/panels/gallery.h"
#include "app/gui/panels/groupspanel.h"
#include "app/gui/panels/headimagespanel.h"
#include "app/gui/panels/headpanel.h"
#include "app/gui/panels/inspectorpanel.h"
#include "app/gui/panels/layerpanel.h"
#include "app/gui/panels/metricspanel.h"
#include "app/gui/panels/modelpanel.h"
#include "app/gui/panels/picturepanel.h"
#include "app/gui/panels/remarkspanel.h"
#include "app/gui/panels/textspanel.h"
#include "app/gui/panels/trailpanel.h"
#include "app/gui/window/arrangement.h"
#include "app/gui/window/filedrops.h"
#include "app/gui/window/finder.h"
#include "app/gui/window/leftout.h"
#include "app/gui/window/notices.h"
#include "app/gui/window/openings.h"
#include "app/gui/window/ruledialog.h"
#include "app/gui/window/topbar.h"
#include "widgets/messages/commandpalette.h"
#include "widgets/messages/infostrip.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

constexpr QSize kSize(1440, 900);
constexpr QSize kFrame(16, 48);               // what a window manager may add
constexpr const char *kGeometry = "geometry"; // in the settings
constexpr const char *kZoom = "zoom";         // per cent
constexpr const char *kKeptFile = "ablations.json";
constexpr const char *kRefused = "refused"; // notice

fs::path keptPath(const MainWindow::Places &places)
{
    return places.settings.empty() ? fs::path() : places.settings.parent_path() / kKeptFile;
}

}

MainWindow::MainWindow(Places places, QWidget *parent)
    : QMainWindow(parent)
    , m_places(std::move(places))
    , m_names(m_places.demoModels)
    , m_analysis(m_document, m_jobs)
    , m_significance(m_document, m_analysis, m_jobs)
    , m_trail(m_document, m_analysis, m_jobs)
    , m_reference(m_document, m_trail)
    , m_kept(m_document, keptPath(m_places))
    , m_topBar(new TopBar(m_document, m_analysis, m_jobs, m_names))
    , m_info(new InfoStrip)
    , m_notices(new Notices(m_document, m_analysis, m_names, *m_info, this))
    , m_images(m_document, m_analysis)
    , m_headPanel(new HeadPanel(m_document, m_analysis))
    , m_picturePanel(new PicturePanel(m_document, m_analysis, m_images))
    , m_inspector(new InspectorPanel(m_document, m_analysis))
    , m_layer(new LayerPanel(m_document, m_analysis))
    , m_headImages(new HeadImagesPanel(m_document, m_analysis, m_jobs, m_images))
    , m_metrics(new MetricsPanel(m_document, m_analysis, m_significance))
    , m_groups(new GroupsPanel(m_document, m_analysis))
    , m_trailPanel(new TrailPanel(m_document, m_trail, m_reference, m_significance))
    , m_compare(new ComparePanel(m_document, m_analysis, m_jobs, m_trail, m_reference, m_names))
    , m_remarks(new RemarksPanel(m_document, m_analysis))
    , m_model(new ModelPanel(m_document))
    , m_texts(new TextsPanel(m_document))
{
    setWindowTitle(tr("Headscope"));
    addToolBar(m_topBar);
    setCentralWidget(makeCentre());
    connect(new FileDrops(*this), &FileDrops::dropped, this, &MainWindow::openDropped);
    makeActions();
    resize(firstSize());
    restore();

    connect(m_texts, &TextsPanel::askedForPool, this, &MainWindow::askForPool);
    connect(m_groups, &GroupsPanel::groupChosen, this, [this](const QString &label, const QString &value) {
        m_arrangement->show(*m_picturePanel);
        m_picturePanel->setGalleryShown(true);
        m_picturePanel->gallery().showGroup(label, value);
    });
    connect(m_remarks, &RemarksPanel::actionChosen, this, [this](const QString &id) {
        if (id == kShowModel)
            m_arrangement->show(*m_model);
        else if (id == kShowTexts)
            m_arrangement->show(*m_texts);
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

void MainWindow::keepAblation()
{
    m_arrangement->show(*m_compare);
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
    m_arrangement = new Arrangement(*m_panels,
                                    {m_headPanel, m_picturePanel, m_inspector, m_layer, m_headImages, m_metrics,
                                     m_groups, m_trailPanel, m_compare, m_remarks, m_model, m_texts},
                                    this);

    auto *centre = new QWidget;
    auto *layout = new QVBoxLayout(centre);
    layout->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
    layout->setSpacing(kSmallGap);
    layout->addWidget(m_info);
    layout->addWidget(m_panels, 1);
    return centre;
}

void MainWindow::find()
{
    if (!m_palette) {
        m_palette = new CommandPalette(this);
        connect(m_palette, &CommandPalette::activated, this, [this](const Entry &entry) {
            goTo(entry, m_document);
            if (entry.id.typeId() == QMetaType::QPoint)
                m_arrangement->show(*m_inspector);
            else if (entry.id.typeId() == QMetaType::Int || entry.id.typeId() == QMetaType::QString)
                m_arrangement->show(*m_picturePanel);
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
    // Found by its name a panel is to be seen, also if it is open behind others.
    for (const Panel *panel : m_arrangement->panels())
        commands.removeOne(panel->toggleViewAction());
    commands.append(m_showing);
    m_palette->setEntries(findableEntries(m_document, m_analysis, commands));
}

void MainWindow::setLayout(Layout layout) { m_arrangement->setLayout(layout); }

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (!m_places.settings.empty()) {
        QSettings settings(QString::fromStdString(m_places.settings.string()), QSettings::IniFormat);
        settings.setValue(kGeometry, saveGeometry());
        settings.setValue(kZoom, m_zoom.percent());
        m_arrangement->save(settings);
    }
    QMainWindow::closeEvent(event);
}

/// What the screen has room for.
QSize MainWindow::firstSize() const { return kSize.boundedTo(screen()->availableSize() - kFrame); }

void MainWindow::restore()
{
    if (m_places.settings.empty())
        return;
    const QSettings settings(QString::fromStdString(m_places.settings.string()), QSettings::IniFormat);
    m_zoom.setPercent(settings.value(kZoom, m_zoom.percent()).toInt());
    restoreGeometry(settings.value(kGeometry).toByteArray());
    fitScreen();
    layout()->activate(); // panels are restored at the size they will have
    m_arrangement->restore(settings);
}

/// The screen that a size was saved for may have gone, or be smaller now.
void MainWindow::fitScreen()
{
    const QRect room = screen()->availableGeometry();
    if (isMaximized() || isFullScreen() || room.contains(frameGeometry()))
        return;
    resize(size().boundedTo(room.size() - kFrame));
    const QPoint last = room.bottomRight() - QPoint(width(), height());
    move(qBound(room.left(), x(), std::max(room.left(), last.x())),
         qBound(room.top(), y(), std::max(room.top(), last.y())));
}

void MainWindow::openDemo()
{
    m_analysis.open({m_names.biasedModel(), DemoSet::Professions, m_places.cache}, Document::Texts::Taken);
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

void MainWindow::open(const std::vector<fs::path> &paths)
{
    const Openings openings = sortOut(paths);
    StudyRequest request = currentRequest();
    request.model = openings.model.value_or(request.model);
    request.pictures = openings.pictures.value_or(request.pictures);
    if (openings.model || openings.pictures)
        m_analysis.open(request);
    if (openings.texts)
        openTexts(*openings.texts);
    if (openings.refused.isEmpty())
        m_info->removeMessage(kRefused);
    else
        m_notices->warn(kRefused, openings.refused.join(u' '));
}

void MainWindow::openDropped(const QList<QUrl> &urls)
{
    std::vector<fs::path> paths;
    for (const QUrl &url : urls)
        paths.push_back(pathOf(url.isLocalFile() ? url.toLocalFile() : url.toString()));
    open(paths);
}

StudyRequest MainWindow::currentRequest() const
{
    return m_analysis.request().value_or(StudyRequest{m_names.biasedModel(), DemoSet::Professions, m_places.cache});
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

}
