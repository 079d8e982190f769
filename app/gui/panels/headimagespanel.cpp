// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/headimagespanel.h"

#include <QListView>
#include <QVBoxLayout>

#include <algorithm>

#include "app/gui/panels/pickedimages.h"
#include "app/gui/panels/pinning.h"
#include "widgets/base/elidedlabel.h"
#include "widgets/pictures/thumbnaildelegate.h"

namespace headscope {

namespace {

constexpr int kShown = 24;

struct Answers
{
    std::vector<ScoredImage> highest, lowest, nearest;
};

}

HeadImagesPanel::HeadImagesPanel(Document &document, Analysis &analysis, Jobs &jobs, ImageListModel &images,
                                 QWidget *parent)
    : Panel("head images panel", tr("Pictures to this head"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_jobs(jobs)
    , m_highest(addRow("highest images", images))
    , m_lowest(addRow("lowest images", images))
    , m_nearest(addRow("nearest images", images))
{
    m_soon.setSingleShot(true);
    m_soon.setInterval(0);
    connect(&m_soon, &QTimer::timeout, this, &HeadImagesPanel::ask);
    const auto soon = qOverload<>(&QTimer::start);
    connect(&document, &Document::studyChanged, this, [this] {
        m_jobs.drop(Jobs::Lane::HeadImages); // at once: an answer may already be waiting
        m_soon.start();
    });
    connect(&document, &Document::headChanged, &m_soon, soon);
    connect(&document, &Document::imageChanged, &m_soon, soon);
    connect(&document, &Document::heatmapChanged, &m_soon, soon);
    connect(&analysis.heads(), &HeadMeasures::descriptionsChanged, &m_soon, soon);
    connect(this, &QDockWidget::visibilityChanged, &m_soon, soon);
    ask();
}

HeadImagesPanel::Row HeadImagesPanel::addRow(const QString &name, ImageListModel &images)
{
    Row row = {new ElidedLabel, nullptr, new PickedImages(images, this)};
    auto *view = new QListView;
    view->setObjectName(name);
    view->setModel(row.model);
    ThumbnailDelegate::prepare(*view, ImageListModel::kThumbnail);
    view->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored); // as much as there is for each
    row.title->setBuddy(view);
    body().addWidget(row.title);
    body().addWidget(view, 1);
    row.view = view;
    const auto choose = [this, model = row.model](const QModelIndex &index) {
        m_document.setImage(model->image(index));
    };
    new Pinning(*view, m_document, [model = row.model](const QModelIndex &index) { return model->image(index); });
    connect(view, &QListView::clicked, this, choose);
    connect(view, &QListView::activated, this, choose);
    return row;
}

void HeadImagesPanel::ask()
{
    const auto &study = m_document.study();
    const QString head = QString::fromStdString(toString(m_document.head()));
    QString text = m_document.text();
    if (text.isEmpty() && study)
        text = m_analysis.heads().descriptions(m_document.head()).value(0).text;
    m_highest.title->setText(text.isEmpty() ? tr("Open texts to see which pictures fit them")
                                            : tr("Most “%1” to head %2").arg(text, head));
    m_lowest.title->setText(text.isEmpty() ? QString() : tr("Least “%1” to head %2").arg(text, head));
    m_nearest.title->setText(
        study ? tr("Nearest to picture %1, as head %2 sees it").arg(m_document.image() + 1).arg(head) : QString());
    for (const Row &row : {m_highest, m_lowest, m_nearest}) {
        row.view->setAccessibleName(row.title->text());
        row.model->setImages({});
    }
    if (!study || !isVisible())
        return m_jobs.drop(Jobs::Lane::HeadImages); // what it would bring is of another head, or of another study
    m_jobs.run(
        Jobs::Lane::HeadImages, tr("Asking head %1").arg(head),
        [study, text, head = m_document.head(), image = m_document.image()](const Jobs::Task &task) {
            Answers answers;
            if (!text.isEmpty()) {
                const FloatArray embedding = embedTexts(*study, {text.toStdString()}, task.job);
                const std::vector<float> scores = headScores(study->store, head, embedding.values, task.job);
                // Of few pictures none is among the most and the least at once.
                const auto shown = std::size_t(std::min(kShown, int(scores.size()) / 2));
                answers.highest = highest(scores, shown);
                answers.lowest = lowest(scores, shown);
            }
            answers.nearest = nearestImages(study->store, head, image, kShown, task.job);
            return answers;
        },
        [this](Answers answers) {
            m_highest.model->setImages(std::move(answers.highest));
            m_lowest.model->setImages(std::move(answers.lowest));
            m_nearest.model->setImages(std::move(answers.nearest));
        },
        [this](const Failure &failure) { m_highest.title->setText(failure.text(tr("Cancelled"))); });
}

}
