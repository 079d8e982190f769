// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/inspectorpanel.h"

#include <QLabel>
#include <QPushButton>
#include <QVBoxLayout>

#include "widgets/descriptionview.h"

namespace headscope {

InspectorPanel::InspectorPanel(Document &document, Analysis &analysis, QWidget *parent)
    : Panel("inspector panel", tr("Head"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_facts(new QLabel)
    , m_descriptions(new DescriptionModel(this))
    , m_view(new DescriptionView)
    , m_ablate(new QPushButton)
{
    m_ablate->setObjectName("ablate");
    m_ablate->setEnabled(false);
    addControl(m_ablate);
    m_facts->setTextFormat(Qt::PlainText);
    m_facts->setWordWrap(true);
    body().addWidget(m_facts);
    m_view->setObjectName("descriptions");
    m_view->setModel(m_descriptions);
    m_view->setAccessibleName(tr("Descriptions of the head"));
    m_view->setToolTip(tr("Click a description to see where this head sees it in the picture"));
    body().addWidget(m_view, 1);
    setTabOrder(m_ablate, m_view);
    showDescriptions();
    showFacts();

    connect(m_ablate, &QPushButton::clicked, this,
            [this] { m_document.setAblated({m_document.head()}, !m_document.isAblated(m_document.head())); });
    connect(m_view, &DescriptionView::descriptionActivated, this, [this](int row) {
        m_document.setOnlyHead(true);
        m_document.setTexts(m_descriptions->index(row).data().toString(), {});
    });
    connect(&document, &Document::studyChanged, this, &InspectorPanel::showHead);
    connect(&document, &Document::headChanged, this, &InspectorPanel::showHead);
    connect(&document, &Document::ablationChanged, this, &InspectorPanel::showFacts);
    connect(&analysis, &Analysis::figuresChanged, this, &InspectorPanel::showFacts);
    connect(&analysis, &Analysis::descriptionsChanged, this, &InspectorPanel::showDescriptions);
}

void InspectorPanel::setErrorText(const QString &text) { m_view->setErrorText(text); }

void InspectorPanel::showHead()
{
    showFacts();
    showDescriptions();
}

void InspectorPanel::showFacts()
{
    const bool ablated = m_document.isAblated(m_document.head());
    m_ablate->setText(ablated ? tr("Put &back") : tr("&Ablate"));
    m_ablate->setToolTip(tr("Space, or Ctrl+click on the head"));
    if (!m_document.study())
        return;
    m_ablate->setEnabled(true);
    setHeading(tr("Head %1").arg(QString::fromStdString(toString(m_document.head()))));
    const Figure variation = m_analysis.variation(m_document.head());
    const QString attribute = m_document.attribute();
    QString facts = variation.state == Figure::State::Pending ? tr("η² of %1: …").arg(attribute)
                    : variation.isKnown()
                        ? tr("η² of %1: %2 of the head's variation, %3 images")
                              .arg(attribute, NumberFormat{0, true}.text(variation.value), countText(variation.images))
                        : variation.reason;
    if (ablated)
        facts += tr(" · ablated");
    m_facts->setText(facts);
}

void InspectorPanel::showDescriptions()
{
    if (!m_document.study())
        m_view->setEmptyText(tr("Open a model and pictures to read its heads"));
    else if (!m_document.pool())
        m_view->setEmptyText(tr("Open texts (File > Open texts…) to describe heads with"));
    else
        m_view->setEmptyText(tr("Describing the heads…"));
    m_descriptions->setDescriptions(m_document.study() ? m_analysis.descriptions(m_document.head())
                                                       : QList<Description>());
}

}
