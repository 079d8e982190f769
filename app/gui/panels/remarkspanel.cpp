// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/remarkspanel.h"

#include <QTimer>
#include <QVBoxLayout>

#include "app/gui/analysis/remarks.h"

namespace headscope {

RemarksPanel::RemarksPanel(Document &document, Analysis &analysis, QWidget *parent)
    : Panel("remarks panel", tr("Issues"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_list(new IssueList)
    , m_soon(new QTimer(this))
{
    m_list->setObjectName("remarks");
    body().addWidget(m_list, 1);
    connect(m_list, &IssueList::activated, this, &RemarksPanel::actionChosen);
    // What they rest on changes together.
    m_soon->setSingleShot(true);
    m_soon->setInterval(0);
    connect(m_soon, &QTimer::timeout, this, &RemarksPanel::showRemarks);
    const auto soon = qOverload<>(&QTimer::start);
    connect(&document, &Document::studyChanged, m_soon, soon);
    connect(&document, &Document::poolChanged, m_soon, soon);
    connect(&document, &Document::attributeChanged, m_soon, soon);
    connect(&analysis.heads(), &HeadMeasures::descriptionsChanged, m_soon, soon);
    connect(&analysis, &Analysis::baselineChanged, m_soon, soon);
}

void RemarksPanel::showRemarks()
{
    const auto &study = m_document.study();
    m_list->setEmptyText(
        study ? tr("Nothing speaks against the audit itself: labels, groups, texts and the model's facts "
                   "are in order. What the model does is under Accuracy and bias.")
              : tr("Open a model and pictures: what would be held against an audit of them stands "
                   "here"));
    if (!study)
        return m_list->setIssues({});
    const auto &baseline = m_analysis.baseline();
    const QList<Issue> issues = remarks(*study, m_document.pool().get(), m_analysis.heads().unreadTexts(),
                                        m_document.attribute(), baseline ? baseline->metrics : std::nullopt);
    m_list->setIssues(issues);
    // Its tab says that there is something to read.
    setWindowTitle(issues.isEmpty() ? tr("Issues") : tr("Issues (%1)").arg(countText(int(issues.size()))));
}

}
