// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/gallery.h"

#include <QComboBox>
#include <QHBoxLayout>
#include <QLabel>
#include <QListView>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

#include "app/gui/panels/imagefilter.h"
#include "app/gui/panels/imagelistmodel.h"
#include "app/gui/panels/pinning.h"
#include "widgets/base/icon.h"
#include "widgets/base/palette.h"
#include "widgets/pictures/thumbnaildelegate.h"

namespace headscope {

namespace {

constexpr int kMostColumns = 3;
constexpr double kShare = 0.22; // of the panel's width; the rest is the heatmaps' and the scores'

}

Gallery::Gallery(Document &document, ImageListModel &images, QWidget *parent)
    : QWidget(parent)
    , m_document(document)
    , m_images(images)
    , m_filter(new ImageFilter(images, this))
    , m_list(new QListView)
    , m_which(new QComboBox)
    , m_order(new QComboBox)
    , m_allGroups(new QToolButton)
    , m_count(new QLabel)
    , m_pin(new QToolButton)
{
    makeBoxes();
    makeList();
    m_allGroups->setObjectName("all groups");
    m_allGroups->setToolTip(tr("Show pictures of all groups again"));
    m_allGroups->setIcon(icon(Icon::Close));
    m_allGroups->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_allGroups->hide();
    connect(m_allGroups, &QToolButton::clicked, this, [this] { showGroup({}, {}); });
    m_pin->setObjectName("pin picture");
    m_pin->setCheckable(true);
    m_pin->setEnabled(false);
    m_pin->setText(tr("Pin"));
    m_pin->setToolTip(tr("Keep this picture beside those you look at next (P in the list)"));
    connect(m_pin, &QToolButton::clicked, this, [this] { m_document.togglePin(m_document.image()); });

    auto *state = new QHBoxLayout;
    state->addWidget(m_count, 1);
    state->addWidget(m_pin);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins({});
    layout->setSpacing(kSmallGap);
    layout->addWidget(m_which);
    layout->addWidget(m_order);
    layout->addWidget(m_allGroups);
    layout->addLayout(state);
    layout->addWidget(m_list, 1);

    connect(&document, &Document::imageChanged, this, &Gallery::markImage);
    connect(&document, &Document::imageChanged, this, &Gallery::showPin);
    connect(&document, &Document::pinsChanged, this, &Gallery::showPin);
    connect(&document, &Document::studyChanged, this, [this] {
        showPin();
        showGroup({}, {});
    });
}

void Gallery::makeBoxes()
{
    m_which->setObjectName("which pictures");
    m_which->setAccessibleName(tr("Which pictures"));
    m_which->setToolTip(tr("Which pictures are shown; right and wrong by direct effect"));
    m_which->addItems({tr("all pictures"), tr("answered rightly"), tr("answered wrongly"),
                       tr("changed by the ablation"), tr("mended by the ablation"), tr("spoilt by the ablation")});
    m_which->setItemData(int(ImageFilter::Which::Mended), tr("The model as it is is wrong, the ablated one right"),
                         Qt::ToolTipRole);
    m_which->setItemData(int(ImageFilter::Which::Broken), tr("The model as it is is right, the ablated one wrong"),
                         Qt::ToolTipRole);
    m_order->setObjectName("order of pictures");
    m_order->setAccessibleName(tr("Order of the pictures"));
    m_order->setToolTip(tr("In which order pictures are shown"));
    m_order->addItems({tr("as in the data set"), tr("by class"), tr("lowest score of the true class first"),
                       tr("most lowered by the ablation first")});
    connect(m_which, &QComboBox::currentIndexChanged, this, [this](int index) {
        const QSignalBlocker blocker(m_list->selectionModel()); // the picture looked at stays the same
        m_filter->setWhich(ImageFilter::Which(index));
        markImage();
    });
    connect(m_order, &QComboBox::currentIndexChanged, this, [this](int index) {
        const QSignalBlocker blocker(m_list->selectionModel());
        m_filter->setOrder(ImageFilter::Order(index));
        markImage();
    });
}

void Gallery::makeList()
{
    m_list->setObjectName("images");
    m_list->setAccessibleName(tr("Pictures"));
    m_list->setModel(m_filter);
    ThumbnailDelegate::prepare(*m_list, ImageListModel::kThumbnail);
    m_list->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOn);
    const auto imageAt = [this](const QModelIndex &index) { return m_filter->mapToSource(index).row(); };
    new Pinning(*m_list, m_document, imageAt);
    connect(m_filter, &QAbstractItemModel::modelReset, this, &Gallery::showCount);
    connect(m_filter, &QAbstractItemModel::layoutChanged, this, &Gallery::showCount);
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, &Gallery::showCount);
    connect(m_filter, &QAbstractItemModel::rowsRemoved, this, &Gallery::showCount);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this, imageAt](const QModelIndex &index) {
                if (index.isValid())
                    m_document.setImage(imageAt(index));
            });
}

bool Gallery::shows(int image) const { return m_filter->mapFromSource(m_images.index(image)).isValid(); }

void Gallery::fit(int panelWidth)
{
    const int columns = std::clamp(qRound(kShare * panelWidth / m_list->gridSize().width()), 2, kMostColumns);
    setFixedWidth(columns * m_list->gridSize().width() + m_list->verticalScrollBar()->sizeHint().width() +
                  2 * m_list->frameWidth() + kSmallGap);
}

void Gallery::showGroup(const QString &label, const QString &value)
{
    const QSignalBlocker blocker(m_list->selectionModel());
    m_filter->setGroup(label, m_document.attribute(), value);
    m_allGroups->setText(tr("%1, %2").arg(label, value));
    m_allGroups->setVisible(m_filter->hasGroup());
    showCount();
    markImage();
}

void Gallery::showCount()
{
    const int shown = m_filter->rowCount();
    const int all = m_images.rowCount();
    m_count->setText(all == 0       ? QString()
                     : shown == all ? tr("%Ln pictures", nullptr, all)
                                    : tr("%1 of %2").arg(countText(shown), countText(all)));
    Q_EMIT changed();
}

void Gallery::markImage()
{
    const QModelIndex index = m_filter->mapFromSource(m_images.index(m_document.image()));
    // A picture that the filter leaves out stays the one looked at.
    const QSignalBlocker blocker(m_list->selectionModel());
    m_list->setCurrentIndex(index);
    if (index.isValid())
        m_list->scrollTo(index);
    m_list->viewport()->update();
}

void Gallery::showPin()
{
    m_pin->setEnabled(bool(m_document.study()));
    m_pin->setChecked(m_document.pinnedImage() == m_document.image());
}

}
