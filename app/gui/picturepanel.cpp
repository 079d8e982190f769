// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/picturepanel.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QListView>
#include <QScrollBar>

#include "app/gui/imagelistmodel.h"
#include "widgets/heatmapview.h"

namespace headscope {

namespace {

constexpr int kThumbnail = 44;    // logical pixels
constexpr int kTypingPause = 200; // ms

}

PicturePanel::PicturePanel(Document &document, Analysis &analysis, QWidget *parent)
    : Panel("picture panel", tr("Picture"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_images(new ImageListModel(this))
    , m_list(new QListView)
    , m_text(new QLineEdit)
    , m_versus(new QLineEdit)
    , m_heads(new QComboBox)
    , m_view(new HeatmapView)
    , m_scores(new ClassScores)
{
    m_text->setObjectName("text");
    m_text->setPlaceholderText(tr("a text, such as “a firefighter”"));
    m_text->setClearButtonEnabled(true);
    m_versus->setObjectName("versus");
    m_versus->setPlaceholderText(tr("nothing"));
    m_versus->setClearButtonEnabled(true);
    m_heads->setObjectName("which heads");
    m_heads->setAccessibleName(tr("Which heads"));
    m_heads->addItems({tr("all heads"), tr("head 0.0")});
    m_heads->setToolTip(tr("Whose heatmap is shown"));

    m_list->setObjectName("images");
    m_list->setAccessibleName(tr("Pictures"));
    m_list->setModel(m_images);
    m_list->setViewMode(QListView::IconMode);
    m_list->setResizeMode(QListView::Adjust);
    m_list->setMovement(QListView::Static);
    m_list->setUniformItemSizes(true);
    m_list->setLayoutMode(QListView::Batched);
    m_list->setIconSize({kThumbnail, kThumbnail});
    m_list->setGridSize({kThumbnail + kGap, kThumbnail + kGap});
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    m_images->setSizes(int(kThumbnail * devicePixelRatioF()), m_list->gridSize());
    m_list->setFixedWidth(3 * (kThumbnail + kGap) + m_list->verticalScrollBar()->sizeHint().width() +
                          2 * m_list->frameWidth() + kSmallGap);

    addControl(tr("Where is"), m_text);
    addControl(tr("more than"), m_versus);
    addControl(tr("for"), m_heads);
    m_text->setMinimumWidth(150);
    m_versus->setMinimumWidth(90);

    auto *row = new QHBoxLayout;
    row->setSpacing(kGap);
    row->addWidget(m_list);
    row->addWidget(m_view, 4);
    auto *scores = new QVBoxLayout;
    scores->addWidget(new QLabel(tr("Class scores, now by direct effect")));
    scores->addWidget(m_scores, 1);
    row->addLayout(scores, 3);
    body().addLayout(row, 1);
    setTabOrder(m_text, m_versus);
    setTabOrder(m_versus, m_heads);
    setTabOrder(m_heads, m_list);
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
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, [this](const QModelIndex &index) {
        if (index.isValid())
            m_document.setImage(index.row());
    });
    connect(&document, &Document::studyChanged, this, &PicturePanel::showStudy);
    connect(&document, &Document::heatmapChanged, this, &PicturePanel::showTexts);
    connect(&document, &Document::headChanged, this, &PicturePanel::showTexts);
    connect(&document, &Document::imageChanged, this,
            [this] { m_list->setCurrentIndex(m_images->index(m_document.image())); });
    connect(&analysis, &Analysis::pictureChanged, this, &PicturePanel::showPicture);
    connect(&analysis, &Analysis::classScoresChanged, this, &PicturePanel::showScores);
}

void PicturePanel::setErrorText(const QString &text) { m_view->setErrorText(text); }

void PicturePanel::showStudy()
{
    const int image = m_document.image();
    m_images->setStudy(m_document.study());
    m_list->setCurrentIndex(m_images->index(image));
    showTexts();
}

void PicturePanel::showPicture()
{
    const PictureView &view = m_analysis.picture();
    m_view->setEmptyText(m_document.study() ? QString() : tr("Drop a folder of pictures here"));
    m_view->setPicture(
        view.picture, view.image < 0 ? QString() : m_images->index(view.image).data(Qt::AccessibleTextRole).toString());
    if (view.image >= 0)
        setHeading(tr("Picture %1").arg(view.image + 1));
    if (view.heat.isEmpty())
        return m_view->clearHeat();
    const bool diverging = !m_document.versus().isEmpty();
    const QString head = QString::fromStdString(toString(m_document.head()));
    const QString text = diverging ? tr("“%1” more than “%2”").arg(m_document.text(), m_document.versus())
                                   : tr("“%1”").arg(m_document.text());
    m_view->setHeat(view.heat, ColourScale::Kind::Diverging,
                    m_document.onlyHead() ? tr("%1, head %2").arg(text, head) : tr("%1, all heads").arg(text),
                    {4, false});
}

void PicturePanel::showScores()
{
    m_scores->setEmptyText(!m_document.study()                   ? QString()
                           : m_document.study()->classes.empty() ? tr("These pictures have no classes")
                                                                 : tr("Computing…"));
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
