// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "widgets/figures/figure.h"

class QComboBox;
class QLabel;
class QListView;

namespace headscope {

class GroupBarsModel;

/// The accuracy of one class's pictures with one value of the attribute. Each figure carries its n.
struct GroupFigures
{
    QString className = {};
    QString attributeValue = {};
    Figure before = {};
    Figure now = {};
};

/// Accuracy by group, class by class: a bar for now, a diamond for before, n beside them. Groups under ten images and
/// the worst group are marked. Sorted by the gap within a class or by name.
class GroupBars : public QWidget
{
    Q_OBJECT

public:
    enum class Order { Gap, Name };

    explicit GroupBars(QWidget *parent = nullptr);

    /// `hasChange` false: only the bars are drawn.
    void setGroups(const QString &attribute, QList<GroupFigures> groups, bool hasChange);
    void setOrder(Order order);
    void setEmptyText(const QString &text);
    void setErrorText(const QString &text);

    QSize sizeHint() const override { return {360, 320}; }

Q_SIGNALS:
    /// A click or Enter: show these pictures.
    void groupActivated(const QString &className, const QString &attributeValue);

private:
    void activate(const QModelIndex &index);
    void showKey();

    GroupBarsModel *m_model;
    QComboBox *m_order;
    QLabel *m_key;
    QListView *m_view;
    bool m_hasChange = false;
    QString m_emptyText;
    QString m_errorText;
};

}
