// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/panels/imagelistmodel.h"
#include "app/gui/panels/panel.h"
#include "core/heads/headqueries.h"

class QListView;

namespace headscope {

class ElidedLabel;
class PickedImages;

/// Pictures as one head sees them: which fit a text most and least, and which are nearest to the chosen one.
class HeadImagesPanel : public Panel
{
    Q_OBJECT

public:
    HeadImagesPanel(Document &document, Analysis &analysis, Jobs &jobs, ImageListModel &images,
                    QWidget *parent = nullptr);

private:
    struct Row
    {
        ElidedLabel *title;
        QListView *view;
        PickedImages *model;
    };
    Row addRow(const QString &name, ImageListModel &images);
    void ask();

    Document &m_document;
    Analysis &m_analysis;
    Jobs &m_jobs;
    QTimer m_soon;
    Row m_highest;
    Row m_lowest;
    Row m_nearest;
};

}
