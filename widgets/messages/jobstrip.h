// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include <optional>

class QLabel;
class QProgressBar;
class QPushButton;

namespace headscope {

/// The job that runs: its name, a bar (busy until the first number), the time left and a button to cancel it.
class JobStrip : public QWidget
{
    Q_OBJECT

public:
    explicit JobStrip(QWidget *parent = nullptr);

    /// Shows the strip, busy.
    void start(const QString &name);
    void setProgress(int done, int total, std::optional<double> secondsLeft = std::nullopt);
    /// Hides the strip.
    void finish();

Q_SIGNALS:
    void cancelRequested();

private:
    void cancel();

    QString m_jobName;
    QLabel *m_name;
    QProgressBar *m_bar;
    QLabel *m_timeLeft;
    QPushButton *m_cancel;
};

}
