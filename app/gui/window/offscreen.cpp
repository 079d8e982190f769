// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/gui/window/offscreen.h"

#include <QGuiApplication>

namespace headscope {

namespace {

QtMessageHandler before = nullptr;

void handle(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    if (message != QLatin1String("This plugin does not support propagateSizeHints()"))
        before(type, context, message);
}

}

void dropOffscreenWarning()
{
    if (QGuiApplication::platformName() == QLatin1String("offscreen") && !before)
        before = qInstallMessageHandler(handle);
}

}
