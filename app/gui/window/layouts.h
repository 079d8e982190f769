// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

class QMainWindow;

namespace headscope {

/// Arrangements of the window's panels for a purpose.
enum class Layout {
    Explore,  ///< heads, the head, a picture, what ablation costs
    Heatmaps, ///< a large picture, with every head of a layer beside it
    Audit     ///< metrics, groups, the ablations tried, remarks
};

/// Puts the panels, which are found by their ids, in place. Every panel has one in every layout; those that don't
/// belong to the layout are hidden there.
void arrange(QMainWindow &window, Layout layout);

}
