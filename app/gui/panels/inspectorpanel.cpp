// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/inspectorpanel.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPushButton>
#include <QSlider>
#include <QSplitter>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "app/gui/panels/explanations.h"
#include "widgets/base/icon.h"
#include "widgets/heads/descriptionview.h"

namespace headscope {

namespace {

constexpr double kGainStep = 0.05;
constexpr int kWords = 42; // letters of a description that should be read without a tooltip, with what stands beside it
constexpr double kLargestGain = 2.0;
const char *const kPerson = "you";

QString idText(HeadId head) { return QString::fromStdString(toString(head)); }

}

InspectorPanel::InspectorPanel(Document &document, Analysis &analysis, QWidget *parent)
    : Panel("inspector panel", tr("Head"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_facts(new QLabel)
    , m_label(new QLineEdit)
    , m_score(new QLabel)
    , m_tie(new QLabel)
    , m_gain(new QSlider(Qt::Horizontal))
    , m_gainText(new QLabel)
    , m_descriptions(new DescriptionModel(this))
    , m_view(new DescriptionView)
    , m_lists(new QSplitter)
    , m_published(new QWidget)
    , m_publishedTitle(new QLabel)
    , m_publishedTexts(new DescriptionModel(this))
    , m_publishedView(new DescriptionView)
    , m_ablate(new QPushButton)
    , m_pin(new QPushButton)
{
    m_pin->setObjectName("pin");
    m_pin->setEnabled(false);
    addControl(m_pin);
    m_ablate->setObjectName("ablate");
    m_ablate->setEnabled(false);
    addControl(m_ablate);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    body().addWidget(m_facts);
    makeConceptRow();
    makeGainRow();
    m_view->setObjectName("descriptions");
    m_view->setModel(m_descriptions);
    m_view->setAccessibleName(tr("Descriptions of the head"));
    m_view->setToolTip(tr("Click a description to see where this head sees it in the picture"));
    auto *caption = new QHBoxLayout;
    caption->addWidget(makeCaption(tr("Texts that &span it"), m_view));
    caption->addWidget(new HelpButton(explanationOf(Topic::TextSpan)));
    caption->addStretch();
    auto *own = new QWidget;
    auto *ownLayout = new QVBoxLayout(own);
    ownLayout->setContentsMargins({});
    ownLayout->setSpacing(kSmallGap);
    ownLayout->addLayout(caption);
    ownLayout->addWidget(m_view, 1);
    m_lists->setObjectName("text lists");
    m_lists->setChildrenCollapsible(false);
    m_lists->addWidget(own);
    m_lists->addWidget(makePublished());
    body().addWidget(m_lists, 1);
    setTabOrder(m_pin, m_ablate);
    setTabOrder(m_ablate, m_label);
    setTabOrder(m_label, m_gain);
    setTabOrder(m_gain, m_view);
    setTabOrder(m_view, m_publishedView);
    showDescriptions();
    showHead();

    connect(m_ablate, &QPushButton::clicked, this,
            [this] { m_document.setAblated({m_document.shownHead()}, !m_document.isAblated(m_document.shownHead())); });
    connect(m_pin, &QPushButton::clicked, this, [this] {
        const bool unpin = m_document.pinnedHead() == m_document.shownHead();
        m_document.pinHead(unpin ? std::nullopt : std::optional(m_document.shownHead()));
    });
    for (const DescriptionView *view : {m_view, m_publishedView}) {
        connect(view, &DescriptionView::descriptionActivated, this, [this, view](int row) {
            m_document.setOnlyHead(true);
            m_document.setTexts(view->model()->index(row, 0).data().toString(), {});
        });
    }
    connect(m_view, &DescriptionView::verdictToggled, this, &InspectorPanel::toggleVerdict);
    connect(&document, &Document::studyChanged, this, [this] {
        m_label->setModified(false); // what was being typed is of a head of another model
        showHead();
    });
    connect(&document, &Document::shownHeadChanged, this, &InspectorPanel::showHead);
    connect(&document, &Document::pinsChanged, this, &InspectorPanel::showFacts);
    connect(&document, &Document::ablationChanged, this, &InspectorPanel::showFacts);
    connect(&document, &Document::ablationChanged, this, &InspectorPanel::showGain);
    connect(&document, &Document::publishedChanged, this, &InspectorPanel::showPublished);
    connect(&document, &Document::conceptEditsChanged, this, &InspectorPanel::showDescriptions);
    connect(&analysis.heads(), &HeadMeasures::figuresChanged, this, &InspectorPanel::showFacts);
    connect(&analysis.heads(), &HeadMeasures::descriptionsChanged, this, &InspectorPanel::showDescriptions);
}

void InspectorPanel::makeConceptRow()
{
    m_label->setObjectName("concept");
    m_label->installEventFilter(this);
    m_label->setPlaceholderText(tr("no concept"));
    auto *row = new QHBoxLayout;
    row->setSpacing(kSmallGap);
    row->addWidget(makeCaption(tr("Co&ncept"), m_label));
    row->addWidget(m_label, 1);
    row->addWidget(m_score);
    row->addWidget(new HelpButton(explanationOf(Topic::ConceptConsistency)));
    body().addLayout(row);
    m_tie->setObjectName("tie");
    m_tie->setTextFormat(Qt::PlainText);
    m_tie->setWordWrap(true);
    body().addWidget(m_tie);
    // The mouse may show another head before the name is finished.
    connect(m_label, &QLineEdit::textEdited, this, [this] { m_labelled = m_document.shownHead(); });
    connect(m_label, &QLineEdit::editingFinished, this, &InspectorPanel::takeLabel);
}

void InspectorPanel::makeGainRow()
{
    m_gain->setObjectName("gain");
    m_gain->setRange(0, qRound(kLargestGain / kGainStep));
    m_gain->setPageStep(qRound(0.25 / kGainStep));
    m_gain->setTickInterval(qRound(1 / kGainStep));
    m_gain->setTickPosition(QSlider::TicksBelow);
    m_gain->setToolTip(tr("How much of what the head writes is left: 0 ablated, 1 as it is, 2 doubled"));
    m_gainText->setMinimumWidth(fontMetrics().horizontalAdvance(QStringLiteral("0.00")));
    auto *row = new QHBoxLayout;
    row->setSpacing(kSmallGap);
    row->addWidget(makeCaption(tr("&Gain"), m_gain));
    row->addWidget(m_gain, 1);
    row->addWidget(m_gainText);
    body().addLayout(row);
    connect(m_gain, &QSlider::valueChanged, this,
            [this](int value) { m_document.setGain(m_document.shownHead(), value * kGainStep); });
}

/// Beside each other the lists need room for two lines of words.
void InspectorPanel::resizeEvent(QResizeEvent *event)
{
    Panel::resizeEvent(event);
    const bool areNarrow = width() < 2 * kWords * fontMetrics().averageCharWidth();
    m_lists->setOrientation(areNarrow ? Qt::Vertical : Qt::Horizontal);
}

QWidget *InspectorPanel::makePublished()
{
    m_publishedTitle->setTextFormat(Qt::PlainText);
    m_publishedTitle->setWordWrap(true);
    auto *close = new QToolButton;
    close->setText(tr("Close"));
    close->setToolTip(tr("Close the published descriptions"));
    connect(close, &QToolButton::clicked, this, [this] { m_document.setPublished(nullptr); });
    auto *title = new QHBoxLayout;
    title->addWidget(m_publishedTitle, 1);
    title->addWidget(close);
    m_publishedView->setObjectName("published descriptions");
    m_publishedView->setAccessibleName(tr("Published descriptions of the head"));
    m_publishedView->setModel(m_publishedTexts);
    auto *layout = new QVBoxLayout(m_published);
    layout->setContentsMargins({});
    layout->setSpacing(kSmallGap);
    layout->addLayout(title);
    layout->addWidget(m_publishedView, 1);
    m_published->hide();
    return m_published;
}

/// What was typed is undone in the line; once that is taken, the window's steps are.
bool InspectorPanel::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_label || event->type() != QEvent::ShortcutOverride)
        return Panel::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (!(key->matches(QKeySequence::Undo) && !m_label->isUndoAvailable()) &&
        !(key->matches(QKeySequence::Redo) && !m_label->isRedoAvailable()))
        return Panel::eventFilter(watched, event);
    event->ignore();
    return true;
}

void InspectorPanel::showHead()
{
    showFacts();
    showGain();
    showDescriptions();
}

void InspectorPanel::showFacts()
{
    const HeadId head = m_document.shownHead();
    const bool ablated = m_document.isAblated(head);
    m_ablate->setText(ablated ? tr("Put bac&k") : tr("&Ablate"));
    m_ablate->setIcon(icon(ablated ? Icon::Restore : Icon::Ablate));
    m_ablate->setToolTip(tr("Ctrl+B; on the map Space, or Ctrl+click"));
    const bool pinned = m_document.pinnedHead() == head;
    m_pin->setText(pinned ? tr("Unp&in") : tr("P&in"));
    m_pin->setIcon(icon(pinned ? Icon::Unpin : Icon::Pin));
    m_pin->setToolTip(pinned ? tr("No longer compare with this head") : tr("Compare other heads with this one"));
    const bool isOpen = bool(m_document.study());
    for (QWidget *control : std::initializer_list<QWidget *>{m_ablate, m_pin, m_label, m_gain})
        control->setEnabled(isOpen);
    if (!isOpen)
        return;
    setHeading(head == m_document.head() ? tr("Head %1").arg(idText(head))
                                         : tr("Head %1, under the mouse").arg(idText(head)));
    const auto telling = [](const Figure &variation) {
        const NumberFormat format = {0, true};
        return variation.state == Figure::State::Pending ? QStringLiteral("…")
               : variation.isKnown()                     ? format.text(variation.value)
                                                         : variation.reason;
    };
    const Figure variation = m_analysis.heads().variation(head);
    QString facts;
    if (m_document.attribute().isEmpty())
        facts = variation.reason;
    else if (variation.isKnown())
        facts = tr("η² of %1: %2 of the head's variation, %Ln images", nullptr, variation.images)
                    .arg(m_document.attribute(), telling(variation));
    else
        facts = tr("η² of %1: %2").arg(m_document.attribute(), telling(variation));
    if (ablated)
        facts += tr(" · ablated");
    if (m_document.pinnedHead() && !pinned) {
        const HeadId other = *m_document.pinnedHead();
        facts += tr("\nPinned, %1: %2, “%3”")
                     .arg(idText(other), telling(m_analysis.heads().variation(other)),
                          m_analysis.heads().descriptions(other).value(0).text);
    }
    m_facts->setText(facts);
}

void InspectorPanel::showGain()
{
    const double gain = m_document.gain(m_document.shownHead());
    const QSignalBlocker blocker(m_gain);
    m_gain->setValue(qRound(gain / kGainStep));
    m_gainText->setText(NumberFormat{2, false}.text(gain));
}

void InspectorPanel::showConcept()
{
    const ConceptScore score =
        m_document.study() ? m_analysis.heads().conceptScore(m_document.shownHead()) : ConceptScore();
    if (!m_label->isModified())
        m_label->setText(QString::fromStdString(score.label.value));
    QString tip = tr("What the head is about. It comes from the concept tags of the texts; write your own, or clear it "
                     "to take theirs again.");
    QString tie;
    if (!score.tied.empty()) {
        tie = tr("%1: as many of the first descriptions are about each").arg(conceptText(score));
        tip += u'\n' + tie;
    }
    m_tie->setText(tie);
    m_tie->setVisible(!tie.isEmpty());
    m_label->setToolTip(tip);
    m_score->setText(score.score ? tr("CCS %1 of %2").arg(*score.score).arg(score.verdicts.size()) : tr("CCS –"));
    QString definition = tr("Concept Consistency Score: how many of the first five descriptions are about the concept "
                            "(arXiv 2503.11103). 5 is high, 3 moderate, at most 1 low.");
    if (!score.score && m_analysis.heads().hasDescriptions())
        definition.prepend(m_analysis.heads().whyUnscored(m_document.shownHead()) + u'\n');
    m_score->setToolTip(definition);
}

void InspectorPanel::showDescriptions()
{
    if (!m_document.study())
        m_view->setEmptyText(tr("Open a model and pictures to read its heads"));
    else if (!m_document.pool())
        m_view->setEmptyText(tr("Open texts (File > Open texts…) to describe heads with"));
    else
        m_view->setEmptyText(tr("Describing the heads…"));
    m_view->setErrorText(m_analysis.heads().describingStopped());
    showConcept();
    showPublished();
    if (!m_document.study())
        return m_descriptions->setDescriptions({});
    QList<Description> descriptions = m_analysis.heads().descriptions(m_document.shownHead());
    const ConceptScore score = m_analysis.heads().conceptScore(m_document.shownHead());
    for (std::size_t row = 0; row < score.verdicts.size(); ++row) {
        const Judgement<bool> &verdict = score.verdicts[row];
        Description &description = descriptions[qsizetype(row)];
        description.verdict = verdict.by.empty() ? Description::Verdict::Open
                              : verdict.value    ? Description::Verdict::Consistent
                                                 : Description::Verdict::Inconsistent;
        description.judge = verdict.by == kPoolJudge ? tr("by its tag") : tr("by you");
    }
    m_descriptions->setDescriptions(descriptions);
}

void InspectorPanel::showPublished()
{
    const auto &published = m_document.published();
    m_published->setVisible(published && m_document.study());
    if (m_published->isHidden())
        return;
    m_publishedTitle->setText(tr("In %1").arg(QString::fromStdString(published->name)));
    m_publishedView->setEmptyText(tr("It says nothing of this head"));
    const QList<Description> own = m_analysis.heads().descriptions(m_document.shownHead());
    QList<Description> texts;
    const auto found = published->heads.find(m_document.shownHead());
    if (found != published->heads.end()) {
        for (const std::string &text : found->second) {
            Description &description = texts.emplace_back();
            description.text = QString::fromStdString(text);
            description.share = Figure::undefined(tr("published without its share"));
            const auto same = [&](const Description &other) { return other.text == description.text; };
            const auto place = std::find_if(own.begin(), own.end(), same);
            if (place != own.end())
                description.remark = tr("yours: %1").arg(place - own.begin() + 1);
        }
    }
    m_publishedTexts->setDescriptions(std::move(texts));
}

void InspectorPanel::takeLabel()
{
    if (!m_document.study() || !m_label->isModified())
        return;
    m_label->setModified(false);
    const std::string label = m_label->text().trimmed().toStdString();
    ConceptEdits edits = m_document.conceptEdits(m_labelled);
    edits.label.reset();
    if (!label.empty())
        edits.label = Judgement<std::string>{label, kPerson};
    m_document.setConceptEdits(m_labelled, edits, tr("name the concept of head %1").arg(idText(m_labelled)));
}

void InspectorPanel::toggleVerdict(int row)
{
    const HeadId head = m_document.shownHead();
    const ConceptScore score = m_analysis.heads().conceptScore(head);
    if (row >= int(score.verdicts.size()))
        return;
    ConceptEdits edits = m_document.conceptEdits(head);
    const std::string text = m_descriptions->index(row).data().toString().toStdString();
    edits.verdicts[text] = {!score.verdicts[std::size_t(row)].value, kPerson};
    m_document.setConceptEdits(head, edits, tr("judge a description of head %1").arg(idText(head)));
}

}
