// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/layouts.h"

#include <QDockWidget>
#include <QMainWindow>

#include <vector>

namespace headscope {

namespace {

/// A pile of panels in tabs, the first in front.
using Pile = std::vector<const char *>;

/// Piles from top to bottom, each with its share of the height.
struct Column
{
    int width;
    std::vector<std::pair<Pile, int>> piles;
};

const std::vector<Column> &columns(Layout layout)
{
    static const std::vector<Column> kExplore = {
        {920, {{{"heads panel", "trail panel"}, 400}, {{"picture panel", "layer panel"}, 500}}},
        {680,
         {{{"inspector panel", "head images panel", "texts panel", "model panel"}, 405},
          {{"metrics panel", "groups panel", "compare panel", "remarks panel"}, 395}}},
    };
    static const std::vector<Column> kHeatmaps = {
        {1000, {{{"picture panel"}, 490}, {{"layer panel"}, 410}}},
        {640, {{{"heads panel"}, 380}, {{"inspector panel"}, 520}}},
        {360, {{{"head images panel"}, 900}}},
    };
    static const std::vector<Column> kAudit = {
        {800, {{{"heads panel", "inspector panel"}, 400}, {{"trail panel"}, 400}}},
        {800, {{{"metrics panel", "compare panel"}, 385}, {{"groups panel", "remarks panel", "model panel"}, 415}}},
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
        QDockWidget *first = panel(column.piles.front().first.front());
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
        for (const auto &[pile, height] : column.piles) {
            QDockWidget *top = panel(pile.front());
            if (!tops.isEmpty())
                window.splitDockWidget(tops.back(), top, Qt::Vertical);
            tops.append(top);
            heights.append(height);
        }
        // Tabs only now: a panel can't be split once it has some.
        for (const auto &[pile, height] : column.piles) {
            for (const char *id : pile) {
                if (id != pile.front())
                    window.tabifyDockWidget(panel(pile.front()), panel(id));
                panel(id)->show();
            }
            panel(pile.front())->raise();
        }
        window.resizeDocks(tops, heights, Qt::Vertical);
    }
    window.resizeDocks(heads, widths, Qt::Horizontal);
}

}
