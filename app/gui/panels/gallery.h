// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>

#include "app/gui/session/document.h"

class QComboBox;
class QLabel;
class QListView;
class QToolButton;

namespace headscope {

class ImageFilter;
class ImageListModel;

/// The pictures: which of them, in which order, and the one that is looked at.
class Gallery : public QWidget
{
    Q_OBJECT

public:
    Gallery(Document &document, ImageListModel &images, QWidget *parent = nullptr);

    /// Shows only pictures of this class and with this value of the chosen attribute.
    void showGroup(const QString &label, const QString &value);
    /// Whether the filters let it through.
    bool shows(int image) const;
    /// As many columns of thumbnails as have room in a panel of this width, which is others' too.
    void fit(int panelWidth);

Q_SIGNALS:
    /// Others are shown, or fewer, or more.
    void changed();

private:
    void makeBoxes();
    void makeList();
    void markImage();
    void showCount();
    void showPin();

    Document &m_document;
    ImageListModel &m_images;
    ImageFilter *m_filter;
    QListView *m_list;
    QComboBox *m_which;
    QComboBox *m_order;
    QToolButton *m_allGroups;
    QLabel *m_count;
    QToolButton *m_pin;
};

}
