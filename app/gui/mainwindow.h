// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>

#include "app/gui/analysis.h"
#include "app/gui/document.h"
#include "app/gui/jobs.h"
#include "app/gui/layouts.h"

namespace headscope {

class HeadPanel;
class InfoStrip;
class InspectorPanel;
class MetricsPanel;
class Panel;
class PicturePanel;
class TopBar;

/// The explorer's window: what is open at the top, its panels, and what is going on at the bottom.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Where the demo's models lie (folders "biased" and "balanced"), where pictures and stores are kept, and in which
    /// file the arrangement of the panels; empty: nowhere.
    struct Places
    {
        std::filesystem::path demoModels;
        std::filesystem::path cache;
        std::filesystem::path settings = {};
    };

    explicit MainWindow(Places places, QWidget *parent = nullptr);

    void openDemo();
    void openModel(const std::filesystem::path &path);
    void openPictures(const PictureSource &pictures);
    void openPool(const std::filesystem::path &path);
    void setLayout(Layout layout);

    Document &document() { return m_document; }
    const Jobs &jobs() const { return m_jobs; }
    const Analysis &analysis() const { return m_analysis; }

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;
    void closeEvent(QCloseEvent *event) override;

private:
    QWidget *makeCentre();
    void makeActions();
    void addViewMenu();
    QList<Panel *> panels() const;
    void toggleMaximised();
    void restoreArrangement();
    void askForModel();
    void askForPictureFolder();
    void askForManifest();
    void askForPool();
    void about();

    StudyRequest currentRequest() const;
    void showStatus();
    void showSkipped();
    void showFailure(Analysis::Topic topic, const QString &message);
    void showMended(Analysis::Topic topic);
    void mend(const QString &messageId);

    Places m_places;
    Document m_document;
    Jobs m_jobs;
    Analysis m_analysis;

    QMainWindow *m_panels;
    TopBar *m_topBar;
    InfoStrip *m_info;
    HeadPanel *m_headPanel;
    PicturePanel *m_picturePanel;
    InspectorPanel *m_inspector;
    MetricsPanel *m_metrics;
    QByteArray m_beforeMaximised; ///< the arrangement to go back to; empty if no panel is maximised
};

}
