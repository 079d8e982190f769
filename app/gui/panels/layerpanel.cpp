// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/layerpanel.h"

#include <QToolButton>
#include <QVBoxLayout>

#include "widgets/pictures/smallmultiples.h"

namespace headscope {

LayerPanel::LayerPanel(Document &document, Analysis &analysis, QWidget *parent)
    : Panel("layer panel", tr("Heads of the layer"), parent)
    , m_document(document)
    , m_analysis(analysis)
    , m_view(new SmallMultiples)
{
    m_view->setObjectName("layer");
    m_view->setEmptyText(tr("Open a model and pictures to see where its heads look"));
    auto *each = new QToolButton;
    each->setText(tr("A scale for each head"));
    each->setCheckable(true);
    each->setObjectName("scale for each head");
    each->setToolTip(tr("Colours show where each head looks, however little it writes; sizes can't be compared then"));
    connect(each, &QToolButton::toggled, m_view, &SmallMultiples::setScaleForEach);
    addControl(each);
    body().addWidget(m_view, 1);
    connect(m_view, &SmallMultiples::headActivated, this, [this](int head) {
        m_document.setHead({m_document.head().layer, head});
    });
    connect(&document, &Document::headChanged, this, [this] { m_view->setCurrentHead(m_document.head().head); });
    connect(&analysis, &Analysis::pictureChanged, this, &LayerPanel::showLayer);
    connect(&document, &Document::ablationChanged, this, &LayerPanel::showLayer);
    connect(&analysis, &Analysis::pictureFailed, m_view, &SmallMultiples::setErrorText);
}

void LayerPanel::setScale(const std::optional<ColourScale> &scale) { m_view->setSharedScale(scale); }

void LayerPanel::showLayer()
{
    const PictureView &view = m_analysis.picture();
    m_view->setPicture(view.picture);
    if (view.layerHeats.empty()) {
        setHeading(tr("Heads of the layer"));
        m_view->setEmptyText(
            tr("Type a text beside the picture, or click a description, to see where these heads see it"));
        return m_view->clearHeats();
    }
    // Heatmaps are of the model as it is.
    setHeading((m_document.ablation().empty() ? tr("Heads of layer %1") : tr("Heads of layer %1, before ablation"))
                   .arg(view.layer));
    m_view->setHeats(view.layer, view.layerHeats, ColourScale::Kind::Diverging, view.title, {4, false});
    m_view->setCurrentHead(m_document.head().layer == view.layer ? m_document.head().head : -1);
}

}
