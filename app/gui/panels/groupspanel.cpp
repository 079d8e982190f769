// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/groupspanel.h"

#include <QVBoxLayout>

#include "app/gui/panels/scopebox.h"
#include "widgets/figures/groupbars.h"

namespace headscope {

namespace {

/// Groups without a picture aren't listed: what has no accuracy is one of a single class.
Figure figureOfGroup(const GroupAccuracy &group)
{
    return figureOf(group.accuracy, group.n, reasonText(Undefined::OneClass, {}));
}

}

GroupsPanel::GroupsPanel(Document &document, Analysis &analysis, QWidget *parent)
    : Panel("groups panel", tr("Groups"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_bars(new GroupBars)
    , m_scope(new ScopeBox("groups scope"))
{
    addControl(tr("Now b&y"), m_scope);
    m_bars->setObjectName("groups");
    body().addWidget(m_bars, 1);
    setTabOrder(m_scope, m_bars);
    connect(m_scope, &QComboBox::currentIndexChanged, this, &GroupsPanel::showGroups);
    connect(m_bars, &GroupBars::groupActivated, this, &GroupsPanel::groupChosen);
    connect(&document, &Document::attributeChanged, this, &GroupsPanel::showGroups);
    connect(&analysis, &Analysis::metricsChanged, this, &GroupsPanel::showGroups);
    showGroups();
}

void GroupsPanel::showGroups()
{
    const auto &study = m_document.study();
    m_bars->setEmptyText(!study ? tr("Open a model and pictures to see which groups it fails")
                         : !study->hasLabels()
                             ? tr("These pictures have no labels: nobody can tell whom it fails")
                             : tr("These pictures have no attribute to group them by, such as a column "
                                  "“gender” of a manifest"));
    const auto metrics = [this](const std::optional<Outcome> &outcome) {
        return outcome && outcome->metrics ? metricsOf(*outcome->metrics, m_document.attribute()) : nullptr;
    };
    const AttributeMetrics *before = metrics(m_analysis.baseline());
    const AttributeMetrics *now = metrics(m_scope->isDirect() ? m_analysis.direct() : m_analysis.forward());
    const Figure missing = m_analysis.stopped().isEmpty() ? Figure() : Figure::undefined(m_analysis.stopped());
    QList<GroupFigures> groups;
    for (std::size_t index = 0; before && index < before->groups.size(); ++index) {
        const GroupAccuracy &group = before->groups[index];
        groups.append({QString::fromStdString(group.className), QString::fromStdString(group.value),
                       figureOfGroup(group), now ? figureOfGroup(now->groups[index]) : missing});
    }
    m_bars->setGroups(m_document.attribute(), groups, !m_document.ablation().empty());
}

}
