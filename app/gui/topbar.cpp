// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/topbar.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "app/gui/panel.h"
#include "widgets/jobstrip.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

constexpr int kShownAfter = 200; // ms: shorter jobs come and go unseen
constexpr int kLongestName = 24; // letters; the whole is in the tooltip
constexpr int kPicturesLetters = 16;

/// Beginning and end of a name that would take the room of others.
QString shortened(const QString &name)
{
    return name.size() <= kLongestName ? name : name.left(kLongestName / 2) + u'…' + name.right(kLongestName / 2);
}

}

TopBar::TopBar(Document &document, Analysis &analysis, Jobs &jobs, fs::path demoModels, QWidget *parent)
    : QToolBar(tr("What is open"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_jobs(jobs)
    , m_demoModels(std::move(demoModels))
    , m_biased(new QToolButton)
    , m_balanced(new QToolButton)
    , m_otherModel(new QToolButton)
    , m_pictures(new QComboBox)
    , m_pool(new QPushButton)
    , m_job(new JobStrip)
{
    setObjectName("top bar");
    setMovable(false);
    toggleViewAction()->setVisible(false);
    addModels();
    addPictures();
    addCaption(tr("Te&xts"), m_pool);
    m_pool->setObjectName("pool");
    connect(m_pool, &QPushButton::clicked, this, &TopBar::askedForPool);
    addWidget(m_pool);
    addJobStrip();

    connect(&document, &Document::studyChanged, this, &TopBar::showPool);
    connect(&document, &Document::poolChanged, this, &TopBar::showPool);
    connect(&analysis, &Analysis::requestChanged, this, &TopBar::showRequest);
    showRequest();
    showPool();
}

void TopBar::addCaption(const QString &caption, QWidget *control)
{
    QLabel *label = makeCaption(caption, control);
    label->setContentsMargins(kGap, 0, kSmallGap, 0);
    addWidget(label);
}

void TopBar::addModels()
{
    auto *group = new QButtonGroup(this);
    addCaption(tr("&Model"), m_biased);
    const auto addModel = [&](QToolButton *button, const QString &name, const QString &text, const QString &toolTip) {
        button->setObjectName(name);
        button->setText(text);
        button->setAccessibleName(tr("Model %1").arg(text));
        button->setToolTip(toolTip);
        button->setCheckable(true);
        button->setFocusPolicy(Qt::StrongFocus);
        group->addButton(button);
        addWidget(button);
    };
    addModel(m_biased, "biased", tr("Biased"), tr("The demo's model, in which biases were planted (Ctrl+1)"));
    addModel(m_balanced, "balanced", tr("Control"),
             tr("The demo's other model: the same recipe, nothing planted (Ctrl+2)"));
    addModel(m_otherModel, "other model", tr("Open…"), tr("Another model (Ctrl+O)"));
    m_biased->setShortcut(Qt::CTRL | Qt::Key_1);
    m_balanced->setShortcut(Qt::CTRL | Qt::Key_2);
    connect(m_biased, &QToolButton::clicked, this, [this] { Q_EMIT modelChosen(biasedModel()); });
    connect(m_balanced, &QToolButton::clicked, this, [this] { Q_EMIT modelChosen(m_demoModels / "balanced"); });
    connect(m_otherModel, &QToolButton::clicked, this, [this] {
        showRequest(); // checked only once it is open
        Q_EMIT askedForModel();
    });
}

void TopBar::addPictures()
{
    addCaption(tr("&Pictures"), m_pictures);
    m_pictures->setObjectName("pictures");
    m_pictures->setToolTip(tr("The pictures that everything is measured on"));
    m_pictures->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_pictures->setMinimumContentsLength(kPicturesLetters);
    for (const DemoSet set : {DemoSet::Professions, DemoSet::Birds})
        m_pictures->addItem(pictureName(set));
    connect(m_pictures, &QComboBox::activated, this, [this](int index) {
        if (index < 2)
            Q_EMIT picturesChosen(index == 0 ? DemoSet::Professions : DemoSet::Birds);
        else
            Q_EMIT picturesChosen(pathOf(m_pictures->itemData(index).toString()));
    });
    addWidget(m_pictures);
}

void TopBar::addJobStrip()
{
    // Here a job that comes and goes moves nothing, and asks for no more room than there is.
    auto *room = new QWidget;
    room->setMinimumHeight(m_job->sizeHint().height());
    room->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    auto *layout = new QHBoxLayout(room);
    layout->setContentsMargins(kGap, 0, 0, 0);
    layout->addStretch();
    layout->addWidget(m_job, 1);
    addWidget(room);
    connect(m_job, &JobStrip::cancelRequested, this, [this] {
        if (m_shownJob)
            m_jobs.cancel(m_shownJob->lane);
    });
    m_jobTimer.setInterval(kShownAfter / 2);
    connect(&m_jobTimer, &QTimer::timeout, this, &TopBar::showJob);
    connect(&m_jobs, &Jobs::started, &m_jobTimer, [this] {
        if (!m_jobTimer.isActive())
            m_jobTimer.start();
    });
    connect(&m_jobs, &Jobs::ended, this, [this] {
        if (m_jobs.isIdle())
            showJob();
    });
}

QString TopBar::modelName(const fs::path &path) const
{
    if (path == biasedModel())
        return m_biased->text();
    if (path == m_demoModels / "balanced")
        return m_balanced->text();
    const fs::path folder = path.has_extension() || !path.has_filename() ? path.parent_path() : path;
    return QString::fromStdString(folder.filename().string());
}

void TopBar::showRequest()
{
    const StudyRequest request = m_analysis.request().value_or(StudyRequest{biasedModel(), DemoSet::Professions, {}});
    const bool isBiased = request.model == biasedModel() && m_analysis.request();
    const bool isBalanced = request.model == m_demoModels / "balanced";
    const bool isOther = !isBiased && !isBalanced && m_analysis.request();
    m_biased->group()->setExclusive(false); // else one would stay pressed although nothing is open
    m_biased->setChecked(isBiased);
    m_balanced->setChecked(isBalanced);
    m_otherModel->setChecked(isOther);
    m_biased->group()->setExclusive(true);
    m_otherModel->setText(isOther ? shortened(modelName(request.model)) : tr("Open…"));
    m_otherModel->setToolTip(isOther ? tr("%1: press for another model (Ctrl+O)").arg(modelName(request.model))
                                     : tr("Another model (Ctrl+O)"));

    int index = -1;
    if (!m_analysis.request()) {
        m_pictures->setPlaceholderText(tr("Choose…"));
    } else if (const auto *path = std::get_if<fs::path>(&request.pictures)) {
        const QString text = QString::fromStdString(path->string());
        index = m_pictures->findData(text);
        if (index < 0) {
            m_pictures->addItem(pictureName(request.pictures), text);
            index = m_pictures->count() - 1;
            m_pictures->setItemData(index, text, Qt::ToolTipRole);
        }
    } else {
        index = std::get<DemoSet>(request.pictures) == DemoSet::Professions ? 0 : 1;
    }
    m_pictures->setCurrentIndex(index);
}

void TopBar::showPool()
{
    const auto pool = m_document.pool();
    const QString name = pool ? QString::fromStdString(pool->name) : QString();
    m_pool->setText(pool ? tr("%1, %Ln texts", nullptr, int(pool->pool.texts.size())).arg(shortened(name))
                         : tr("Open…"));
    const QString what = tr("The texts that heads are described with; press to open others");
    m_pool->setToolTip(pool ? name + u'\n' + what : what);
}

void TopBar::showJob()
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

QString pictureName(const PictureSource &pictures)
{
    if (const auto *path = std::get_if<fs::path>(&pictures))
        return QString::fromStdString((path->has_filename() ? *path : path->parent_path()).filename().string());
    return std::get<DemoSet>(pictures) == DemoSet::Professions ? TopBar::tr("Emoji professions")
                                                               : TopBar::tr("Emoji birds");
}

fs::path pathOf(const QString &text) { return fs::path(text.toStdString()); }

}
