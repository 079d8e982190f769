// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QToolBar>

#include "app/gui/analysis/analysis.h"
#include "app/gui/session/names.h"

class QComboBox;
class QMenu;
class QPushButton;
class QToolButton;

namespace headscope {

class JobStrip;

/// What is open, with a click to open something else, and the job that runs.
class TopBar : public QToolBar
{
    Q_OBJECT

public:
    TopBar(Document &document, Analysis &analysis, Jobs &jobs, const Names &names, QWidget *parent = nullptr);

Q_SIGNALS:
    void modelChosen(const std::filesystem::path &path);
    void picturesChosen(const headscope::PictureSource &pictures);
    void askedForModel();
    void askedForPool();

private:
    void addModels();
    void addPictures();
    void addJobStrip();
    void addCaption(const QString &caption, QWidget *control);
    void keepModel();
    void showModel(const StudyRequest *request);
    void showPictures(const StudyRequest *request);
    void showRequest();
    void showPool();
    void showJob();

    Document &m_document;
    Analysis &m_analysis;
    Jobs &m_jobs;
    const Names &m_names;
    QToolButton *m_biased;
    QToolButton *m_balanced;
    QToolButton *m_otherModel;
    QMenu *m_otherModels;
    std::vector<std::filesystem::path> m_ownModels; ///< opened so far, the latest first
    QComboBox *m_pictures;
    std::vector<PictureSource> m_choices; ///< of the box
    QPushButton *m_pool;
    JobStrip *m_job;
    QTimer m_jobTimer;
    std::optional<Jobs::Status> m_shownJob;
};

}
