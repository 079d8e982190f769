// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/language.h"

#include <QCoreApplication>
#include <QTranslator>

namespace headscope {

void installEnglish(QCoreApplication &application)
{
    auto *english = new QTranslator(&application);
    if (english->load(QStringLiteral(":/translations/headscope_en.qm")))
        application.installTranslator(english);
}

}
