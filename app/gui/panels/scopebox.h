// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QComboBox>

namespace headscope {

/// Which of the two effects of an ablation is shown; they are never mixed.
class ScopeBox : public QComboBox
{
    Q_OBJECT

public:
    explicit ScopeBox(const QString &id)
    {
        setObjectName(id);
        addItems({tr("direct effect"), tr("forward")});
        setToolTip(tr("What was measured: what the heads write, or the model run without them"));
    }

    bool isDirect() const { return currentIndex() == 0; }
};

}
