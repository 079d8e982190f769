// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/gui/analysis/analysis.h"
#include "app/gui/panels/panel.h"

class QTimer;

namespace headscope {

class IssueList;

/// What a careful auditor would notice.
class RemarksPanel : public Panel
{
    Q_OBJECT

public:
    RemarksPanel(Document &document, Analysis &analysis, QWidget *parent = nullptr);

Q_SIGNALS:
    /// One of the ids of remarks.h.
    void actionChosen(const QString &id);

private:
    void showRemarks();

    Document &m_document;
    Analysis &m_analysis;
    IssueList *m_list;
    QTimer *m_soon;
};

}
