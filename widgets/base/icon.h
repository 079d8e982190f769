// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QIcon>
#include <QObject>

namespace headscope {

Q_NAMESPACE

/// Headscope's own icons. Each is resources/icons/NAME.svg, its name in lower case: strokes of one width on a grid of
/// 16 pixels.
enum class Icon {
    Ablate,
    Add,
    Close,
    Duplicates,
    Export,
    Find,
    Help,
    Import,
    Layout,
    Maximise,
    Open,
    Pictures,
    Pin,
    Play,
    Quit,
    Redo,
    Remove,
    Restore,
    Table,
    Tag,
    Texts,
    Undo,
    Unpin,
    ZoomIn,
    ZoomOut,
};
Q_ENUM_NS(Icon)

/// Drawn in the colour that the application's text has at that moment, light or dark, and sharp on any screen.
QIcon icon(Icon which);

}
