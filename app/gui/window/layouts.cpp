// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/layouts.h"

#include <QDockWidget>
#include <QMainWindow>

#include <vector>

namespace headscope {

namespace {

/// Panels in tabs: those that are shown, the first in front, and those that are hidden until somebody asks for them.
struct Pile
{
    int height; ///< its share
    std::vector<const char *> shown;
    std::vector<const char *> hidden = {};
};

/// Piles from top to bottom.
struct Column
{
    int width;
    std::vector<Pile> piles;
};

const std::vector<Column> &columns(Layout layout)
{
    static const std::vector<Column> kExplore = {
        {920, {{400, {"heads panel", "trail panel"}}, {500, {"picture panel", "layer panel"}}}},
        {680,
         {{405, {"inspector panel", "head images panel", "texts panel", "model panel"}},
          {395, {"metrics panel", "groups panel", "compare panel", "remarks panel"}}}},
    };
    static const std::vector<Column> kHeatmaps = {
        {1000, {{490, {"picture panel"}}, {410, {"layer panel"}}}},
        {640,
         {{380, {"heads panel"}, {"trail panel", "metrics panel", "groups panel", "compare panel", "remarks panel"}},
          {520, {"inspector panel"}, {"texts panel", "model panel"}}}},
        {360, {{900, {"head images panel"}}}},
    };
    // Pictures of a group come up beside its bar, not over it.
    static const std::vector<Column> kAudit = {
        {800,
         {{400, {"heads panel", "inspector panel"}, {"head images panel", "texts panel"}},
          {400, {"trail panel"}, {"picture panel", "layer panel"}}}},
        {800, {{385, {"metrics panel", "compare panel"}}, {415, {"groups panel", "remarks panel", "model panel"}}}},
    };
    switch (layout) {
    case Layout::Explore:
        return kExplore;
    case Layout::Heatmaps:
        return kHeatmaps;
    case Layout::Audit:
        break;
    }
    return kAudit;
}

}

void arrange(QMainWindow &window, Layout layout)
{
    const auto panel = [&window](const char *id) { return window.findChild<QDockWidget *>(id); };
    for (QDockWidget *dock : window.findChildren<QDockWidget *>()) {
        dock->setFloating(false);
        window.removeDockWidget(dock);
    }

    QList<QDockWidget *> heads; // of columns
    QList<int> widths;
    for (const Column &column : columns(layout)) {
        QDockWidget *first = panel(column.piles.front().shown.front());
        if (heads.isEmpty())
            window.addDockWidget(Qt::LeftDockWidgetArea, first);
        else
            window.splitDockWidget(heads.back(), first, Qt::Horizontal);
        heads.append(first);
        widths.append(column.width);
    }
    for (const Column &column : columns(layout)) {
        QList<QDockWidget *> tops;
        QList<int> heights;
        for (const Pile &pile : column.piles) {
            QDockWidget *top = panel(pile.shown.front());
            if (!tops.isEmpty())
                window.splitDockWidget(tops.back(), top, Qt::Vertical);
            tops.append(top);
            heights.append(pile.height);
        }
        // Tabs only now: a panel can't be split once it has some.
        for (const Pile &pile : column.piles) {
            QDockWidget *top = panel(pile.shown.front());
            const auto add = [&](const char *id, bool isShown) {
                if (panel(id) != top)
                    window.tabifyDockWidget(top, panel(id));
                panel(id)->setVisible(isShown);
            };
            for (const char *id : pile.shown)
                add(id, true);
            for (const char *id : pile.hidden)
                add(id, false);
            top->raise();
        }
        window.resizeDocks(tops, heights, Qt::Vertical);
    }
    window.resizeDocks(heads, widths, Qt::Horizontal);
}

}
