// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/headpanel.h"

#include <QComboBox>
#include <QGridLayout>
#include <QSignalBlocker>
#include <QVBoxLayout>

#include <algorithm>

#include "app/gui/panels/colourings.h"
#include "widgets/base/palette.h"
#include "widgets/figures/colourbar.h"
#include "widgets/heads/headmapkey.h"
#include "widgets/heads/headmapview.h"

namespace headscope {

namespace {

std::vector<HeadId> idsOf(const QList<HeadIndex> &heads)
{
    std::vector<HeadId> ids;
    for (const HeadIndex &head : heads)
        ids.push_back({head.layer, head.head});
    std::sort(ids.begin(), ids.end());
    return ids;
}

}

HeadPanel::HeadPanel(Document &document, Analysis &analysis, QWidget *parent)
    : Panel("heads panel", tr("Heads"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_heads(new HeadMapModel(this))
    , m_view(new HeadMapView)
    , m_foot(new QBoxLayout(QBoxLayout::TopToBottom))
    , m_legend(new ColourBar)
    , m_undefined(new ColourBar)
    , m_key(new HeadMapKey)
    , m_measure(new QComboBox)
    , m_mode(new QComboBox)
{
    using Colouring = Document::Colouring;
    m_measure->setObjectName("measure");
    m_measure->setToolTip(tr("What the head map shows"));
    addColourings(*m_measure);
    defineMeasures();
    m_mode->setObjectName("mode");
    m_mode->setToolTip(tr("What an ablated head writes instead of its own output"));
    m_mode->addItem(tr("Mean"), QVariant::fromValue(int(Ablation::Mode::Mean)));
    m_mode->addItem(tr("Zero"), QVariant::fromValue(int(Ablation::Mode::Zero)));
    addControl(tr("&Colour by"), m_measure);
    addControl(tr("Ab&late to"), m_mode);

    m_view->setHeadMap(m_heads);
    m_view->setObjectName("heads");
    m_view->setEmptyText(tr("Open a model and pictures: its heads stand here, layer by layer"));
    body().addWidget(m_view, 1);
    QSizePolicy legend = m_legend->sizePolicy();
    legend.setRetainSizeWhenHidden(true); // the map stays as it is when its figures come
    m_legend->setSizePolicy(legend);
    m_legend->hide();
    m_foot->setSpacing(kGap);
    m_undefined->hide();
    auto *place = new QGridLayout;
    place->addWidget(m_legend, 0, 0);
    place->addWidget(m_undefined, 0, 0);
    m_foot->addLayout(place, 1);
    m_foot->addWidget(m_key);
    body().addLayout(m_foot);
    setTabOrder(m_measure, m_mode);
    setTabOrder(m_mode, m_view);

    connect(m_measure, &QComboBox::activated, this, [this] {
        const auto chosen = Colouring(m_measure->currentData().toInt());
        if (chosen == m_document.colouring())
            m_analysis.heads().resumeSweep();
        else
            m_document.setColouring(chosen);
    });
    connect(m_mode, &QComboBox::activated, this,
            [this] { m_document.setMode(Ablation::Mode(m_mode->currentData().toInt())); });
    connect(m_view, &HeadMapView::headActivated, this, [this](int layer, int head) {
        m_document.setHead({layer, head});
    });
    connect(m_view, &HeadMapView::ablationToggled, this,
            [this](const QList<HeadIndex> &heads, bool ablate) { m_document.setAblated(idsOf(heads), ablate); });

    connect(m_view, &HeadMapView::headHovered, this, [this](int layer, int head) {
        m_document.previewHead(HeadId{layer, head});
    });
    connect(m_view, &HeadMapView::hoverEnded, this, [this] { m_document.previewHead(std::nullopt); });
    connect(m_view, &HeadMapView::selectedHeadsChanged, this,
            [this](const QList<HeadIndex> &heads) { m_document.setSelection(idsOf(heads)); });
    connect(&document, &Document::selectionChanged, this, &HeadPanel::showSelection);

    connect(&document, &Document::studyChanged, this, &HeadPanel::showStudy);
    connect(&document, &Document::ablationChanged, this, &HeadPanel::showAblation);
    connect(&document, &Document::headChanged, this, &HeadPanel::markHead);
    connect(&document, &Document::colouringChanged, this,
            [this] { m_measure->setCurrentIndex(m_measure->findData(int(m_document.colouring()))); });
    connect(&document, &Document::attributeChanged, this, &HeadPanel::defineMeasures);
    connect(&analysis.heads(), &HeadMeasures::figuresChanged, this, &HeadPanel::showFigures);
    connect(&analysis.heads(), &HeadMeasures::descriptionsChanged, this, [this] {
        if (!m_document.study())
            return; // texts may be opened before anything else
        fitShape();
        QStringList first;
        for (int layer = 0; layer < m_heads->layers(); ++layer) {
            for (int head = 0; head < m_heads->heads(); ++head)
                first.append(m_analysis.heads().descriptions({layer, head}).value(0).text);
        }
        m_heads->setFirstDescriptions(first);
        showScores();
    });
    connect(&document, &Document::conceptEditsChanged, this, &HeadPanel::showScores);
    connect(m_heads, &HeadMapModel::measureChanged, this, &HeadPanel::markHead);
}

void HeadPanel::resizeEvent(QResizeEvent *event)
{
    fitFoot();
    Panel::resizeEvent(event);
}

/// Beside each other legend and key would cut a long name.
void HeadPanel::fitFoot()
{
    const bool isWide = width() >= m_key->sizeHint().width() + m_legend->sizeHint().width() + 4 * kGap;
    m_foot->setDirection(isWide ? QBoxLayout::LeftToRight : QBoxLayout::TopToBottom);
}

void HeadPanel::defineMeasures()
{
    for (int index = 0; index < m_measure->count(); ++index) {
        const auto colouring = Document::Colouring(m_measure->itemData(index).toInt());
        m_measure->setItemData(index, m_analysis.heads().measure(colouring).definition, Qt::ToolTipRole);
    }
}

void HeadPanel::fitShape()
{
    const ContributionStore &store = m_document.study()->store;
    if (m_heads->layers() == store.layers() && m_heads->heads() == store.heads())
        return;
    m_heads->setShape(store.layers(), store.heads());
}

void HeadPanel::showStudy()
{
    defineMeasures();
    showFigures();
    showAblation();
    markHead();
}

void HeadPanel::showFigures()
{
    if (!m_document.study())
        return;
    fitShape(); // figures of another model may come before the news of it
    const std::vector<Figure> figures = m_analysis.heads().figures();
    const auto isIn = [&](Figure::State state) { return std::ranges::count(figures, state, &Figure::state) > 0; };
    const bool isUndefined = !isIn(Figure::State::Known) && !isIn(Figure::State::Pending);
    m_legend->setVisible(isIn(Figure::State::Known));
    m_undefined->setVisible(isUndefined);
    m_heads->setFigures(m_analysis.heads().measure(), figures);
    const Measure measure = m_heads->measure();
    if (isUndefined)
        m_undefined->setUndefined(measure.name, figures.front().reason);
    m_legend->setScale(
        m_heads->scale(), measure.name, [measure](double value) { return measure.text(value); },
        tr("one scale for all heads"));
    m_legend->setToolTip(measure.definition);
    fitFoot();
    m_measure->setToolTip(tr("What the head map shows: %1").arg(measure.definition));
    markHead();
}

void HeadPanel::showScores()
{
    QStringList scores;
    for (int layer = 0; layer < m_heads->layers(); ++layer) {
        for (int head = 0; head < m_heads->heads(); ++head) {
            const ConceptScore of = m_analysis.heads().conceptScore({layer, head});
            const QString score = of.score ? tr("CCS %1").arg(*of.score) : QString();
            scores.append(of.tied.empty() ? score : tr("%1: %2").arg(score, conceptText(of)));
        }
    }
    m_heads->setRemarks(scores);
}

void HeadPanel::showAblation()
{
    std::vector<double> gains(std::size_t(m_heads->layers() * m_heads->heads()), 1.0);
    for (const auto &[head, gain] : m_document.ablation().heads)
        gains[std::size_t(head.layer * m_heads->heads() + head.head)] = gain;
    m_heads->setGains(std::move(gains));
    m_mode->setCurrentIndex(m_mode->findData(int(m_document.ablation().mode)));
}

void HeadPanel::markHead()
{
    const HeadId head = m_document.head();
    if (m_view->currentIndex() != m_heads->index(head.layer, head.head))
        m_view->setCurrentHead(head.layer, head.head);
    const QVariant value = m_heads->index(head.layer, head.head).data(HeadMapModel::ValueRole);
    m_legend->setMarkedValue(value.isValid() ? std::optional(value.toDouble()) : std::nullopt);
}

void HeadPanel::showSelection()
{
    if (idsOf(m_view->selectedHeads()) == m_document.selection())
        return;
    QList<HeadIndex> heads;
    for (const HeadId head : m_document.selection())
        heads.append({head.layer, head.head});
    m_view->setSelectedHeads(heads);
}

}
