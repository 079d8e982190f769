// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/messages/jobstrip.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>

#include <cmath>

#include "widgets/base/icon.h"
#include "widgets/base/palette.h"
#include "widgets/figures/figure.h"

namespace headscope {

namespace {

QString timeText(double seconds)
{
    const int whole = int(std::ceil(seconds));
    const int hours = whole / 3600;
    const QString minutes = QString::number(whole / 60 % 60).rightJustified(hours > 0 ? 2 : 1, u'0');
    const QString clock = minutes + u':' + QString::number(whole % 60).rightJustified(2, u'0');
    return hours > 0 ? QString::number(hours) + u':' + clock : clock;
}

}

JobStrip::JobStrip(QWidget *parent)
    : QWidget(parent)
    , m_name(new QLabel(this))
    , m_bar(new QProgressBar(this))
    , m_timeLeft(new QLabel(this))
    , m_cancel(new QPushButton(icon(Icon::Close), QString(), this))
{
    setAccessibleName(tr("Running job"));
    m_name->setTextFormat(Qt::PlainText);
    m_name->setMinimumWidth(1); // Where there is little room, the button is needed more.
    m_bar->setTextVisible(false);
    m_bar->setFixedHeight(10);
    m_bar->setMinimumWidth(80);
    m_bar->setMaximumWidth(360);
    m_bar->setAccessibleName(tr("Progress"));
    // Room for the longest time, so that the bar keeps its length while the time runs down.
    m_timeLeft->setMinimumWidth(fontMetrics().horizontalAdvance(tr("%1 left").arg(QStringLiteral("00:00"))));
    m_cancel->setToolTip(tr("Stop this job; what it has computed so far is dropped"));
    connect(m_cancel, &QPushButton::clicked, this, &JobStrip::cancel);

    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(kGap, kSmallGap, kGap, kSmallGap);
    layout->setSpacing(kGap);
    layout->addWidget(m_name);
    layout->addWidget(m_bar, 1);
    layout->addWidget(m_timeLeft);
    layout->addWidget(m_cancel);
    layout->addStretch();
    hide();
}

void JobStrip::start(const QString &name)
{
    m_jobName = name;
    m_name->setText(name);
    m_bar->setRange(0, 0);
    m_timeLeft->clear();
    m_cancel->setText(tr("Cancel"));
    m_cancel->setEnabled(true);
    show();
}

void JobStrip::setProgress(int done, int total, std::optional<double> secondsLeft)
{
    m_name->setText(tr("%1 %2/%3").arg(m_jobName, countText(done), countText(total)));
    m_bar->setRange(0, total);
    m_bar->setValue(done);
    m_timeLeft->setText(secondsLeft ? tr("%1 left").arg(timeText(*secondsLeft)) : QString());
}

void JobStrip::finish() { hide(); }

void JobStrip::cancel()
{
    m_cancel->setEnabled(false);
    m_cancel->setText(tr("Cancelling…"));
    Q_EMIT cancelRequested();
}

}
