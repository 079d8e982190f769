// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/help.h"

#include <QCoreApplication>

#include "app/gui/panels/explanations.h"
#include "app/gui/panels/panel.h"

namespace headscope {

namespace {

struct Help
{
    Q_DECLARE_TR_FUNCTIONS(headscope::Help)
};

QString useOf(const QString &panel)
{
    if (panel == "heads panel")
        return Help::tr("Every head of every layer, coloured by the chosen measure. A click or the arrows look at a "
                        "head, Ctrl+click or Space switches it off and on, P pins it, Esc lets it go.");
    if (panel == "picture panel")
        return Help::tr("Where the model's heads see a text in the chosen picture. Type the text, a second one to "
                        "compare it with, and choose all heads or the one looked at. P in the list of pictures keeps "
                        "one beside the others.");
    if (panel == "layer panel")
        return Help::tr("Where each head of the layer sees the text of the chosen picture. Arrows and Enter choose a "
                        "head.");
    if (panel == "head images panel")
        return Help::tr("Pictures that fit a description most and least, and those nearest to the chosen one, all as "
                        "this head sees them. Arrows and Enter choose a picture.");
    if (panel == "groups panel")
        return Help::tr("Accuracy of every class by the groups of the attribute, before and now. Enter or a click on a "
                        "bar shows the pictures it is of.");
    if (panel == "trail panel")
        return Help::tr("Each ablation tried is a point, accuracy against bias. Arrows go from point to point, Enter "
                        "goes back to that ablation, P compares the others with it.");
    if (panel == "compare panel")
        return Help::tr("Ablations that were kept, beneath one another. Enter goes to one, P compares the others with "
                        "it, F2 changes its name, Delete forgets it.");
    if (panel == "remarks panel")
        return Help::tr("What a careful auditor would notice about the model, the pictures and the texts, and what "
                        "can be done about it.");
    if (panel == "model panel")
        return Help::tr("What was read from the model's files, and what was assumed because they don't say.");
    if (panel == "texts panel")
        return Help::tr("The texts that heads are described with. F2 or typing changes one, Delete removes it; heads "
                        "are described anew by themselves.");
    return Help::tr(
        "Open a model, pictures and texts from the File menu, or drop them on the window. Every panel is in "
        "the View menu, with layouts that show those for a purpose.");
}

QString keys()
{
    const auto line = [](const char *key, const QString &does) {
        return QStringLiteral("<b>%1</b> %2").arg(key, does);
    };
    return QStringList{line("F6", Help::tr("next panel")), line("Shift+F6", Help::tr("previous panel")),
                       line("F11", Help::tr("this panel alone, and all again")),
                       line("Ctrl+K", Help::tr("find heads, pictures, texts and commands")),
                       line("Ctrl+Z", Help::tr("undo"))}
        .join(QStringLiteral(" · "));
}

}

Explanation helpOf(const Panel *panel)
{
    const QString id = panel ? panel->objectName() : QString();
    Explanation help;
    if (id == "inspector panel")
        help = explanationOf(Topic::TextSpan);
    else if (id == "metrics panel")
        help = explanationOf(Topic::Association);
    else
        help = {panel ? panel->windowTitle() : Help::tr("Headscope"), useOf(id)};
    help.text += QStringLiteral("</p><p>") + keys();
    return help;
}

}
