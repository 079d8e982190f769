// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/picturepanel.h"

#include <QActionGroup>
#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <QWidgetAction>

#include <algorithm>

#include "app/gui/panels/gallery.h"
#include "app/gui/panels/imagelistmodel.h"
#include "widgets/base/elidedlabel.h"
#include "widgets/base/icon.h"
#include "widgets/pictures/heatmappair.h"

namespace headscope {

namespace {

constexpr int kTypingPause = 200; // ms
constexpr int kOpacity = 60;      // %
constexpr int kRoomyLetters = 80; // the gallery has room in a panel as wide
const NumberFormat kHeatFormat = {4, false};
const NumberFormat kScoreFormat = {2, false};

using Beside = Document::Beside;

}

PicturePanel::PicturePanel(Document &document, Analysis &analysis, ImageListModel &images, QWidget *parent)
    : Panel("picture panel", tr("Picture"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_images(images)
    , m_gallery(new Gallery(document, images))
    , m_showGallery(new QToolButton)
    , m_text(new QLineEdit)
    , m_versus(new QLineEdit)
    , m_heads(new QComboBox)
    , m_compare(new QPushButton)
    , m_view(new HeatmapPair(kHeatFormat))
    , m_facts(new ElidedLabel)
    , m_unread(new QLabel)
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
    addControl(m_compare);
    makeGalleryButton();
    m_text->setMinimumWidth(100);
    m_versus->setMinimumWidth(60);
    m_versus->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed); // the first text is the longer one
    m_compare->setObjectName("compare pictures");
    m_compare->setText(tr("Compare"));
    m_compare->setToolTip(tr("What stands beside the picture, and on which scale heatmaps are coloured"));
    m_compare->setMenu(makeCompareMenu());

    auto *row = new QHBoxLayout;
    row->setSpacing(kGap);
    row->addWidget(m_gallery);
    for (QComboBox *box : m_gallery->findChildren<QComboBox *>())
        letShrink(*box);
    auto *seen = new QVBoxLayout;
    seen->setSpacing(kSmallGap);
    seen->addWidget(m_view, 1);
    m_view->setObjectName("heatmap pair");
    m_facts->setObjectName("picture facts");
    m_facts->setAlignment(Qt::AlignCenter);
    m_facts->setForegroundRole(QPalette::PlaceholderText);
    seen->addWidget(m_facts);
    m_unread->setObjectName("unread");
    m_unread->setTextFormat(Qt::PlainText);
    m_unread->setWordWrap(true);
    m_unread->hide();
    seen->addWidget(m_unread);
    row->addLayout(seen, 5);
    auto *scores = new QVBoxLayout;
    m_scores->setObjectName("class scores");
    m_scoresTitle->setWordWrap(true);
    scores->addWidget(m_scoresTitle);
    scores->addWidget(m_scores, 1);
    row->addLayout(scores, 3);
    body().addLayout(row, 1);
    setTabOrder(m_text, m_versus);
    setTabOrder(m_versus, m_heads);
    setTabOrder(m_heads, m_compare);
    setTabOrder(m_compare, m_showGallery);
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
    connect(m_gallery, &Gallery::changed, this, &PicturePanel::showHeading);
    connect(&document, &Document::studyChanged, this, &PicturePanel::showStudy);
    connect(&document, &Document::heatmapChanged, this, &PicturePanel::showTexts);
    connect(&document, &Document::headChanged, this, &PicturePanel::showTexts);
    connect(&document, &Document::pinsChanged, this, &PicturePanel::takePin);
    connect(&document, &Document::ablationChanged, this, &PicturePanel::showPicture);
    connect(&analysis, &Analysis::pictureFailed, m_view, &HeatmapPair::setErrorText);
    connect(&analysis, &Analysis::pictureChanged, this, &PicturePanel::showPicture);
    connect(&analysis, &Analysis::classScoresChanged, this, &PicturePanel::showScores);
}

void PicturePanel::makeGalleryButton()
{
    m_showGallery->setObjectName("show gallery");
    m_showGallery->setCheckable(true);
    m_showGallery->setFocusPolicy(Qt::StrongFocus);
    m_showGallery->setIcon(icon(Icon::Pictures));
    m_showGallery->setAccessibleName(tr("List of pictures"));
    m_showGallery->setToolTip(tr("The list of pictures; in little room it folds away"));
    connect(m_showGallery, &QToolButton::clicked, this, &PicturePanel::setGalleryShown);
    addControl(m_showGallery);
}

QMenu *PicturePanel::makeCompareMenu()
{
    auto *menu = new QMenu(this);
    const auto addChoices = [&](const QString &title, const QStringList &choices, int chosen) {
        menu->addSection(title);
        auto *group = new QActionGroup(menu);
        for (const QString &choice : choices) {
            group->addAction(menu->addAction(choice))->setCheckable(true);
            group->actions().back()->setData(group->actions().size() - 1);
        }
        group->actions()[chosen]->setChecked(true);
        return group;
    };
    auto *beside = addChoices(tr("Beside the picture"),
                              {tr("&Nothing"), tr("The &least similar description"), tr("The &pinned picture")},
                              int(m_document.beside()));
    m_besides = beside->actions();
    connect(beside, &QActionGroup::triggered, this,
            [this](const QAction *action) { m_document.setBeside(Beside(action->data().toInt())); });
    auto *scaling =
        addChoices(tr("Colour scale"), {tr("&One for what is shown"), tr("&Each its own"), tr("One for &all pictures")},
                   int(HeatmapPair::Scaling::Shared));
    scaling->setObjectName("scaling");
    connect(scaling, &QActionGroup::triggered, this, [this](const QAction *action) {
        m_view->setScaling(HeatmapPair::Scaling(action->data().toInt()));
        shareScale();
    });
    menu->addSection(tr("Strength of the colours"));
    auto *opacity = new QSlider(Qt::Horizontal);
    opacity->setObjectName("opacity");
    opacity->setAccessibleName(tr("Strength of the colours"));
    opacity->setRange(10, 100);
    opacity->setPageStep(10);
    opacity->setValue(kOpacity);
    connect(opacity, &QSlider::valueChanged, this, [this](int percent) { m_view->setHeatOpacity(percent / 100.0); });
    auto *strength = new QWidgetAction(menu);
    auto *padded = new QWidget;
    auto *padding = new QHBoxLayout(padded);
    padding->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
    padding->addWidget(opacity);
    strength->setDefaultWidget(padded);
    menu->addAction(strength);
    return menu;
}

void PicturePanel::resizeEvent(QResizeEvent *event)
{
    fitGallery();
    Panel::resizeEvent(event);
}

void PicturePanel::fitGallery()
{
    m_gallery->fit(width());
    const bool hasRoom = width() >= kRoomyLetters * fontMetrics().averageCharWidth();
    const bool isShown = m_wishesGallery.value_or(hasRoom);
    m_gallery->setVisible(isShown);
    m_showGallery->setChecked(isShown);
}

void PicturePanel::setGalleryShown(bool isShown)
{
    m_wishesGallery = isShown;
    fitGallery();
}

void PicturePanel::showStudy()
{
    takePin();
    showTexts();
}

void PicturePanel::takePin()
{
    const std::optional<int> pinned = m_document.pinnedImage();
    if (pinned && pinned != m_pinned) {
        if (m_document.beside() != Beside::Pinned)
            m_besideBefore = m_document.beside();
        m_document.setBeside(Beside::Pinned);
    } else if (!pinned && m_document.beside() == Beside::Pinned) {
        m_document.setBeside(m_besideBefore);
    }
    m_pinned = pinned;
    m_besides[int(Beside::Pinned)]->setEnabled(pinned.has_value());
}

HeatmapPair::Side PicturePanel::sideOf(const SeenPicture &seen) const
{
    HeatmapPair::Side side;
    side.picture = seen.picture;
    side.heat = seen.heat;
    side.name = seen.title;
    if (seen.image >= 0)
        side.accessibleDescription = m_images.index(seen.image).data(Qt::AccessibleTextRole).toString();
    if (seen.cosine) {
        side.detail = tr("cosine %1").arg(kScoreFormat.signedText(*seen.cosine));
        side.explanation = m_document.versus().isEmpty()
                               ? tr("Cosine of the text with what the head writes for this picture")
                               : tr("Cosine of the difference of the two texts with what the head writes for this "
                                    "picture");
    }
    return side;
}

HeatmapPair::Side PicturePanel::sideBeside(const SeenPicture &beside) const
{
    HeatmapPair::Side side = sideOf(beside);
    QStringList details = {tr("pinned picture %1").arg(beside.image + 1)};
    if (beside.image == m_analysis.picture().image) {
        const PictureView &first = m_analysis.picture();
        const QList<Description> all = m_analysis.heads().descriptions(m_document.head());
        const bool firstIsLower =
            std::any_of(all.begin(), all.end(),
                        [this](const Description &description) { return description.text == m_document.text(); }) &&
            first.cosine && beside.cosine && *first.cosine < *beside.cosine;
        details.front() = firstIsLower ? tr("least similar other") : tr("least similar");
        side.explanation += tr(": the lowest of the head's other descriptions");
    }
    if (!side.detail.isEmpty())
        details.append(side.detail);
    side.detail = details.join(u'\n');
    return side;
}

void PicturePanel::showHeading()
{
    const int image = m_analysis.picture().image;
    if (image < 0)
        return;
    setHeading(m_gallery->shows(image) ? tr("Picture %1").arg(image + 1)
                                       : tr("Picture %1 (not among these)").arg(image + 1));
    m_facts->setText(m_images.facts(image));
}

void PicturePanel::showPicture()
{
    const PictureView &view = m_analysis.picture();
    m_view->setEmptyText(m_document.study() ? QString() : tr("Drop a folder of pictures here"));
    showHeading();
    QString heads;
    QString subject; // pictures of which may share a scale
    if (!view.heat.isEmpty()) {
        heads = m_document.onlyHead() ? tr("head %1").arg(QString::fromStdString(toString(m_document.head())))
                                      : tr("all heads");
        subject = QString::fromStdString(m_document.study()->store.description().modelHash) + view.title + heads;
        // Heatmaps are of the model as it is, and say so when something is ablated.
        if (!m_document.ablation().empty())
            heads = tr("%1, before ablation").arg(heads);
    }
    std::optional<HeatmapPair::Side> second;
    if (view.beside)
        second = sideBeside(*view.beside);
    const bool isOneHead = !view.heat.isEmpty() && m_document.onlyHead();
    m_view->setCompanions(isOneHead ? view.layerHeats : std::vector<HeatGrid>(), tr("the layer's scale"));
    m_view->setSides(sideOf(view), second, heads, subject);
    shareScale();
    m_unread->setText(view.unread);
    m_unread->setVisible(!view.unread.isEmpty());
    showScores(); // beside the pinned picture's
}

void PicturePanel::shareScale()
{
    const bool isOfLayer = m_document.onlyHead() && !m_analysis.picture().layerHeats.empty() &&
                           m_view->scaling() == HeatmapPair::Scaling::Shared;
    Q_EMIT layerScaleChanged(isOfLayer ? m_view->sharedScale() : std::nullopt);
}

void PicturePanel::showScores()
{
    m_scores->setEmptyText(!m_document.study()                   ? QString()
                           : m_document.study()->classes.empty() ? tr("These pictures have no classes")
                                                                 : tr("Computing…"));
    QString title =
        m_document.ablation().empty() ? tr("Class scores (cosine)") : tr("Class scores (cosine), now by direct effect");
    const auto &now = m_analysis.direct();
    const auto pinned = m_document.pinnedImage();
    if (now && pinned && pinned != m_document.image() && m_document.beside() == Beside::Pinned) {
        const auto scores = now->logits->row(m_document.image());
        const auto best = std::max_element(scores.begin(), scores.end()) - scores.begin();
        const auto difference = double(scores[std::size_t(best)] - now->logits->row(*pinned)[std::size_t(best)]);
        title += tr("\n%1: %2 against picture %3")
                     .arg(QString::fromStdString(m_document.study()->classes[std::size_t(best)]),
                          kScoreFormat.signedText(difference))
                     .arg(*pinned + 1);
    }
    m_scoresTitle->setText(title);
    m_scores->setScores(m_analysis.classScores(), !m_document.ablation().empty(), {3, false});
}

void PicturePanel::showTexts()
{
    const bool isTyping = m_typing.isActive();
    if (!isTyping && m_text->text().trimmed() != m_document.text()) {
        m_text->setText(m_document.text());
        m_text->setCursorPosition(0); // its beginning tells more than its end
    }
    if (!isTyping && m_versus->text().trimmed() != m_document.versus())
        m_versus->setText(m_document.versus());
    m_heads->setItemText(1, tr("head %1").arg(QString::fromStdString(toString(m_document.head()))));
    m_heads->setCurrentIndex(m_document.onlyHead() ? 1 : 0);
    m_besides[int(m_document.beside())]->setChecked(true);
}

void PicturePanel::takeTexts()
{
    m_typing.stop();
    m_document.setTexts(m_text->text().trimmed(), m_versus->text().trimmed());
}
}
