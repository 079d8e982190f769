// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QObject>
#include <QStringList>

#include "app/gui/window/layouts.h"

class QSettings;

namespace headscope {

class Panel;

/// Where the panels are: in the places of a layout, moved about by a person, or one of them alone.
class Arrangement : public QObject
{
    Q_OBJECT

public:
    /// `window` is what the panels are docked in.
    Arrangement(QMainWindow &window, QList<Panel *> panels, QObject *parent = nullptr);

    const QList<Panel *> &panels() const { return m_panels; }
    void setLayout(Layout layout);
    /// In its place, in front of others.
    void show(Panel &panel);
    /// Shows the panel with the focus alone, and all again.
    void toggleMaximised();
    /// Gives the focus to the next of those that are seen, or to the one before.
    void focusNext(bool forward);
    /// The panel with the focus; null if none has it.
    Panel *focused() const;

    void save(QSettings &settings) const;
    /// What was saved, whole; or else the layout's own places. Call it once the window has its size.
    void restore(const QSettings &settings);

private:
    QStringList ids() const;
    bool isWhole() const;
    /// From left to right, each column from top to bottom; those in windows of their own last.
    QList<Panel *> seenPanels() const;

    QMainWindow &m_window;
    QList<Panel *> m_panels;
    Layout m_layout = Layout::Explore;
    QByteArray m_beforeMaximised; ///< the arrangement to go back to; empty if no panel is maximised
};

}
