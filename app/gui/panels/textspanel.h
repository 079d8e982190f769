// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/panels/panel.h"
#include "app/gui/session/document.h"

class QComboBox;

namespace headscope {

class PoolTableModel;
class PoolTableView;

/// The pools of texts that heads are described with, to read and to change.
class TextsPanel : public Panel
{
    Q_OBJECT

public:
    explicit TextsPanel(Document &document, QWidget *parent = nullptr);

Q_SIGNALS:
    void askedForPool();

private:
    void showPool();
    void exportPool();

    Document &m_document;
    QComboBox *m_pools;
    PoolTableModel *m_model;
    PoolTableView *m_view;
};

}
