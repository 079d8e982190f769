// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/panels/colourings.h"

#include <QComboBox>
#include <QCoreApplication>

#include "app/gui/session/document.h"

namespace headscope {

namespace {

class Colourings
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Colourings)

public:
    static void addTo(QComboBox &box)
    {
        using Colouring = Document::Colouring;
        const auto add = [&box](Colouring colouring, const QString &name) { box.addItem(name, int(colouring)); };
        add(Colouring::FirstDescriptions, tr("Variance described"));
        add(Colouring::ConceptConsistency, tr("Concept consistency (CCS)"));
        add(Colouring::Size, tr("Size of the contribution"));
        add(Colouring::AccuracyChange, tr("Δ accuracy if ablated"));
        add(Colouring::AssociationChange, tr("Δ Cramér's V if ablated"));
        add(Colouring::Variation, tr("η² of the attribute"));
        add(Colouring::Separation, tr("Separation of the attribute"));
    }
};

}

void addColourings(QComboBox &box) { Colourings::addTo(box); }

}
