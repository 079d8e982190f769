// SPDX-License-Identifier: GPL-3.0-or-later
// The real window on models of random weights and pictures of coloured squares.
#pragma once

#include <QtTest>
#include <QtWidgets>

#include <memory>

#include "app/gui/window/mainwindow.h"
#include "widgets/heads/headmapview.h"

namespace headscope {

inline constexpr int kPictures = 48;
inline constexpr int kManyPictures = 4000;
inline constexpr int kTimeout = 30000;

/// A model of random weights, a word a token.
void writeModel(const std::filesystem::path &folder, unsigned seed, int layers = 2, int heads = 4);
void writeText(const std::filesystem::path &path, const QByteArray &text);
/// Coloured squares in twins that differ in brightness; the manifest names them over and over.
void writePictures(const std::filesystem::path &folder, int rows);

/// A new window for each test, and models (biased, balanced, larger) and pictures (pictures, many) to open in it.
class WindowTest : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void init();
    void cleanup() { m_window.reset(); }

protected:
    std::filesystem::path path(const char *name) const
    {
        return std::filesystem::path(m_folder.path().toStdString()) / name;
    }
    void openDemo();
    void waitUntilIdle() { QTRY_VERIFY_WITH_TIMEOUT(m_window->jobs().isIdle(), kTimeout); }
    HeadMapView &heads() { return *m_window->findChild<HeadMapView *>("heads"); }
    QModelIndex head(int layer, int head) { return heads().model()->index(layer, head); }
    void click(const QModelIndex &index, Qt::KeyboardModifiers modifiers = {})
    {
        QTest::mouseClick(heads().viewport(), Qt::LeftButton, modifiers, heads().visualRect(index).center());
    }

    /// What the strip above the panels says.
    QString messages() const;

    QTemporaryDir m_folder;
    std::unique_ptr<MainWindow> m_window;
};

}
