// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/arrangement.h"

#include <QAction>
#include <QApplication>
#include <QCryptographicHash>
#include <QMainWindow>
#include <QSettings>

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "app/gui/panels/panel.h"

namespace headscope {

namespace {

// In the settings. The version changes with the panels, or with what is kept of them.
constexpr int kVersion = 1;
constexpr const char *kLayout = "arrangement/layout";
constexpr const char *kState = "arrangement/panels";
constexpr const char *kIds = "arrangement/ids";   // Qt restores a state of other panels, and puts the rest anywhere
constexpr const char *kHash = "arrangement/hash"; // Qt may read a damaged state for minutes
constexpr std::array kLayouts = {std::pair(Layout::Explore, "explore"), std::pair(Layout::Heatmaps, "heatmaps"),
                                 std::pair(Layout::Audit, "audit")};

QByteArray hashOf(const QByteArray &state)
{
    return QCryptographicHash::hash(state, QCryptographicHash::Sha256).toHex();
}

}

Arrangement::Arrangement(QMainWindow &window, QList<Panel *> panels, QObject *parent)
    : QObject(parent)
    , m_window(window)
    , m_panels(std::move(panels))
{
    for (Panel *panel : m_panels) {
        panel->setParent(&m_window);
        connect(panel->toggleViewAction(), &QAction::triggered, this, [this, panel](bool isOn) {
            if (isOn)
                show(*panel);
        });
    }
    arrange(m_window, m_layout);
}

void Arrangement::setLayout(Layout layout)
{
    m_beforeMaximised.clear();
    m_layout = layout;
    arrange(m_window, layout);
}

void Arrangement::show(Panel &panel)
{
    if (!m_beforeMaximised.isEmpty())
        toggleMaximised();
    panel.show();
    panel.raise();
    if (panel.isFloating())
        panel.activateWindow();
}

void Arrangement::toggleMaximised()
{
    if (!m_beforeMaximised.isEmpty()) {
        m_window.restoreState(std::exchange(m_beforeMaximised, {}), kVersion);
        return;
    }
    Panel *chosen = focused() ? focused() : m_panels.front();
    m_beforeMaximised = m_window.saveState(kVersion);
    chosen->setFloating(false);
    for (Panel *panel : std::as_const(m_panels))
        panel->setVisible(panel == chosen);
}

Panel *Arrangement::focused() const
{
    const QWidget *focus = QApplication::focusWidget();
    const auto found = std::find_if(m_panels.begin(), m_panels.end(), [focus](const Panel *panel) {
        return panel == focus || panel->isAncestorOf(focus);
    });
    return found == m_panels.end() ? nullptr : *found;
}

QList<Panel *> Arrangement::seenPanels() const
{
    QList<Panel *> seen;
    std::copy_if(m_panels.begin(), m_panels.end(), std::back_inserter(seen),
                 [](const Panel *panel) { return !panel->visibleRegion().isEmpty(); });
    const auto place = [](const Panel *panel) {
        const QPoint corner = panel->mapTo(panel->window(), QPoint());
        return std::tuple(panel->isFloating(), corner.x(), corner.y());
    };
    std::stable_sort(seen.begin(), seen.end(),
                     [&](const Panel *first, const Panel *second) { return place(first) < place(second); });
    return seen;
}

void Arrangement::focusNext(bool forward)
{
    const QList<Panel *> seen = seenPanels();
    if (seen.isEmpty())
        return;
    const qsizetype now = seen.indexOf(focused());
    const qsizetype step = forward ? 1 : -1;
    const qsizetype next = now < 0 ? (forward ? 0 : seen.size() - 1) : (now + step + seen.size()) % seen.size();
    seen[next]->takeFocus();
}

void Arrangement::save(QSettings &settings) const
{
    const QByteArray state = m_beforeMaximised.isEmpty() ? m_window.saveState(kVersion) : m_beforeMaximised;
    const auto named =
        std::find_if(kLayouts.begin(), kLayouts.end(), [this](const auto &layout) { return layout.first == m_layout; });
    settings.setValue(kLayout, QString(named->second));
    settings.setValue(kState, state);
    settings.setValue(kIds, ids());
    settings.setValue(kHash, hashOf(state));
}

void Arrangement::restore(const QSettings &settings)
{
    const QString name = settings.value(kLayout).toString();
    for (const auto &[layout, known] : kLayouts) {
        if (name == known)
            setLayout(layout);
    }
    const QByteArray own = m_window.saveState();
    const QByteArray state = settings.value(kState).toByteArray();
    if (settings.value(kHash).toByteArray() != hashOf(state) || settings.value(kIds).toStringList() != ids())
        return;
    if (!m_window.restoreState(state, kVersion) || !isWhole())
        m_window.restoreState(own);
}

QStringList Arrangement::ids() const
{
    QStringList ids;
    for (const Panel *panel : m_panels)
        ids.append(panel->objectName());
    return ids;
}

bool Arrangement::isWhole() const
{
    return std::all_of(m_panels.begin(), m_panels.end(), [this](Panel *panel) {
        return panel->isFloating() || m_window.dockWidgetArea(panel) != Qt::NoDockWidgetArea;
    });
}

}
