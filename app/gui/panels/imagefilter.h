// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSortFilterProxyModel>

#include <string>

#include "app/gui/panels/imagelistmodel.h"

namespace headscope {

/// Which pictures are shown, in which order.
class ImageFilter : public QSortFilterProxyModel
{
    Q_OBJECT

public:
    enum class Which { All, Right, Wrong, Changed, Mended, Broken };
    enum class Order { DataSet, Class, Score, Change };

    explicit ImageFilter(ImageListModel &images, QObject *parent = nullptr);

    void setWhich(Which which);
    void setOrder(Order order);
    /// Only pictures of this class and with this value of the attribute; empty: of any.
    void setGroup(const QString &label, const QString &attribute, const QString &value);
    bool hasGroup() const { return !m_label.empty() || !m_value.empty(); }

protected:
    bool filterAcceptsRow(int row, const QModelIndex &parent) const override;
    bool lessThan(const QModelIndex &left, const QModelIndex &right) const override;

private:
    bool isInGroup(int image) const;

    ImageListModel &m_images;
    Which m_which = Which::All;
    Order m_order = Order::DataSet;
    std::string m_label;
    std::string m_attribute;
    std::string m_value;
};

}
