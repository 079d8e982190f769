// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/picturepanel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include "app/gui/imagefilter.h"
#include "widgets/heatmapview.h"
#include "widgets/icon.h"
#include "widgets/thumbnaildelegate.h"
#include "widgets/zoom.h"

namespace headscope {

namespace {

constexpr int kColumns = 3;
constexpr int kTypingPause = 200; // ms

}

PicturePanel::PicturePanel(Document &document, Analysis &analysis, ImageListModel &images, QWidget *parent)
    : Panel("picture panel", tr("Picture"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_images(images)
    , m_filter(new ImageFilter(images, this))
    , m_list(new QListView)
    , m_which(new QComboBox)
    , m_order(new QComboBox)
    , m_count(new QLabel)
    , m_allGroups(new QToolButton)
    , m_text(new QLineEdit)
    , m_versus(new QLineEdit)
    , m_heads(new QComboBox)
    , m_view(new HeatmapView)
    , m_scoresTitle(new QLabel)
    , m_scores(new ClassScores)
{
    m_text->setObjectName("text");
    m_text->setAccessibleName(tr("Where is this text"));
    m_text->setToolTip(tr("A text: the heatmap shows where the model's heads see it"));
    m_text->setPlaceholderText(tr("a text, such as “a firefighter”"));
    m_text->setClearButtonEnabled(true);
    m_versus->setObjectName("versus");
    m_versus->setAccessibleName(tr("More than this text"));
    m_versus->setToolTip(tr("A second text: the heatmap shows what speaks for the first rather than for this one"));
    m_versus->setPlaceholderText(tr("nothing"));
    m_versus->setClearButtonEnabled(true);
    m_heads->setObjectName("which heads");
    m_heads->setAccessibleName(tr("Which heads"));
    m_heads->addItems({tr("all heads"), tr("head 0.0")});
    m_heads->setToolTip(tr("Whose heatmap is shown"));

    addControl(tr("Wh&ere is"), m_text);
    addControl(tr("mo&re than"), m_versus);
    addControl(tr("for"), m_heads);
    m_text->setMinimumWidth(100);
    m_versus->setMinimumWidth(60);

    auto *row = new QHBoxLayout;
    row->setSpacing(kGap);
    row->addLayout(makeGallery());
    row->addWidget(m_view, 4);
    auto *scores = new QVBoxLayout;
    m_scoresTitle->setWordWrap(true);
    scores->addWidget(m_scoresTitle);
    scores->addWidget(m_scores, 1);
    row->addLayout(scores, 3);
    body().addLayout(row, 1);
    setTabOrder(m_text, m_versus);
    setTabOrder(m_versus, m_heads);
    setTabOrder(m_heads, m_which);
    setTabOrder(m_which, m_order);
    setTabOrder(m_order, m_list);
    setTabOrder(m_list, m_view);
    m_view->setEmptyText(tr("Drop a folder of pictures here"));
    showScores();

    m_typing.setSingleShot(true);
    m_typing.setInterval(kTypingPause);
    connect(&m_typing, &QTimer::timeout, this, &PicturePanel::takeTexts);
    for (QLineEdit *edit : {m_text, m_versus}) {
        connect(edit, &QLineEdit::textEdited, &m_typing, qOverload<>(&QTimer::start));
        connect(edit, &QLineEdit::returnPressed, this, &PicturePanel::takeTexts);
    }
    connect(m_heads, &QComboBox::activated, this, [this](int index) { m_document.setOnlyHead(index == 1); });
    connect(&document, &Document::studyChanged, this, &PicturePanel::showStudy);
    connect(&document, &Document::heatmapChanged, this, &PicturePanel::showTexts);
    connect(&document, &Document::headChanged, this, &PicturePanel::showTexts);
    connect(&document, &Document::imageChanged, this, &PicturePanel::markImage);
    connect(&document, &Document::ablationChanged, this, &PicturePanel::showPicture);
    connect(&analysis, &Analysis::pictureChanged, this, &PicturePanel::showPicture);
    connect(&analysis, &Analysis::classScoresChanged, this, &PicturePanel::showScores);
}

QLayout *PicturePanel::makeGallery()
{
    m_list->setObjectName("images");
    m_list->setAccessibleName(tr("Pictures"));
    m_list->setModel(m_filter);
    ThumbnailDelegate::prepare(*m_list, ImageListModel::kThumbnail);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);

    m_which->setObjectName("which pictures");
    m_which->setAccessibleName(tr("Which pictures"));
    m_which->setToolTip(tr("Which pictures are shown; right and wrong by direct effect"));
    m_which->addItems({tr("all pictures"), tr("right now"), tr("wrong now"), tr("changed by the ablation"),
                       tr("wrong before, right now"), tr("right before, wrong now")});
    m_order->setObjectName("order of pictures");
    m_order->setAccessibleName(tr("Order of the pictures"));
    m_order->setToolTip(tr("In which order pictures are shown"));
    m_order->addItems({tr("as in the data set"), tr("by class"), tr("lowest score of the true class first"),
                       tr("most lowered by the ablation first")});
    fitGallery();
    m_allGroups->setObjectName("all groups");
    m_allGroups->setToolTip(tr("Show pictures of all groups again"));
    m_allGroups->setIcon(icon(Icon::Close));
    m_allGroups->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_allGroups->hide();
    connect(m_which, &QComboBox::currentIndexChanged, this, [this](int index) {
        const QSignalBlocker blocker(m_list->selectionModel()); // the picture looked at stays the same
        m_filter->setWhich(ImageFilter::Which(index));
        markImage();
    });
    connect(m_order, &QComboBox::currentIndexChanged, this, [this](int index) {
        const QSignalBlocker blocker(m_list->selectionModel());
        m_filter->setOrder(ImageFilter::Order(index));
        markImage();
    });
    connect(m_allGroups, &QToolButton::clicked, this, [this] { showGroup({}, {}); });
    connect(m_filter, &QAbstractItemModel::modelReset, this, &PicturePanel::showCount);
    connect(m_filter, &QAbstractItemModel::layoutChanged, this, &PicturePanel::showCount);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &PicturePanel::showCount);
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, &PicturePanel::showCount);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        if (index.isValid())
            m_document.setImage(m_filter->mapToSource(index).row());
    });

    auto *state = new QHBoxLayout;
    state->addWidget(m_count, 1);
    state->addWidget(m_allGroups);
    auto *gallery = new QVBoxLayout;
    gallery->setSpacing(kSmallGap);
    gallery->addWidget(m_which);
    gallery->addWidget(m_order);
    gallery->addLayout(state);
    gallery->addWidget(m_list, 1);
    return gallery;
}

void PicturePanel::fitGallery()
{
    const int columns = qMax(1, qRound(kColumns / zoomFactor()));
    const int width = columns * m_list->gridSize().width() + m_list->verticalScrollBar()->sizeHint().width() +
                      2 * m_list->frameWidth() + kSmallGap;
    for (QWidget *widget : std::initializer_list<QWidget *>{m_list, m_which, m_order})
        widget->setFixedWidth(width);
}

void PicturePanel::showGroup(const QString &label, const QString &value)
{
    const QSignalBlocker blocker(m_list->selectionModel());
    m_filter->setGroup(label, m_document.attribute(), value);
    m_allGroups->setText(tr("%1, %2").arg(label, value));
    m_allGroups->setVisible(m_filter->hasGroup());
    showCount();
    markImage();
}

void PicturePanel::showCount()
{
    const int shown = m_filter->rowCount();
    const int all = m_images.rowCount();
    m_count->setText(all == 0       ? QString()
                     : shown == all ? tr("%Ln pictures", nullptr, all)
                                    : tr("%1 of %2").arg(countText(shown), countText(all)));
}

void PicturePanel::markImage()
{
    const QModelIndex index = m_filter->mapFromSource(m_images.index(m_document.image()));
    // A picture that the filter leaves out stays the one looked at.
    const QSignalBlocker blocker(m_list->selectionModel());
    m_list->setCurrentIndex(index);
    if (index.isValid())
        m_list->scrollTo(index);
    m_list->viewport()->update();
}

void PicturePanel::setErrorText(const QString &text) { m_view->setErrorText(text); }

void PicturePanel::showStudy()
{
    showGroup({}, {});
    markImage();
    showTexts();
}

void PicturePanel::showPicture()
{
    const PictureView &view = m_analysis.picture();
    m_view->setEmptyText(m_document.study() ? QString() : tr("Drop a folder of pictures here"));
    m_view->setPicture(view.picture,
                       view.image < 0 ? QString() : m_images.index(view.image).data(Qt::AccessibleTextRole).toString());
    if (view.image >= 0)
        setHeading(tr("Picture %1").arg(view.image + 1));
    if (view.heat.isEmpty())
        return m_view->clearHeat();
    const QString head = QString::fromStdString(toString(m_document.head()));
    // Heatmaps are of the model as it is, and say so when something is ablated.
    m_view->setHeat(
        view.heat, ColourScale::Kind::Diverging,
        (m_document.onlyHead() ? tr("%1, head %2").arg(view.title, head) : tr("%1, all heads").arg(view.title)) +
            (m_document.ablation().empty() ? QString() : tr(" · before ablation")),
        {4, false});
}

void PicturePanel::showScores()
{
    m_scores->setEmptyText(!m_document.study()                   ? QString()
                           : m_document.study()->classes.empty() ? tr("These pictures have no classes")
                                                                 : tr("Computing…"));
    m_scoresTitle->setText(m_document.ablation().empty() ? tr("Class scores (cosine)")
                                                         : tr("Class scores (cosine), now by direct effect"));
    m_scores->setScores(m_analysis.classScores(), !m_document.ablation().empty(), {3, false});
}

void PicturePanel::showTexts()
{
    const bool isTyping = m_typing.isActive();
    if (!isTyping && m_text->text().trimmed() != m_document.text())
        m_text->setText(m_document.text());
    if (!isTyping && m_versus->text().trimmed() != m_document.versus())
        m_versus->setText(m_document.versus());
    m_heads->setItemText(1, tr("head %1").arg(QString::fromStdString(toString(m_document.head()))));
    m_heads->setCurrentIndex(m_document.onlyHead() ? 1 : 0);
}

void PicturePanel::takeTexts()
{
    m_typing.stop();
    m_document.setTexts(m_text->text().trimmed(), m_versus->text().trimmed());
}

}
