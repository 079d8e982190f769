// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/heads/headmapdelegate.h"
#include "widgets/heads/headmapmodel.h"

namespace headscope {

/// The key to the head map's marks: ablated, changed gain, undefined, not computed yet; drawn as the map draws them.
class HeadMapKey : public QWidget
{
    Q_OBJECT

public:
    explicit HeadMapKey(QWidget *parent = nullptr);

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {0, sizeHint().height()}; }

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int sampleSize() const;

    HeadMapModel m_samples;
    HeadMapDelegate m_delegate;
    QStringList m_meanings;
};

}
