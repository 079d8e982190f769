// SPDX-License-Identifier: GPL-3.0-or-later
// The window's menus.
#include <QAction>
#include <QCoreApplication>
#include <QMenuBar>
#include <QMessageBox>

#include "app/gui/panels/explanations.h"
#include "app/gui/panels/layerpanel.h"
#include "app/gui/panels/panel.h"
#include "app/gui/panels/picturepanel.h"
#include "app/gui/window/arrangement.h"
#include "app/gui/window/help.h"
#include "app/gui/window/mainwindow.h"
#include "widgets/base/icon.h"
#include "widgets/base/palette.h"

namespace headscope {

void MainWindow::makeActions()
{
    QMenu *file = menuBar()->addMenu(tr("&File"));
    file->addAction(icon(Icon::Play), tr("Open the &demo"), this, &MainWindow::openDemo);
    file->addSeparator();
    file->addAction(icon(Icon::Open), tr("&Open model…"), QKeySequence::Open, this, &MainWindow::askForModel);
    file->addAction(icon(Icon::Pictures), tr("Open &folder of pictures…"), Qt::CTRL | Qt::SHIFT | Qt::Key_O, this,
                    &MainWindow::askForPictureFolder);
    file->addAction(icon(Icon::Table), tr("Open &manifest of pictures…"), this, &MainWindow::askForManifest);
    file->addAction(icon(Icon::Texts), tr("Open &texts…"), Qt::CTRL | Qt::Key_T, this, &MainWindow::askForPool);
    file->addSeparator();
    file->addAction(icon(Icon::Quit), tr("&Quit"), QKeySequence::Quit, this, &QWidget::close);

    addEditMenu();
    addViewMenu();
    addAnalyseMenu();

    addHelpMenu();
}

void MainWindow::addEditMenu()
{
    QMenu *edit = menuBar()->addMenu(tr("&Edit"));
    QAction *undo = m_document.undoStack().createUndoAction(this, tr("&Undo"));
    undo->setShortcut(QKeySequence::Undo);
    undo->setIcon(icon(Icon::Undo));
    QAction *redo = m_document.undoStack().createRedoAction(this, tr("&Redo"));
    redo->setShortcuts({Qt::CTRL | Qt::SHIFT | Qt::Key_Z, Qt::CTRL | Qt::Key_Y});
    redo->setIcon(icon(Icon::Redo));
    edit->addAction(undo);
    edit->addAction(redo);
    edit->addSeparator();
    edit->addAction(icon(Icon::Find), tr("&Find…"), Qt::CTRL | Qt::Key_K, this, &MainWindow::find);
    edit->addAction(tr("&Let go of the head"), Qt::Key_Escape, this, [this] {
        m_document.setSelection({});
        m_document.unlockHead();
    });
}

void MainWindow::addViewMenu()
{
    QMenu *view = menuBar()->addMenu(tr("&View"));
    view->setToolTipsVisible(true);
    const auto addLayout = [&](const QString &name, int key, Layout layout) {
        view->addAction(icon(Icon::Layout), name, Qt::ALT | Qt::Key(key), this, [this, layout] { setLayout(layout); });
    };
    addLayout(tr("&Explore"), Qt::Key_1, Layout::Explore);
    addLayout(tr("&Heatmaps"), Qt::Key_2, Layout::Heatmaps);
    addLayout(tr("&Audit"), Qt::Key_3, Layout::Audit);
    view->addSeparator();
    for (Panel *panel : m_arrangement->panels()) {
        view->addAction(panel->toggleViewAction());
        m_showing.append(new QAction(panel->windowTitle(), this));
        connect(m_showing.back(), &QAction::triggered, m_arrangement, [this, panel] { m_arrangement->show(*panel); });
    }
    view->addSeparator();
    QAction *maximise = view->addAction(icon(Icon::Maximise), tr("&Maximise the panel"), Qt::Key_F11, m_arrangement,
                                        &Arrangement::toggleMaximised);
    maximise->setToolTip(tr("Shows the panel with the focus alone, and all again"));
    view->addAction(tr("&Next panel"), Qt::Key_F6, m_arrangement, [this] { m_arrangement->focusNext(true); });
    view->addAction(tr("&Previous panel"), Qt::SHIFT | Qt::Key_F6, m_arrangement,
                    [this] { m_arrangement->focusNext(false); });
    view->addSeparator();
    m_zoom.addActions(*view);
    connect(&m_zoom, &Zoom::changed, m_picturePanel, &PicturePanel::fitGallery);
    connect(m_picturePanel, &PicturePanel::layerScaleChanged, m_layer, &LayerPanel::setScale);
    connect(&m_zoom, &Zoom::changed, &m_images, &ImageListModel::forgetThumbnails);
}

void MainWindow::addAnalyseMenu()
{
    QMenu *analyse = menuBar()->addMenu(tr("&Analyse"));
    analyse->addAction(icon(Icon::Ablate), tr("&Ablate or put back the head"), Qt::CTRL | Qt::Key_B, this, [this] {
        if (m_document.study())
            m_document.setAblated({m_document.shownHead()}, !m_document.isAblated(m_document.shownHead()));
    });
    analyse->addAction(tr("Ablate by &rule…"), Qt::CTRL | Qt::Key_R, this, &MainWindow::ablateByRule);
    analyse->addAction(icon(Icon::Pin), tr("&Keep the ablation…"), Qt::CTRL | Qt::Key_D, this,
                       &MainWindow::keepAblation);
    analyse->addSeparator();
    QAction *restore = analyse->addAction(icon(Icon::Restore), tr("&Put all heads back"),
                                          Qt::CTRL | Qt::SHIFT | Qt::Key_B, &m_document, &Document::restoreAll);
    restore->setEnabled(false);
    connect(&m_document, &Document::ablationChanged, restore,
            [this, restore] { restore->setEnabled(!m_document.ablation().empty()); });
    connect(&m_document, &Document::studyChanged, restore,
            [this, restore] { restore->setEnabled(!m_document.ablation().empty()); });
}

void MainWindow::addHelpMenu()
{
    QMenu *help = menuBar()->addMenu(tr("&Help"));
    help->addAction(icon(Icon::Help), tr("&This panel"), Qt::Key_F1, this, &MainWindow::help);
    help->addSeparator();
    for (const Topic topic : kTopics) {
        const Explanation explanation = explanationOf(topic);
        help->addAction(icon(Icon::Help), tr("What does “%1” mean?").arg(explanation.title), this, [this, explanation] {
            ExplanationSheet::open(explanation, m_panels, QRect(m_panels->rect().center() / 2, QSize()));
        });
    }
    help->addSeparator();
    help->addAction(tr("&About Headscope"), this, &MainWindow::about);
}

/// Of the panel with the focus.
void MainWindow::help()
{
    Panel *panel = m_arrangement->focused();
    QWidget *anchor = panel ? panel : static_cast<QWidget *>(m_panels);
    ExplanationSheet::open(helpOf(panel), anchor, QRect(QPoint(kGap, kGap), QSize()));
}

void MainWindow::about()
{
    QMessageBox::about(this, tr("About Headscope"),
                       tr("<p><b>Headscope %1</b></p><p>See what the attention heads of a CLIP model see, and what "
                          "becomes of accuracy "
                          "and bias when some of them are switched off.</p><p>Free software: GPL-3.0-or-later.</p>")
                           .arg(QCoreApplication::applicationVersion()));
}

}
