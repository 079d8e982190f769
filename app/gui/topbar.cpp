// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/topbar.h"

#include <QButtonGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QMenu>
#include <QPushButton>
#include <QToolButton>

#include <algorithm>

#include "app/gui/panel.h"
#include "widgets/jobstrip.h"

namespace fs = std::filesystem;

namespace headscope {

namespace {

constexpr int kShownAfter = 200; // ms: shorter jobs come and go unseen
constexpr int kLongestName = 24; // letters; the whole is in the tooltip
constexpr int kPicturesLetters = 16;
constexpr int kToolTipLines = 12;

/// Beginning and end of a name that would take the room of others.
QString shortened(const QString &name)
{
    return name.size() <= kLongestName ? name : name.left(kLongestName / 2) + u'…' + name.right(kLongestName / 2);
}

QString pictureToolTip(const PictureSource &pictures)
{
    if (const auto *path = std::get_if<fs::path>(&pictures))
        return QString::fromStdString(path->string());
    QStringList lines;
    if (const auto *files = std::get_if<std::vector<fs::path>>(&pictures)) {
        for (const fs::path &file : *files) {
            if (lines.size() == kToolTipLines) {
                lines.append(QStringLiteral("…"));
                break;
            }
            lines.append(QString::fromStdString(file.string()));
        }
    }
    return lines.join(u'\n');
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
    , m_otherModels(new QMenu(this))
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

    connect(&document, &Document::studyChanged, this, &TopBar::keepModel);
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
        const auto &request = m_analysis.request();
        const bool isOpen = m_ownModels.empty() || (request && request->model == m_ownModels.front());
        showRequest(); // checked only once it is open
        if (isOpen)
            Q_EMIT askedForModel();
        else
            Q_EMIT modelChosen(m_ownModels.front());
    });
}

/// Only of what could be opened.
void TopBar::keepModel()
{
    const fs::path model = m_document.study()->request.model;
    if (model == biasedModel() || model == m_demoModels / "balanced")
        return;
    std::erase(m_ownModels, model);
    m_ownModels.insert(m_ownModels.begin(), model);
    m_otherModels->clear();
    m_otherModels->setToolTipsVisible(true);
    for (const fs::path &own : m_ownModels) {
        QAction *action = m_otherModels->addAction(shortened(modelName(own)).replace('&', "&&"), this,
                                                   [this, own] { Q_EMIT modelChosen(own); });
        action->setToolTip(QString::fromStdString(own.string()));
    }
    m_otherModels->addSeparator();
    m_otherModels->addAction(tr("Open another model…"), this, &TopBar::askedForModel);
    m_otherModel->setMenu(m_otherModels);
    m_otherModel->setPopupMode(QToolButton::MenuButtonPopup);
    showRequest();
}

void TopBar::addPictures()
{
    addCaption(tr("&Pictures"), m_pictures);
    m_pictures->setObjectName("pictures");
    m_pictures->setToolTip(tr("The pictures that everything is measured on"));
    m_pictures->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_pictures->setMinimumContentsLength(kPicturesLetters);
    for (const DemoSet set : {DemoSet::Professions, DemoSet::Birds}) {
        m_choices.emplace_back(set);
        m_pictures->addItem(pictureName(set));
    }
    connect(m_pictures, &QComboBox::activated, this,
            [this](int index) { Q_EMIT picturesChosen(m_choices[std::size_t(index)]); });
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
    const StudyRequest *request = m_analysis.request() ? &*m_analysis.request() : nullptr;
    showModel(request);
    showPictures(request);
}

void TopBar::showModel(const StudyRequest *request)
{
    const bool isBiased = request && request->model == biasedModel();
    const bool isBalanced = request && request->model == m_demoModels / "balanced";
    const bool isOther = request && !isBiased && !isBalanced;
    m_biased->group()->setExclusive(false); // else one would stay pressed although nothing is open
    m_biased->setChecked(isBiased);
    m_balanced->setChecked(isBalanced);
    m_otherModel->setChecked(isOther);
    m_biased->group()->setExclusive(true);
    if (!isOther && m_ownModels.empty()) {
        m_otherModel->setText(tr("Open…"));
        m_otherModel->setToolTip(tr("Another model (Ctrl+O)"));
        return;
    }
    const QString name = modelName(isOther ? request->model : m_ownModels.front());
    m_otherModel->setText(shortened(name));
    m_otherModel->setToolTip(isOther ? tr("%1: press for another model (Ctrl+O)").arg(name)
                                     : tr("%1: press to open it again; the arrow has others").arg(name));
}

void TopBar::showPictures(const StudyRequest *request)
{
    if (!request) {
        m_pictures->setPlaceholderText(tr("Choose…"));
        return m_pictures->setCurrentIndex(-1);
    }
    auto found = std::find(m_choices.begin(), m_choices.end(), request->pictures);
    if (found == m_choices.end()) {
        m_choices.push_back(request->pictures);
        found = m_choices.end() - 1;
        m_pictures->addItem(pictureName(request->pictures));
        m_pictures->setItemData(m_pictures->count() - 1, pictureToolTip(request->pictures), Qt::ToolTipRole);
    }
    m_pictures->setCurrentIndex(int(found - m_choices.begin()));
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
    if (const auto *files = std::get_if<std::vector<fs::path>>(&pictures)) {
        const QString first = QString::fromStdString(files->front().filename().string());
        return files->size() == 1 ? first : TopBar::tr("%1 and %2 more").arg(first, countText(int(files->size()) - 1));
    }
    return std::get<DemoSet>(pictures) == DemoSet::Professions ? TopBar::tr("Emoji professions")
                                                               : TopBar::tr("Emoji birds");
}

fs::path pathOf(const QString &text) { return fs::path(text.toStdString()); }

}
