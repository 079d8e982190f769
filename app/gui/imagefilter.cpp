// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/imagefilter.h"

namespace headscope {

ImageFilter::ImageFilter(ImageListModel &images, QObject *parent)
    : QSortFilterProxyModel(parent)
    , m_images(images)
{
    setSourceModel(&images);
    setDynamicSortFilter(false);
    connect(&images, &ImageListModel::answersChanged, this, [this] {
        if (m_which != Which::All || m_order == Order::Score || m_order == Order::Change)
            invalidate();
    });
}

void ImageFilter::setWhich(Which which)
{
    m_which = which;
    invalidateFilter();
}

void ImageFilter::setOrder(Order order)
{
    m_order = order;
    if (order == Order::DataSet)
        sort(-1);
    else
        sort(0);
    invalidate();
}

void ImageFilter::setGroup(const QString &label, const QString &attribute, const QString &value)
{
    m_label = label;
    m_attribute = attribute;
    m_value = value;
    invalidateFilter();
}

bool ImageFilter::isInGroup(int image) const
{
    const Dataset &dataset = m_images.study()->store.dataset();
    const auto at = std::size_t(image);
    if (!m_label.isEmpty() && (dataset.labels.empty() || dataset.labels[at] != m_label.toStdString()))
        return false;
    const Attribute *attribute = dataset.attribute(m_attribute.toStdString());
    return m_value.isEmpty() || (attribute && attribute->values[at] == m_value.toStdString());
}

bool ImageFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    if (!isInGroup(row))
        return false;
    const QModelIndex index = m_images.index(row);
    const int label = index.data(ImageListModel::LabelRole).toInt();
    const int before = index.data(ImageListModel::BeforeClassRole).toInt();
    const int now = index.data(ImageListModel::NowClassRole).toInt();
    switch (m_which) {
    case Which::All:
        return true;
    case Which::Right:
        return label >= 0 && now == label;
    case Which::Wrong:
        return label >= 0 && now >= 0 && now != label;
    case Which::Changed:
        return before != now;
    case Which::Mended:
        return label >= 0 && before != label && now == label;
    case Which::Broken:
        return label >= 0 && before == label && now != label;
    }
    Q_UNREACHABLE();
}

bool ImageFilter::lessThan(const QModelIndex &left, const QModelIndex &right) const
{
    const int role = m_order == Order::Class   ? ImageListModel::LabelRole
                     : m_order == Order::Score ? ImageListModel::ScoreRole
                                               : ImageListModel::ChangeRole;
    const double first = left.data(role).toDouble();
    const double second = right.data(role).toDouble();
    return first != second ? first < second : left.row() < right.row();
}

}
