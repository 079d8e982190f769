// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMainWindow>
#include <QTimer>

#include "app/gui/analysis.h"
#include "app/gui/document.h"
#include "app/gui/jobs.h"

class QButtonGroup;
class QComboBox;
class QPushButton;
class QToolButton;

namespace headscope {

class HeadPanel;
class InfoStrip;
class InspectorPanel;
class JobStrip;
class MetricsPanel;
class PicturePanel;

/// The explorer's window: what is open at the top, its panels, and what is going on at the bottom.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// Where the demo's models lie (folders "biased" and "balanced"), and where pictures and stores are kept.
    struct Places
    {
        std::filesystem::path demoModels;
        std::filesystem::path cache;
    };

    explicit MainWindow(Places places, QWidget *parent = nullptr);

    void openDemo();
    void openModel(const std::filesystem::path &path);
    void openPictures(const PictureSource &pictures);
    void openPool(const std::filesystem::path &path);

    Document &document() { return m_document; }
    const Jobs &jobs() const { return m_jobs; }
    const Analysis &analysis() const { return m_analysis; }

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    void makeActions();
    void makeTopBar();
    QWidget *makePanels();
    void askForModel();
    void askForPictureFolder();
    void askForManifest();
    void askForPool();
    void about();

    StudyRequest currentRequest() const;
    void showRequest();
    void showPool();
    void showStatus();
    void showSkipped();
    void showJob();
    void showFailure(Analysis::Topic topic, const QString &message);
    void showMended(Analysis::Topic topic);
    void mend(const QString &messageId);
    QString modelName(const std::filesystem::path &path) const;

    Places m_places;
    Document m_document;
    Jobs m_jobs;
    Analysis m_analysis;

    QToolButton *m_biased;
    QToolButton *m_balanced;
    QToolButton *m_otherModel;
    QComboBox *m_pictures;
    QPushButton *m_pool;
    InfoStrip *m_info;
    JobStrip *m_job;
    HeadPanel *m_headPanel;
    InspectorPanel *m_inspector;
    PicturePanel *m_picturePanel;
    MetricsPanel *m_metrics;
    QTimer m_jobTimer;
    std::optional<Jobs::Status> m_shownJob;
};

}
