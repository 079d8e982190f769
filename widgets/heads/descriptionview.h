// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QListView>

namespace headscope {

/// A head's descriptions (DescriptionModel): rank, text, concept, and a bar with the share of variance. Bars are drawn
/// against the longest one; the number beside each is the share itself.
class DescriptionView : public QListView
{
    Q_OBJECT

public:
    explicit DescriptionView(QWidget *parent = nullptr);

    /// Said while there are no descriptions: what to do next.
    void setEmptyText(const QString &text);
    /// Why there are none; empty takes the error away.
    void setErrorText(const QString &text);

Q_SIGNALS:
    void descriptionActivated(int row);
    /// A wish to judge it the other way.
    void verdictToggled(int row);

protected:
    void paintEvent(QPaintEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;

private:
    bool canBeJudged(const QModelIndex &index) const;

    QString m_emptyText;
    QString m_errorText;
};

}
