// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/pictures/heatmappair.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include <algorithm>
#include <cmath>

#include "widgets/figures/colourbar.h"

namespace headscope {

HeatmapPair::HeatmapPair(const NumberFormat &format, QWidget *parent)
    : QWidget(parent)
    , m_format(format)
    , m_sides(1)
    , m_views{new HeatmapView, new HeatmapView}
    , m_legend(new ColourBar)
{
    m_views[0]->setObjectName("heatmap");
    m_views[1]->setObjectName("heatmap beside");
    m_views[1]->setAccessibleName(tr("Picture with heatmap, beside the first"));
    auto *views = new QHBoxLayout;
    views->setSpacing(0);
    for (HeatmapView *view : m_views)
        views->addWidget(view, 1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(0);
    layout->addLayout(views, 1);
    auto *foot = new QHBoxLayout;
    foot->setContentsMargins(kGap, 0, kGap, 0);
    foot->addWidget(m_legend);
    layout->addLayout(foot);
    setFocusProxy(m_views[0]);
    refresh();
    for (HeatmapView *view : m_views) {
        connect(view, &HeatmapView::bareHeld, this, &HeatmapPair::setBare);
        connect(view, &HeatmapView::hovered, this, [this](int, int, double value) {
            m_legend->setMarkedValue(std::isfinite(value) ? std::optional(value) : std::nullopt);
        });
        connect(view, &HeatmapView::hoverLeft, this, [this] { m_legend->setMarkedValue(std::nullopt); });
    }
}

void HeatmapPair::setSides(const Side &first, const std::optional<Side> &second, const QString &context,
                           const QString &subject)
{
    m_sides = {first};
    if (second)
        m_sides.push_back(*second);
    m_context = context;
    m_seen = subject == m_subject ? std::max(m_seen, extent()) : extent();
    m_subject = subject;
    refresh();
}

void HeatmapPair::setCompanions(std::vector<HeatGrid> heats, const QString &note)
{
    m_companions = std::move(heats);
    m_companionsNote = note;
}

void HeatmapPair::setScaling(Scaling scaling)
{
    m_scaling = scaling;
    refresh();
}

double HeatmapPair::extent() const
{
    double largest = 0.0;
    for (const Side &side : m_sides)
        largest = std::max(largest, heatScale({&side.heat, 1}, ColourScale::Kind::Diverging).high());
    return largest;
}

std::optional<ColourScale> HeatmapPair::sharedScale() const
{
    if (m_scaling == Scaling::Seen)
        return ColourScale::diverging(m_seen);
    if (m_scaling == Scaling::Own || (!showsTwo() && m_companions.empty()))
        return std::nullopt;
    if (m_companions.empty())
        return ColourScale::diverging(extent());
    return ColourScale::diverging(std::max(extent(), heatScale(m_companions, ColourScale::Kind::Diverging).high()));
}

void HeatmapPair::refresh()
{
    const std::optional<ColourScale> shared = sharedScale();
    const QString note = m_scaling == Scaling::Seen ? tr("one scale for all pictures seen")
                         : m_companions.empty()     ? tr("one scale for both")
                                                    : m_companionsNote;
    const bool hasHeat =
        std::any_of(m_sides.begin(), m_sides.end(), [](const Side &side) { return !side.heat.isEmpty(); });
    using Foot = HeatmapView::Foot;
    const bool isOne = showsTwo() && (shared || !hasHeat);
    if (shared)
        m_legend->setScale(
            *shared, m_context, [this](double value) { return m_format.signedText(value); }, note);
    for (std::size_t index = 0; index < m_views.size(); ++index) {
        HeatmapView *view = m_views[index];
        const Side side = index < m_sides.size() ? m_sides[index] : Side();
        view->setPicture(side.picture, side.accessibleDescription);
        view->setDetail(side.detail, side.explanation);
        view->setSharedScale(shared, note);
        view->setFoot(!showsTwo() ? Foot::Legend : isOne ? Foot::Caption : Foot::Both);
        view->setHeat(side.heat, ColourScale::Kind::Diverging,
                      isOne || m_context.isEmpty() ? side.name : tr("%1, %2").arg(side.name, m_context), m_format);
    }
    // The legend comes last: a view still with a legend of its own would push the window apart for a moment.
    m_views[1]->setVisible(showsTwo() && !m_failed);
    m_legend->setVisible(isOne && hasHeat && !m_failed);
}

void HeatmapPair::setHeatOpacity(double opacity)
{
    for (HeatmapView *view : m_views)
        view->setHeatOpacity(opacity);
}

void HeatmapPair::setBare(bool bare)
{
    for (HeatmapView *view : m_views)
        view->setBare(bare);
}

void HeatmapPair::setEmptyText(const QString &text) { m_views[0]->setEmptyText(text); }

void HeatmapPair::setErrorText(const QString &text)
{
    m_failed = !text.isEmpty();
    m_views[0]->setErrorText(text);
    refresh();
}

}
