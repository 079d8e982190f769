// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/imagefilter.h"

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
    sort(order == Order::DataSet ? -1 : 0);
}

void ImageFilter::setGroup(const QString &label, const QString &attribute, const QString &value)
{
    m_label = label.toStdString();
    m_attribute = attribute.toStdString();
    m_value = value.toStdString();
    invalidateFilter();
}

bool ImageFilter::isInGroup(int image) const
{
    const Dataset &dataset = m_images.study()->store.dataset();
    const auto at = std::size_t(image);
    if (!m_label.empty() && (dataset.labels.empty() || dataset.labels[at] != m_label))
        return false;
    const Attribute *attribute = m_value.empty() ? nullptr : dataset.attribute(m_attribute);
    return m_value.empty() || (attribute && attribute->values[at] == m_value);
}

bool ImageFilter::filterAcceptsRow(int row, const QModelIndex &) const
{
    if (!isInGroup(row))
        return false;
    const int label = m_images.label(row);
    const int before = m_images.classBefore(row);
    const int now = m_images.classNow(row);
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
    const auto inOrder = [&](auto first, auto second) {
        return first != second ? first < second : left.row() < right.row();
    };
    if (m_order == Order::Class)
        return inOrder(m_images.label(left.row()), m_images.label(right.row()));
    if (m_order == Order::Score)
        return inOrder(m_images.score(left.row()), m_images.score(right.row()));
    return inOrder(m_images.change(left.row()), m_images.change(right.row()));
}

}
