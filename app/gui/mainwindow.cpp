// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/mainwindow.h"

#include <QAction>
#include <QApplication>
#include <QButtonGroup>
#include <QComboBox>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenuBar>
#include <QMessageBox>
#include <QMetaEnum>
#include <QMimeData>
#include <QPushButton>
#include <QSplitter>
#include <QToolBar>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/gui/headpanel.h"
#include "app/gui/inputkind.h"
#include "app/gui/inspectorpanel.h"
#include "app/gui/metricspanel.h"
#include "app/gui/picturepanel.h"
#include "widgets/infostrip.h"
#include "widgets/jobstrip.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

constexpr int kShownAfter = 200; // ms: shorter jobs come and go unseen
constexpr const char *kWelcome = "welcome";
constexpr const char *kSkipped = "skipped";

QString idOf(Analysis::Topic topic) { return QMetaEnum::fromType<Analysis::Topic>().valueToKey(int(topic)); }

fs::path pathOf(const QString &text) { return fs::path(text.toStdString()); }

QString pictureName(const PictureSource &pictures)
{
    if (const auto *path = std::get_if<fs::path>(&pictures))
        return QString::fromStdString((path->has_filename() ? *path : path->parent_path()).filename().string());
    return std::get<DemoSet>(pictures) == DemoSet::Professions ? MainWindow::tr("Emoji professions")
                                                               : MainWindow::tr("Emoji birds");
}

}

MainWindow::MainWindow(Places places, QWidget *parent)
    : QMainWindow(parent)
    , m_places(std::move(places))
    , m_analysis(m_document, m_jobs)
    , m_biased(new QToolButton)
    , m_balanced(new QToolButton)
    , m_otherModel(new QToolButton)
    , m_pictures(new QComboBox)
    , m_pool(new QPushButton)
    , m_info(new InfoStrip)
    , m_job(new JobStrip)
    , m_headPanel(new HeadPanel(m_document, m_analysis))
    , m_inspector(new InspectorPanel(m_document, m_analysis))
    , m_picturePanel(new PicturePanel(m_document, m_analysis))
    , m_metrics(new MetricsPanel(m_document, m_analysis))
{
    setWindowTitle(tr("Headscope"));
    setAcceptDrops(true);
    makeTopBar();
    makeActions();
    setCentralWidget(makePanels());

    connect(&m_document, &Document::studyChanged, this, &MainWindow::showStatus);
    connect(&m_document, &Document::studyChanged, this, &MainWindow::showPool);
    connect(&m_document, &Document::studyChanged, this, &MainWindow::showSkipped);
    connect(&m_document, &Document::poolChanged, this, &MainWindow::showPool);
    connect(&m_document, &Document::ablationChanged, this, &MainWindow::showStatus);
    connect(&m_analysis, &Analysis::requestChanged, this, &MainWindow::showRequest);
    connect(&m_analysis, &Analysis::failed, this, &MainWindow::showFailure);
    connect(&m_analysis, &Analysis::mended, this, &MainWindow::showMended);
    connect(m_info, &InfoStrip::undoAllRequested, &m_document, &Document::restoreAll);
    connect(m_info, &InfoStrip::actionRequested, this, &MainWindow::mend);
    connect(m_info, &InfoStrip::dismissed, m_info, &InfoStrip::removeMessage);
    connect(m_job, &JobStrip::cancelRequested, this, [this] {
        if (m_shownJob)
            m_jobs.cancel(m_shownJob->lane);
    });
    m_jobTimer.setInterval(kShownAfter / 2);
    connect(&m_jobTimer, &QTimer::timeout, this, &MainWindow::showJob);
    connect(&m_jobs, &Jobs::started, &m_jobTimer, [this] {
        if (!m_jobTimer.isActive())
            m_jobTimer.start();
    });
    connect(&m_jobs, &Jobs::ended, this, [this] {
        if (m_jobs.isIdle())
            showJob();
    });

    showRequest();
    showPool();
    showStatus();
    m_info->showMessage({kWelcome, Severity::Information,
                         tr("Open a model and pictures, drop them here, or begin with the demo."),
                         tr("Open the demo")});
}

void MainWindow::makeTopBar()
{
    auto *bar = addToolBar(tr("What is open"));
    bar->setObjectName("top bar");
    bar->setMovable(false);
    bar->toggleViewAction()->setVisible(false);
    const auto addCaption = [bar](QLabel *caption) {
        caption->setContentsMargins(kGap, 0, kSmallGap, 0);
        bar->addWidget(caption);
    };

    auto *group = new QButtonGroup(this);
    addCaption(makeCaption(tr("&Model"), m_biased));
    const auto addModel = [&](QToolButton *button, const QString &text, const QString &toolTip) {
        button->setText(text);
        button->setAccessibleName(tr("Model %1").arg(text));
        button->setToolTip(toolTip);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::StrongFocus);
        group->addButton(button);
        bar->addWidget(button);
    };
    addModel(m_biased, tr("Biased"), tr("The demo's model, in which biases were planted (Ctrl+1)"));
    addModel(m_balanced, tr("Control"), tr("The demo's other model: the same recipe, nothing planted (Ctrl+2)"));
    addModel(m_otherModel, tr("Open…"), tr("Another model folder (Ctrl+O)"));
    m_biased->setObjectName("biased");
    m_balanced->setObjectName("balanced");
    m_biased->setShortcut(Qt::CTRL | Qt::Key_1);
    m_balanced->setShortcut(Qt::CTRL | Qt::Key_2);
    connect(m_biased, &QToolButton::clicked, this, [this] { openModel(m_places.demoModels / "biased"); });
    connect(m_balanced, &QToolButton::clicked, this, [this] { openModel(m_places.demoModels / "balanced"); });
    connect(m_otherModel, &QToolButton::clicked, this, [this] {
        showRequest(); // checked only once it is open
        askForModel();
    });

    addCaption(makeCaption(tr("&Pictures"), m_pictures));
    m_pictures->setObjectName("pictures");
    m_pictures->setToolTip(tr("The pictures that everything is measured on"));
    m_pictures->setSizeAdjustPolicy(QComboBox::AdjustToContents);
    for (const DemoSet set : {DemoSet::Professions, DemoSet::Birds})
        m_pictures->addItem(pictureName(set));
    connect(m_pictures, &QComboBox::activated, this, [this](int index) {
        if (index < 2)
            openPictures(index == 0 ? DemoSet::Professions : DemoSet::Birds);
        else
            openPictures(pathOf(m_pictures->itemData(index).toString()));
    });
    bar->addWidget(m_pictures);

    addCaption(makeCaption(tr("&Texts"), m_pool));
    m_pool->setObjectName("pool");
    m_pool->setToolTip(tr("The texts that heads are described with; press to open others"));
    connect(m_pool, &QPushButton::clicked, this, &MainWindow::askForPool);
    bar->addWidget(m_pool);

    // Here a job that comes and goes moves nothing.
    auto *jobs = new QWidget;
    jobs->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    auto *layout = new QHBoxLayout(jobs);
    layout->setContentsMargins(kGap, 0, 0, 0);
    layout->addStretch();
    layout->addWidget(m_job, 1);
    bar->addWidget(jobs);
}

void MainWindow::makeActions()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addAction(tr("Open the &demo"), this, &MainWindow::openDemo);
    file->addSeparator();
    file->addAction(tr("&Open model…"), QKeySequence::Open, this, &MainWindow::askForModel);
    file->addAction(tr("Open &folder of pictures…"), Qt::CTRL | Qt::SHIFT | Qt::Key_O, this,
                    &MainWindow::askForPictureFolder);
    file->addAction(tr("Open &manifest of pictures…"), this, &MainWindow::askForManifest);
    file->addAction(tr("Open &texts…"), Qt::CTRL | Qt::Key_T, this, &MainWindow::askForPool);
    file->addSeparator();
    file->addAction(tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);

    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    QAction *undo = m_document.undoStack().createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    QAction *redo = m_document.undoStack().createRedoAction(this, tr("&Redo"));
    redo->setShortcut(QKeySequence::Redo);
    edit->addAction(undo);
    edit->addAction(redo);
    edit->addSeparator();
    QAction *restore = edit->addAction(tr("&Put all heads back"), Qt::CTRL | Qt::SHIFT | Qt::Key_Z, &m_document,
                                       &Document::restoreAll);
    redo->setShortcuts({Qt::CTRL | Qt::Key_Y});
    restore->setEnabled(false);
    connect(&m_document, &Document::ablationChanged, restore,
            [this, restore] { restore->setEnabled(!m_document.ablation().empty()); });
    connect(&m_document, &Document::studyChanged, restore,
            [this, restore] { restore->setEnabled(!m_document.ablation().empty()); });

    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addAction(tr("&About Headscope"), this, &MainWindow::about);
}

QWidget *MainWindow::makePanels()
{
    auto *left = new QSplitter(Qt::Vertical);
    left->addWidget(m_headPanel);
    left->addWidget(m_picturePanel);
    left->setStretchFactor(0, 1);
    left->setStretchFactor(1, 1);
    auto *right = new QSplitter(Qt::Vertical);
    right->addWidget(m_inspector);
    right->addWidget(m_metrics);
    right->setStretchFactor(0, 1);
    right->setStretchFactor(1, 0);
    auto *both = new QSplitter(Qt::Horizontal);
    both->addWidget(left);
    both->addWidget(right);
    both->setStretchFactor(0, 3);
    both->setStretchFactor(1, 2);
    for (QSplitter *splitter : {left, right, both}) {
        splitter->setChildrenCollapsible(false);
        splitter->setHandleWidth(kGap);
    }
    left->setSizes({400, 500});
    right->setSizes({600, 200});
    both->setSizes({1000, 600});

    auto *panels = new QWidget;
    auto *layout = new QVBoxLayout(panels);
    layout->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
    layout->setSpacing(kGap);
    layout->addWidget(m_info);
    layout->addWidget(both, 1);
    return panels;
}

void MainWindow::openDemo() { m_analysis.open({m_places.demoModels / "biased", DemoSet::Professions, m_places.cache}); }

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

void MainWindow::openPool(const fs::path &path) { m_analysis.openPool(path); }

StudyRequest MainWindow::currentRequest() const
{
    return m_analysis.request().value_or(
        StudyRequest{m_places.demoModels / "biased", DemoSet::Professions, m_places.cache});
}

void MainWindow::askForModel()
{
    const QString folder = QFileDialog::getExistingDirectory(this, tr("Open a model's folder"));
    if (!folder.isEmpty())
        openModel(pathOf(folder));
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
        openPool(pathOf(file));
}

void MainWindow::about()
{
    QMessageBox::about(this, tr("About Headscope"),
                       tr("<p><b>Headscope %1</b></p><p>See what the attention heads of a CLIP model see, and what "
                          "becomes of accuracy "
                          "and bias when some of them are switched off.</p><p>Free software: GPL-3.0-or-later.</p>")
                           .arg(QCoreApplication::applicationVersion()));
}

QString MainWindow::modelName(const fs::path &path) const
{
    if (path == m_places.demoModels / "biased")
        return m_biased->text();
    if (path == m_places.demoModels / "balanced")
        return m_balanced->text();
    const fs::path folder = path.has_extension() || !path.has_filename() ? path.parent_path() : path;
    return QString::fromStdString(folder.filename().string());
}

void MainWindow::showRequest()
{
    const StudyRequest request = currentRequest();
    const bool isBiased = request.model == m_places.demoModels / "biased";
    const bool isBalanced = request.model == m_places.demoModels / "balanced";
    const bool isOther = !isBiased && !isBalanced;
    m_biased->setChecked(isBiased);
    m_balanced->setChecked(isBalanced);
    m_otherModel->setChecked(isOther);
    m_otherModel->setText(isOther ? modelName(request.model) : tr("Open…"));

    int index = 0;
    if (const auto *path = std::get_if<fs::path>(&request.pictures)) {
        const QString text = QString::fromStdString(path->string());
        index = m_pictures->findData(text);
        if (index < 0) {
            m_pictures->addItem(pictureName(request.pictures), text);
            index = m_pictures->count() - 1;
        }
    } else {
        index = std::get<DemoSet>(request.pictures) == DemoSet::Professions ? 0 : 1;
    }
    m_pictures->setCurrentIndex(index);
    if (m_analysis.request())
        m_info->removeMessage(kWelcome);
}

void MainWindow::showPool()
{
    const auto pool = m_document.pool();
    m_pool->setText(
        pool ? tr("%1, %2 texts").arg(QString::fromStdString(pool->name), countText(int(pool->pool.texts.size())))
             : tr("Open…"));
}

void MainWindow::showStatus()
{
    const std::shared_ptr<const Study> &study = m_document.study();
    if (!study)
        return m_info->setStatus(tr("Nothing is open"), false);
    const Ablation &ablation = m_document.ablation();
    const QString pictures = pictureName(study->request.pictures);
    const QString images = tr("%1 images").arg(countText(int(study->store.images())));
    const QString model = modelName(study->request.model);
    const int count = int(ablation.heads.size());
    const QString heads = count == 1 ? tr("1 head") : tr("%1 heads").arg(countText(count));
    QString what;
    if (ablation.empty())
        what = tr("%1: every head as it is, %2, %3").arg(model, pictures, images);
    else if (ablation.mode == Ablation::Mode::Mean)
        what = tr("%1: %2 mean-ablated, means from %3, %4").arg(model, heads, pictures, images);
    else
        what = tr("%1: %2 zero-ablated, %3, %4").arg(model, heads, pictures, images);
    m_info->setStatus(what, !ablation.empty());
}

void MainWindow::showSkipped()
{
    const std::vector<SkippedImage> &skipped = m_document.study()->store.description().skipped;
    if (skipped.empty())
        return m_info->removeMessage(kSkipped);
    m_info->showMessage({kSkipped,
                         Severity::Warning,
                         tr("Pictures left out: %1. The first is %2: %3")
                             .arg(countText(int(skipped.size())), QString::fromStdString(skipped.front().path),
                                  QString::fromStdString(skipped.front().reason)),
                         {}});
}

void MainWindow::showJob()
{
    const std::optional<Jobs::Status> job = m_jobs.longest();
    if (!job) {
        m_jobTimer.stop();
        m_job->finish();
        m_shownJob.reset();
        return;
    }
    if (job->milliseconds < kShownAfter && !m_shownJob)
        return;
    const bool isNew = !m_shownJob || m_shownJob->lane != job->lane || m_shownJob->number != job->number ||
                       m_shownJob->name != job->name;
    if (isNew)
        m_job->start(job->name);
    m_shownJob = job;
    if (job->total > 0 && job->done > 0)
        m_job->setProgress(job->done, job->total,
                           double(job->milliseconds) / 1000 * (job->total - job->done) / job->done);
}

void MainWindow::showFailure(Analysis::Topic topic, const QString &message)
{
    switch (topic) {
    case Analysis::Topic::Heatmap:
        return m_picturePanel->setErrorText(message);
    case Analysis::Topic::Metrics:
        return m_info->showMessage({idOf(topic), Severity::Error, message, {}});
    case Analysis::Topic::Pool:
        if (!m_analysis.hasDescriptions())
            m_inspector->setErrorText(message);
        [[fallthrough]];
    case Analysis::Topic::Model:
    case Analysis::Topic::Pictures:
        m_info->showMessage({idOf(topic), Severity::Error, message, tr("Choose another…")});
    }
}

void MainWindow::showMended(Analysis::Topic topic)
{
    m_info->removeMessage(idOf(topic));
    if (topic == Analysis::Topic::Heatmap)
        m_picturePanel->setErrorText({});
    if (topic == Analysis::Topic::Pool)
        m_inspector->setErrorText({});
}

void MainWindow::mend(const QString &messageId)
{
    if (messageId == kWelcome)
        openDemo();
    else if (messageId == idOf(Analysis::Topic::Model))
        askForModel();
    else if (messageId == idOf(Analysis::Topic::Pictures))
        askForPictureFolder();
    else if (messageId == idOf(Analysis::Topic::Pool))
        askForPool();
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
        return openPool(path);
    }
}

}
